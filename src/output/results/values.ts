/** Values in a row: within its cell, or below it where they are long. */
import { HIDDEN, type Shown } from "../../core/secrecy/redact.ts";
import { escapeForeign } from "../escape.ts";
import type { Look } from "../look.ts";
import { cellWidth, type LongText } from "../rows.ts";
import { displayWidth } from "../width.ts";

export interface PlacedValue {
  readonly cell: string;
  readonly below: readonly LongText[];
}

/** A value before a change may be this long and still be on the line of the one after it. */
const MAX_BEFORE = 12;

/** Returns a value where it belongs. */
export function placeValue(value: Shown, look: Look): PlacedValue {
  const cell = renderValue(value);
  return isLong(cell, [value], look) ? { cell: "", below: [toLong("", value)] } : { cell, below: [] };
}

/** Returns the value before a change and the one after it where they belong. `after` is in words where it is not shown as it is. */
export function placeUpdate(before: Shown, after: Shown, words: string | undefined, look: Look): PlacedValue {
  const cell = `${renderValue(before)} -> ${words ?? renderValue(after)}`;
  if (words !== undefined || !isLong(cell, [before, after], look)) return { cell, below: [] };
  const first = renderValue(before);
  if (displayWidth(first) <= MAX_BEFORE) return { cell: "", below: [toLong(`${first} -> `, after)] };
  return { cell: "", below: [toLong("", before), toLong("-> ", after)] };
}

/** A public or revealed value is in quotes, so that spaces at its ends and an empty value are seen; `***` is not. */
function renderValue(value: Shown): string {
  return value === HIDDEN ? value : escapeForeign(JSON.stringify(value));
}

/** Where there is no screen, nothing is too long, and each variable has one line. */
function isLong(cell: string, values: readonly Shown[], { columns }: Look): boolean {
  if (columns === undefined) return false;
  return displayWidth(cell) > cellWidth(columns) || values.some((value) => value.includes("\n"));
}

function toLong(lead: string, value: Shown): LongText {
  return { text: `${lead}${renderValue(value)}`, size: `${new TextEncoder().encode(value).length} bytes` };
}
