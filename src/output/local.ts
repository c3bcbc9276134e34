/** What `lambda-env local` prints for a shell to read. */

/** Returns lines that a POSIX shell evaluates; the values are our own and need no quoting. */
export function renderExports(exports: Readonly<Record<string, string>>): string {
  return Object.entries(exports)
    .map(([name, value]) => `export ${name}=${value}\n`)
    .join("");
}
