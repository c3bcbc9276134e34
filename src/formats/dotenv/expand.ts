/** Replaces references in a value as dotenv-expand does, and takes care that what they stand for goes in as it is. */
import { expand } from "dotenv-expand";
import { findReferences } from "./references.ts";

/** A name that no reference can have. */
const VALUE = " ";

/**
 * Returns `value` with its references replaced by what `lookup` knows; `\$` becomes `$`.
 *
 * Lookups are text: the library would expand a `$` in them once more, and take `$&` for a pattern of `String.replace`. A mark that no
 * text has stands for each such `$` while it works.
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

/** Returns a text of noncharacters that none of `texts` has. */
function makeMark(texts: readonly string[]): string {
  let count = 0;
  while (texts.some((text) => text.includes(`\uFDD0${count}\uFDD1`))) count += 1;
  return `\uFDD0${count}\uFDD1`;
}
