/** Where a variable comes from, in words. */
import type { Origin } from "../core/variables.ts";
import type { Place } from "../errors.ts";
import { escapeForeign } from "./escape.ts";

/** Returns an origin as text: `template.yaml:23`, `.env:4`, `prod/api#DB_URL`, `live`. */
export function renderOrigin(origin: Origin): string {
  const key = origin.key === undefined ? "" : `#${origin.key}`;
  return escapeForeign(`${origin.source}${key}${origin.line === undefined ? "" : `:${origin.line}`}`);
}

/** Returns a place with its column, for messages about a mistake there: `template.yaml:23:11`. */
export function renderPlace(place: Place): string {
  const line = place.line === undefined ? "" : `:${place.line}`;
  return escapeForeign(`${place.source}${line}${place.column === undefined ? "" : `:${place.column}`}`);
}
