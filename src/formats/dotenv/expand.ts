/** Replaces references in a value as dotenv-expand does, and inserts the referenced values unchanged. */
import { expand } from "dotenv-expand";
import { findReferences } from "./references.ts";

/** A name that no reference can have. */
const VALUE = " ";

/**
 * Returns `value` with its references replaced by what `lookup` returns; `\$` becomes `$`.
 *
 * Lookups are plain text: the library would expand a `$` in them again, and treat `$&` as a pattern of `String.replace`. So a
 * mark that occurs in no text stands for each such `$` in between.
 */
export function expandReferences(value: string, lookup: (name: string) => string | undefined): string {
  const known = new Map(findReferences(value).map(({ name }) => [name, lookup(name) ?? ""]));
  const mark = makeMark([value, ...known.values()]);
  const hide = (text: string): string => text.replaceAll("$", mark);
  const marked = value.replaceAll("\\$", mark).replace(/\$(?![{A-Za-z_])/g, mark);
  const processEnv = Object.fromEntries([...known].map(([name, text]) => [name, hide(text)]));
  const expanded = expand({ parsed: { [VALUE]: marked }, processEnv }).parsed?.[VALUE] ?? "";
  return expanded.replaceAll(mark, "$");
}

/** Returns a text of noncharacters that occurs in none of `texts`. */
function makeMark(texts: readonly string[]): string {
  let count = 0;
  while (texts.some((text) => text.includes(`\uFDD0${count}\uFDD1`))) count += 1;
  return `\uFDD0${count}\uFDD1`;
}
