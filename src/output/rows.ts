/** Rows that fit the screen: columns line up where there is room, and what finds none goes below. */
import type { Look } from "./look.ts";
import type { Paint } from "./style.ts";
import { cutToWidth, displayWidth, padToWidth, wrapToWidth } from "./width.ts";

/** A text too long for a cell, on a line of its own, which is cut at the width. */
export interface LongText {
  readonly text: string;
  /** Shown where the text is cut. */
  readonly size: string;
}

export interface Row {
  readonly cells: readonly string[];
  readonly below?: readonly LongText[];
  /** What must not be overlooked. */
  readonly notes?: readonly string[];
  readonly paint?: Paint;
}

const GAP = 2;
const INDENT = 4;
/** Of the width, what a cell may take and still line up with those above and below. */
const FIRST_SHARE = 0.5;
const OTHER_SHARE = 0.4;
/** The same where there is no screen. */
const MAX_PADDED = 40;

/** Returns the columns that a cell which is not the first may take of a screen. */
export function cellWidth(columns: number): number {
  return Math.floor(columns * OTHER_SHARE);
}

/** Returns the rows as lines, several for a row that does not fit into one. Without a screen, each row is one line. */
export function renderRows(rows: readonly Row[], look: Look): readonly string[] {
  const starts = startsOf(rows, look.columns);
  return rows.flatMap((row) => renderRow(row, starts, look));
}

/** Returns where each column begins. A cell that is wider than its share does not count, and nothing lines up with it. */
function startsOf(rows: readonly Row[], columns: number | undefined): readonly number[] {
  const widths: number[] = [];
  for (const { cells } of rows) {
    for (const [column, cell] of cells.entries()) {
      const width = displayWidth(cell);
      const max = columns === undefined ? MAX_PADDED : column === 0 ? Math.floor(columns * FIRST_SHARE) : cellWidth(columns);
      if (width <= max) widths[column] = Math.max(widths[column] ?? 0, width);
    }
  }
  const starts: number[] = [];
  let start = 0;
  for (const width of widths) {
    starts.push(start);
    start += width === 0 || width === undefined ? 0 : width + GAP;
  }
  return [...starts, start];
}

function renderRow(
  { cells, below = [], notes = [], paint = (text) => text }: Row,
  starts: readonly number[],
  look: Look,
): string[] {
  const { columns = Number.POSITIVE_INFINITY, style } = look;
  const lines = fillLines(cells, starts, columns);
  const long = below.map((text) => `${" ".repeat(INDENT)}${cutLong(text, columns - INDENT, look)}`);
  const painted = [...lines, ...long].map(paint);
  if (notes.length === 0) return painted;
  const note = notes.join("; ");
  const [only, second] = lines;
  const isOneLine = second === undefined && long.length === 0;
  const beside = only !== undefined && isOneLine ? placeAt(only, starts.at(-1), note, columns) : undefined;
  if (beside !== undefined) return [`${paint(beside)}${style.danger(note)}`];
  return [...painted, ...notes.flatMap((text) => wrapBelow(text, columns)).map(style.danger)];
}

/** Returns the cells as few lines, each cell in its column, else behind the one before it, else below. */
function fillLines(cells: readonly string[], starts: readonly number[], columns: number): readonly string[] {
  const [first = "", ...others] = cells;
  const lines = [first];
  for (const [index, cell] of others.entries()) {
    if (cell === "") continue;
    const line = lines.at(-1) ?? "";
    const start = lines.length === 1 ? starts[index + 1] : undefined;
    const before = placeAt(line, start, cell, columns);
    if (before === undefined) lines.push(...wrapBelow(cell, columns));
    else lines[lines.length - 1] = `${before}${cell}`;
  }
  return lines;
}

/** Returns `line` with the spaces that `text` needs before it; undefined where it does not fit. */
function placeAt(line: string, start: number | undefined, text: string, columns: number): string | undefined {
  const width = displayWidth(text);
  const used = displayWidth(line);
  if (start !== undefined && start >= used + GAP && start + width <= columns) return padToWidth(line, start);
  return used + GAP + width <= columns ? padToWidth(line, used + GAP) : undefined;
}

/** Returns a sentence as lines that fit the screen, those after the first indented. */
export function renderSentence(text: string, { columns }: Look, paint: Paint = (line) => line): readonly string[] {
  if (columns === undefined || displayWidth(text) <= columns) return [paint(text)];
  return wrapToWidth(text, columns - INDENT).map((line, index) => paint(index === 0 ? line : `${" ".repeat(INDENT)}${line}`));
}

function wrapBelow(text: string, columns: number): readonly string[] {
  return wrapToWidth(text, columns - INDENT).map((line) => `${" ".repeat(INDENT)}${line}`);
}

function cutLong({ text, size }: LongText, width: number, { isUnicode }: Look): string {
  if (displayWidth(text) <= width) return text;
  const end = `${isUnicode ? "…" : "..."}  ${size}`;
  return `${cutToWidth(text, width - displayWidth(end))}${end}`;
}
