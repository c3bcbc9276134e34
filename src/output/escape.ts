/** Foreign text made safe to print: no control characters, no line that a CI runner would obey. */

/** Control and format characters (those that reorder or hide text on a terminal are of the latter), and the Unicode line ends. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

const SHORT: ReadonlyMap<string, string> = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/**
 * Returns `text` on one line, control characters as `\n`, `\x1b` or `\u202e`.
 *
 * GitHub's runner obeys `::command::` at the start of a line and `##[command]` anywhere: both are broken by an escape.
 */
export function escapeForeign(text: string): string {
  return text
    .replace(UNSAFE, (character) => SHORT.get(character) ?? escapeCode(character.codePointAt(0) ?? 0))
    .replaceAll("##[", "##\\x5b")
    .replace(/^(\s*):(?=:)/, "$1\\x3a");
}

/** Returns `text` line by line as `escapeForeign` does, keeping the line breaks: for stacks and other texts of several lines. */
export function escapeLines(text: string): string {
  return text
    .split(/\r\n|\n/)
    .map(escapeForeign)
    .join("\n");
}

function escapeCode(code: number): string {
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, "0")}` : `\\u{${hex}}`;
}
