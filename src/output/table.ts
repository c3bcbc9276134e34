/** Columns that line up. */
import { displayWidth, padToWidth } from "./width.ts";

/** Returns rows of cells as lines, each column as wide as its widest cell; no spaces at a line's end. */
export function renderTable(rows: readonly (readonly string[])[], gap = "  "): readonly string[] {
  const widths: number[] = [];
  // JavaScript functions cannot take as many arguments as there may be rows.
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, displayWidth(cell));
  }
  return rows.map((row) =>
    row
      .map((cell, column) => padToWidth(cell, widths[column] ?? 0))
      .join(gap)
      .trimEnd(),
  );
}
