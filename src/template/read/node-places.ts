/** Places in YAML text that no event of the parser reports. */

/** Returns the place of an absent value, where it would be: after its tag, the colon or the dash. */
export function absentAt(text: string, from: number, hasProperties: boolean): number {
  const patterns = hasProperties ? [/[ \t]*/y] : [/[ \t]*:[ \t]*/y, /(?:[\s,[\]{}]|#[^\n]*)*-[ \t]*/y];
  for (const pattern of patterns) {
    pattern.lastIndex = from;
    if (pattern.test(text)) return pattern.lastIndex;
  }
  return from;
}

/** Returns the place of a block scalar's `|` or `>`, for which there is no event. */
export function headerOf(text: string, from: number, valueStart: number): number {
  const lineStart = text.lastIndexOf("\n", Math.max(0, valueStart - 2)) + 1;
  const start = Math.max(from, lineStart);
  const found = text.slice(start, valueStart).search(/[|>]/);
  return found === -1 ? start : start + found;
}

/** Returns whether a mapping starts a line, or follows a dash; the parser also reads `KEY: !Sub a: b` as a mapping. */
export function startsLine(text: string, start: number): boolean {
  return /^\uFEFF?[ \t]*(?:[-?:][ \t]+)*$/.test(text.slice(text.lastIndexOf("\n", start - 1) + 1, start));
}

/** Returns whether the colon of a key is only on a later line, which SAM does not read. */
export function isColonBelow(text: string, from: number): boolean {
  const pattern = /[ \t]*(?:#[^\r\n]*)?[\r\n](?:\s|#[^\r\n]*)*:/y;
  pattern.lastIndex = from;
  return pattern.test(text);
}
