/** Offsets in a text → places in its file. */
import type { Place } from "../../errors.ts";

/** Spaces that are not in the file. */
export interface Padding {
  /** Their offset in the padded text. */
  readonly start: number;
  readonly width: number;
}

/** The offset at which a line starts, and its number. */
interface LineStart {
  readonly line: number;
  readonly offset: number;
}

/**
 * Returns a function from offsets in `text` to places; it is fast if offsets come in order and none is before `first`.
 *
 * Lines end at LF, columns count UTF-16 code units, and neither padding nor a byte order mark counts.
 */
export function makePlaceAt(
  text: string,
  source: string,
  paddings: readonly Padding[] = [],
  first: LineStart = { line: 1, offset: 0 },
): (offset: number) => Place {
  const bom = text.startsWith("\uFEFF") ? 1 : 0;
  let line = first.line;
  let lineStart = first.offset;
  let nextBreak = text.indexOf("\n", lineStart);
  let padding = 0;
  return (offset) => {
    if (offset < lineStart) {
      [line, lineStart, nextBreak, padding] = [first.line, first.offset, text.indexOf("\n", first.offset), 0];
    }
    while (nextBreak !== -1 && nextBreak < offset) {
      line += 1;
      lineStart = nextBreak + 1;
      nextBreak = text.indexOf("\n", lineStart);
    }
    while ((paddings[padding]?.start ?? lineStart) < lineStart) padding += 1;
    let column = offset - lineStart + 1 - (line === 1 ? bom : 0);
    for (let index = padding; (paddings[index]?.start ?? offset) < offset; index += 1) column -= paddings[index]?.width ?? 0;
    return { source, line, column: Math.max(1, column) };
  };
}
