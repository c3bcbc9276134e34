/** Words as a POSIX shell needs them. */

/** Returns `word` as it can be typed: in quotes if a shell would not read it literally. */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
