/** What `pull` did to a file, by name. */
import { compareNames } from "../core/variables.ts";
import type { Finding } from "../errors.ts";
import { escapeForeign } from "./escape.ts";
import { findingDocument, type Json } from "./json.ts";
import type { Style } from "./style.ts";

export interface PulledNames {
  readonly added: readonly string[];
  readonly updated: readonly string[];
  readonly same: readonly string[];
  /** The file has them, the function does not. */
  readonly onlyInFile: readonly string[];
  /** The file had them, and its format has no place to keep them. */
  readonly removed: readonly string[];
  readonly omitted: readonly string[];
}

/** Returns one line a name, then the counts. */
export function renderPulled(file: string, names: PulledNames, style: Style): string {
  const rows = [
    ...names.added.map((name) => ({ name, line: style.add(`+ ${escapeForeign(name)}`) })),
    ...names.updated.map((name) => ({ name, line: style.update(`~ ${escapeForeign(name)}`) })),
    ...names.removed.map((name) => ({ name, line: style.remove(`- ${escapeForeign(name)}  only in the file`) })),
    ...names.same.map((name) => ({ name, line: style.dim(`= ${escapeForeign(name)}`) })),
    ...names.onlyInFile.map((name) => ({ name, line: style.dim(`= ${escapeForeign(name)}  kept, only in the file`) })),
  ].sort((a, b) => compareNames(a.name, b.name));
  const { added, updated, same, onlyInFile, removed, omitted } = names;
  const left = omitted.length === 0 ? "" : `, ${omitted.length} left out`;
  const gone = removed.length === 0 ? "" : `, ${removed.length} removed`;
  const isChange = added.length + updated.length + removed.length > 0;
  const changes = isChange ? `${added.length} added, ${updated.length} updated${gone}` : "no changes";
  const counts = `${changes}, ${same.length + onlyInFile.length} kept${left}`;
  return `${[...rows.map((row) => row.line), `${escapeForeign(file)}: ${counts}`].join("\n")}\n`;
}

export function pulledDocument(file: string, names: PulledNames, findings: readonly Finding[]): { readonly [key: string]: Json } {
  const { added, updated, same, onlyInFile, removed, omitted } = names;
  return { file, added, updated, same, only_in_file: onlyInFile, removed, omitted, findings: findings.map(findingDocument) };
}
