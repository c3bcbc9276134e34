/** Lines of base64: those that end in `=` look like variables without a value, and their text like a name. */

const PADDED = /^[A-Za-z0-9+/]+={1,2}$/;
/** As long as tools make their lines, or nearly. */
const FULL = /^[A-Za-z0-9+/]{60,}$/;

/** Short ones may be names in capitals. */
const MIN_LENGTH = 16;

/**
 * Tells whether `line` is the last line of a base64 text and not `NAME=`: two `=` end it, or one after letters of both cases and digits.
 *
 * A name with a `_`, a `.` or a `-` is none.
 */
export function isBase64Line(line: string): boolean {
  const text = line.trim();
  if (text.length % 4 !== 0 || !PADDED.test(text)) return false;
  if (text.endsWith("==")) return true;
  return text.length >= MIN_LENGTH && [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(text));
}

/** Tells whether `line` can be the last one of a text in base64: it ends in padding, as an assignment of nothing does. */
export function isPaddedBase64(line: string): boolean {
  return PADDED.test(line);
}

/** Tells whether `line` can be one of a text in base64 that goes on. */
export function isFullBase64(line: string): boolean {
  return FULL.test(line);
}
