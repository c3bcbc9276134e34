/** Replaces spans of a text whose offsets refer to LF line ends, and keeps the original line ends. */

/** A replacement: whole lines, then text. Offsets are into the normalised text, spans do not overlap. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
  readonly text: string;
}

/** Returns the offset at which the line of `offset` starts, after a byte order mark. */
export function lineStart(text: string, offset: number): number {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return start === 0 && text.startsWith("\uFEFF") ? Math.min(1, offset) : start;
}

/**
 * Returns `original` with the splices applied, and with `lines` at its end; their line ends are those of the first line of
 * `original`.
 */
export function applySplices(original: string, splices: readonly Splice[], lines: readonly string[]): string {
  const offsets = originalOffsets(original);
  const at = (offset: number): number => offsets[offset] ?? original.length;
  const lineEnd = /\r\n?|\n/.exec(original)?.[0] ?? "\n";
  const pieces: string[] = [];
  let end = 0;
  for (const splice of [...splices].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const inserted = splice.lines.map((line) => line + lineEnd).join("");
    pieces.push(original.slice(end, at(splice.start)), inserted, splice.text);
    end = at(splice.end);
  }
  pieces.push(original.slice(end));
  const text = pieces.join("");
  if (lines.length === 0) return text;
  const gap = text.replace("\uFEFF", "") === "" || /[\r\n]$/.test(text) ? "" : lineEnd;
  return text + gap + lines.map((line) => line + lineEnd).join("");
}

/** Returns the offset in `original` of each character of the normalised text. */
function originalOffsets(original: string): Uint32Array {
  const offsets = new Uint32Array(original.length + 1).fill(original.length);
  let normalised = 0;
  for (let index = 0; index < original.length; index += 1) {
    if (original[index] === "\n" && original[index - 1] === "\r") continue;
    offsets[normalised] = index;
    normalised += 1;
  }
  return offsets;
}
