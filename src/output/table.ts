/** Columns that line up. */

/** Returns rows of cells as lines, each column as wide as its widest cell; no spaces at a line's end. */
export function renderTable(rows: readonly (readonly string[])[], gap = "  "): readonly string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(gap)
      .trimEnd(),
  );
}
