/** Values in a row: within its cell, or below it if they are long. */
import { HIDDEN, type Shown } from "../../core/secrecy/redact.ts";
import { escapeForeign } from "../escape.ts";
import type { Look } from "../look.ts";
import { cellWidth, type LongText } from "../rows.ts";
import { displayWidth } from "../width.ts";

export interface PlacedValue {
  readonly cell: string;
  readonly below: readonly LongText[];
}

/** The maximum length of a previous value on the same line as the new one. */
const MAX_BEFORE = 12;

/** Returns a value at the right place. */
export function placeValue(value: Shown, look: Look): PlacedValue {
  const cell = renderValue(value);
  return isLong(cell, [value], look) ? { cell: "", below: [toLong("", value)] } : { cell, below: [] };
}

/** Returns the previous and the new value at the right place. `after` is in words if it is not shown literally. */
export function placeUpdate(before: Shown, after: Shown, words: string | undefined, look: Look): PlacedValue {
  const cell = `${renderValue(before)} -> ${words ?? renderValue(after)}`;
  if (words !== undefined || !isLong(cell, [before, after], look)) return { cell, below: [] };
  const first = renderValue(before);
  if (displayWidth(first) <= MAX_BEFORE) return { cell: "", below: [toLong(`${first} -> `, after)] };
  return { cell: "", below: [toLong("", before), toLong("-> ", after)] };
}

/**
 * Returns a value for display: a public or revealed one is in quotes, so that spaces at its ends and an empty value are visible;
 * `***` is not.
 */
function renderValue(value: Shown): string {
  return value === HIDDEN ? value : escapeForeign(JSON.stringify(value));
}

/** Returns the values of a row without a screen, where nothing is too long, and each variable has one line. */
function isLong(cell: string, values: readonly Shown[], { columns }: Look): boolean {
  if (columns === undefined) return false;
  return displayWidth(cell) > cellWidth(columns) || values.some((value) => value.includes("\n"));
}

function toLong(lead: string, value: Shown): LongText {
  return { text: `${lead}${renderValue(value)}`, size: `${new TextEncoder().encode(value).length} bytes` };
}
