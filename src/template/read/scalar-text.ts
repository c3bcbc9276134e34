/** The text of a YAML scalar as SAM and CloudFormation read it: for them, more characters end a line than in YAML 1.2. */
import { getScalarValue, SCALAR_STYLE, type ScalarEvent } from "js-yaml";

/** Line breaks of YAML 1.1 that are plain characters in YAML 1.2. */
const OLD_BREAKS = /[\u0085\u2028\u2029]/g;

/** White space, with or without line breaks in it. */
const SPACE = String.raw`[ \t]+(?:[\r\n\u0085\u2028\u2029][ \t\r\n\u0085\u2028\u2029]*)?|[\r\n\u0085\u2028\u2029][ \t\r\n\u0085\u2028\u2029]*`;
const FOLD = new RegExp(SPACE, "g");
const FOLD_OR_QUOTE = new RegExp(`''|${SPACE}`, "g");
const FOLD_OR_ESCAPE = new RegExp(
  String.raw`\\(?:[\r\n\u0085\u2028\u2029][ \t\r\n\u0085\u2028\u2029]*|x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[^])|${SPACE}`,
  "g",
);

const ESCAPES: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  N: "\u0085",
  _: "\u00a0",
  L: "\u2028",
  P: "\u2029",
};

/** Returns `text` with every line break as one that all versions of YAML know; offsets do not change. */
export function withPlainBreaks(text: string): string {
  return text.replace(OLD_BREAKS, "\n");
}

/**
 * Returns the text of `scalar`; undefined if it cannot be determined.
 *
 * `text` is the original, and `parsed` the same `withPlainBreaks`.
 */
export function scalarText(text: string, parsed: string, scalar: ScalarEvent): string | undefined {
  const { valueStart, valueEnd, style, fast } = scalar;
  if (valueStart === -1) return "";
  const source = text.slice(valueStart, valueEnd);
  if (fast) return source;
  switch (style) {
    case SCALAR_STYLE.SINGLE_QUOTED:
      return source.replace(FOLD_OR_QUOTE, (match) => (match === "''" ? "'" : fold(match)));
    case SCALAR_STYLE.DOUBLE_QUOTED:
      return withoutEscapes(source);
    case SCALAR_STYLE.PLAIN:
      return source.replace(FOLD, fold);
    default:
      // A line separator is kept where lines are joined; only YAML 1.1 readers do that right.
      return /[\u2028\u2029]/.test(source) ? undefined : blockText(parsed, scalar);
  }
}

/**
 * Returns the text of a block. The last line of the file may not have a line break; then the text does not have one there either.
 */
function blockText(parsed: string, scalar: ScalarEvent): string {
  const value = getScalarValue(parsed, scalar);
  const isOpen = scalar.valueEnd === parsed.length && !/[\r\n]$/.test(parsed);
  return isOpen && value.endsWith("\n") ? value.slice(0, -1) : value;
}

function withoutEscapes(source: string): string | undefined {
  let isText = true;
  const result = source.replace(FOLD_OR_ESCAPE, (match) => {
    if (!match.startsWith("\\")) return fold(match);
    const [, kind = ""] = match;
    if (/[\r\n\u0085\u2028\u2029]/.test(kind)) return breaksOf(match).slice(1).join("");
    if (match.length === 2) return ESCAPES[kind] ?? kind;
    const code = Number.parseInt(match.slice(2), 16);
    isText &&= code <= 0x10ffff;
    return isText ? String.fromCodePoint(code) : "";
  });
  return isText ? result : undefined;
}

/** Folds white space: one line break becomes a space; of several, the first is dropped; separators stay unchanged. */
function fold(space: string): string {
  const [first, ...more] = breaksOf(space);
  if (first === undefined) return space;
  if (first !== "\n") return first + more.join("");
  return more.length === 0 ? " " : more.join("");
}

function breaksOf(space: string): readonly string[] {
  return Array.from(space.matchAll(/\r\n|[\r\n\u0085\u2028\u2029]/g), ([found]) => (/[\u2028\u2029]/.test(found) ? found : "\n"));
}
