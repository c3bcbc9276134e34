/** What `pull` did to a file, by name. */

import type { EditChanges, PulledLosses } from "../../core/pulled.ts";
import type { Target } from "../../core/target.ts";
import { compareNames } from "../../core/variables.ts";
import type { Finding } from "../../errors.ts";
import { findingDocument, renderJson, targetDocument } from "../documents/json.ts";
import { escapeForeign } from "../escape.ts";
import { countNames } from "../messages/losses.ts";
import { describeTargets } from "../messages/questions.ts";
import type { Style } from "../style.ts";

/** Returns what would be done, as a question says it: `overwrite 2 variables (A, B) in .env with values of function my-fn (…)`. */
export function describePulledLosses(
  files: readonly { readonly file: string; readonly losses: readonly PulledLosses[] }[],
  targets: readonly Target[],
): string {
  const deeds = files.flatMap(({ file, losses }) => losses.map((one) => lossesIn(one, file)));
  return `${deeds.join(" and ")} with values of ${describeTargets(targets)}`;
}

/** Returns the warning of names that were asked for and that the function does not have. */
export function sayUnmatched(names: readonly string[]): string {
  return `no live variable is called ${names.join(" or ")}`;
}

/** Returns the warning of names that none of several functions has. */
export function sayUnmatchedByAll(names: readonly string[]): string {
  return `no function has a variable called ${names.join(" or ")}`;
}

function lossesIn(losses: PulledLosses, file: string): string {
  if (losses.kind === "overwrite") {
    const place = losses.logicalId === undefined ? `in ${file}` : `of ${losses.logicalId} in ${file}`;
    return `overwrite ${countNames(losses.names)} ${place}`;
  }
  const { updated, removed, otherLines } = losses;
  const parts = [
    ...updated.map((name) => `~ ${name}`),
    ...removed.map((name) => `- ${name}`),
    ...(otherLines === 0 ? [] : [`- ${otherLines} other ${otherLines === 1 ? "line" : "lines"}`]),
  ];
  return `replace ${file} (${parts.join(", ")})`;
}

/** What was pulled of one function. */
export interface PulledFile {
  readonly target: Target;
  readonly file: string;
  /** Which part of the file, where it has several functions. */
  readonly logicalId?: string;
  readonly names: EditChanges;
  readonly findings: readonly Finding[];
}

/** Returns one line a name, then the counts. */
export function renderPulled({ file, logicalId, names }: PulledFile, style: Style): string {
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
  return `${[...rows.map((row) => row.line), `${escapeForeign(file)}${logicalId === undefined ? "" : `, ${logicalId}`}: ${counts}`].join("\n")}\n`;
}

/** Returns the document of `pull`. */
export function pulledDocument(pulled: readonly PulledFile[]): string {
  const targets = pulled.map(({ target, file, names, findings }) => {
    const { added, updated, same, onlyInFile, removed, omitted } = names;
    return {
      ...targetDocument(target),
      file,
      added,
      updated,
      same,
      only_in_file: onlyInFile,
      removed,
      omitted,
      findings: findings.map(findingDocument),
    };
  });
  return renderJson({ command: "pull", targets, totals: totalsOf(pulled) });
}

function totalsOf(pulled: readonly PulledFile[]): { readonly [key: string]: number } {
  const sum = (key: "added" | "updated" | "removed"): number => pulled.reduce((total, { names }) => total + names[key].length, 0);
  return { targets: pulled.length, added: sum("added"), updated: sum("updated"), removed: sum("removed") };
}
