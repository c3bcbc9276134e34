/** What `lambda-env local` prints for a shell to read. */

/** Returns lines that a POSIX shell evaluates to the same values. */
export function renderExports(exports: Readonly<Record<string, string>>): string {
  return Object.entries(exports)
    .map(([name, value]) => `export ${name}=${/^[\w./:@-]+$/.test(value) ? value : quote(value)}\n`)
    .join("");
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
