/** Lines of base64: those that end in `=` look like variables without a value, and their text like a name. */

/** Short ones may be names in capitals. */
const MIN_LENGTH = 16;

/**
 * Tells whether `line` is the last line of a base64 text and not `NAME=`: two `=` end it, or one after letters of both cases and digits.
 *
 * A name with a `_`, a `.` or a `-` is none.
 */
export function isBase64Line(line: string): boolean {
  const text = line.trim();
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={1,2}$/.test(text)) return false;
  if (text.endsWith("==")) return true;
  return text.length >= MIN_LENGTH && [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(text));
}
