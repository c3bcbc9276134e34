/** Makes foreign text safe to print: no control characters, no line that a CI runner would execute. */

/** Control and format characters (the latter include those that reorder or hide text on a terminal), and the Unicode line ends. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
/** For JSON text, all of these except the line feeds between its parts. */
const UNSAFE_IN_JSON = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

const SHORT: ReadonlyMap<string, string> = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/** `##[command]` (GitHub), `##vso[command]` (Azure Pipelines), `##teamcity[command]`: executed anywhere in a line, in any case. */
const MARKED = /##(\w*)\[/g;

/**
 * Returns `text` on one line, with control characters as `\n`, `\x1b` or `\u202e`.
 *
 * No runner executes a part of it: neither `::command::` at the start of a line, which is GitHub's, nor a mark such as `##vso[`
 * anywhere.
 */
export function escapeForeign(text: string): string {
  return text
    .replace(UNSAFE, (character) => SHORT.get(character) ?? escapeCode(character.codePointAt(0) ?? 0))
    .replace(MARKED, "##$1\\x5b")
    .replace(/^(\s*):(?=:)/, "$1\\x3a");
}

/** Returns JSON text with the same meaning, in which no runner finds a command and no terminal a control character. */
export function escapeJson(json: string): string {
  return json.replace(UNSAFE_IN_JSON, escapeUnits).replace(MARKED, "##$1\\u005b");
}

/**
 * Returns whether a runner would execute a line of `text`, which cannot be changed. Unlike JavaScript, .NET treats U+0085 as a
 * blank.
 */
export function isObeyed(text: string): boolean {
  return /^[\s\u0085]*::/m.test(text) || text.search(MARKED) !== -1;
}

/**
 * Returns `text` with each line escaped as by `escapeForeign`, keeping the line breaks: for stacks and other texts of several
 * lines.
 */
export function escapeLines(text: string): string {
  return text
    .split(/\r\n|\n/)
    .map(escapeForeign)
    .join("\n");
}

/** Control characters, except line feeds and tabs, which mean the same everywhere. */
const CONTROLS = /(?![\n\t])\p{Cc}/gu;

/** Returns `text` with its control characters as `\\x1b`, except line feeds and tabs, and how many there were. */
export function escapeControls(text: string): { readonly text: string; readonly count: number } {
  let count = 0;
  const escaped = text.replace(CONTROLS, (character) => {
    count += 1;
    return SHORT.get(character) ?? escapeCode(character.codePointAt(0) ?? 0);
  });
  return { text: escaped, count };
}

/** Escapes a character as in JSON: each half of a pair separately. */
function escapeUnits(character: string): string {
  return [...Array(character.length).keys()]
    .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`)
    .join("");
}

function escapeCode(code: number): string {
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, "0")}` : `\\u{${hex}}`;
}
