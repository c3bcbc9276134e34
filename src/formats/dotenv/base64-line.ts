/** Lines of base64: if they end in `=`, they look like variables without a value, and their text like a name. */

const PADDED = /^[A-Za-z0-9+/]+={1,2}$/;
/** The line length that tools use, or nearly. */
const FULL = /^[A-Za-z0-9+/]{60,}$/;

/** Shorter ones may be names in capitals. */
const MIN_LENGTH = 16;

/**
 * Returns whether `line` is the last line of a base64 text and not `NAME=`: it ends in two `=`, or in one after digits and
 * letters of both cases.
 *
 * A name with a `_`, a `.` or a `-` is not base64.
 */
export function isBase64Line(line: string): boolean {
  const text = line.trim();
  if (text.length % 4 !== 0 || !PADDED.test(text)) return false;
  if (text.endsWith("==")) return true;
  return text.length >= MIN_LENGTH && [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(text));
}

/**
 * Returns whether `line` can be the last line of a base64 text: it ends in padding, which looks like an assignment of nothing.
 */
export function isPaddedBase64(line: string): boolean {
  return PADDED.test(line);
}

/** Returns whether `line` can be a line of a base64 text that continues. */
export function isFullBase64(line: string): boolean {
  return FULL.test(line);
}
