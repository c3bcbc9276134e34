/** Words as a POSIX shell needs them. */

/** Returns `word` as it can be typed: in quotes where a shell would read it as something else. */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
