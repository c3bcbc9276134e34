/** The effect of `pull` on a file, by name. */

import type { EditChanges, PulledLosses } from "../../core/pulled.ts";
import type { Target } from "../../core/target.ts";
import { compareNames } from "../../core/variables.ts";
import type { Finding } from "../../errors.ts";
import { sayCounts, type Tense } from "../counts.ts";
import { findingDocument, renderJson, targetDocument } from "../documents/json.ts";
import { escapeForeign } from "../escape.ts";
import type { Look } from "../look.ts";
import { countNames } from "../messages/losses.ts";
import { type AskedChange, PLACES } from "../messages/questions.ts";
import type { Paint } from "../style.ts";

/** Returns what would be done, for a question: `overwrite 2 variables (A, B) in .env with values of function my-fn (…)`. */
export function describePulledLosses(
  files: readonly { readonly file: string; readonly losses: readonly PulledLosses[] }[],
  targets: readonly Target[],
): AskedChange {
  const changes = files.flatMap(({ file, losses }) => losses.map((one) => lossesIn(one, file)));
  const [place, ...shorter] = PLACES;
  const brief = briefLosses(files);
  return [
    `${changes.join(" and ")} with values of ${place(targets)}`,
    ...shorter.map((briefly) => `${brief} with values of ${briefly(targets)}`),
    brief,
  ];
}

/** Returns what is offered where overwriting was declined: `add 2 variables (A, B) to .env, and keep the values that it has`. */
export function describeAdditions(files: readonly { readonly file: string; readonly added: readonly string[] }[]): AskedChange {
  const adding = files.filter(({ added }) => added.length > 0);
  const changes = adding.map(({ file, added }) => `${countNames(added)} to ${file}`);
  const count = adding.reduce((total, { added }) => total + added.length, 0);
  const [only, second] = adding;
  const where = only !== undefined && second === undefined ? only.file : `${adding.length} files`;
  const brief = `add ${count} variable${count === 1 ? "" : "s"} to ${where}`;
  return [`add ${changes.join(" and ")}, and keep the other values`, `${brief}, and keep the other values`, brief];
}

/** Returns `overwrite 3 variables in .env`, or what is replaced, without names. */
function briefLosses(files: readonly { readonly file: string; readonly losses: readonly PulledLosses[] }[]): string {
  const lossy = files.filter(({ losses }) => losses.length > 0);
  const all = lossy.flatMap(({ losses }) => losses);
  const [only, second] = lossy;
  const where = only !== undefined && second === undefined ? only.file : `${lossy.length} files`;
  if (all.some(({ kind }) => kind === "replace")) return `replace ${where}`;
  const count = all.reduce((total, one) => total + (one.kind === "overwrite" ? one.names.length : 0), 0);
  return `overwrite ${count} variable${count === 1 ? "" : "s"} in ${where}`;
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
  /** The part of the file, if it has several functions. */
  readonly logicalId?: string;
  readonly names: EditChanges;
  readonly findings: readonly Finding[];
}

/** Returns the changes first, a line for each, then what only the file has, then the counts. */
export function renderPulled(pulled: PulledFile, look: Look): string {
  return `${renderRows(pulled, look)}${renderPulledCounts(pulled)}`;
}

/** Returns the same of what is still to be confirmed. */
export function renderPullPlan(pulled: PulledFile, look: Look): string {
  return `${renderRows(pulled, look)}${renderCounts(pulled, "would")}`;
}

/** Returns how much was written, where the changes have been shown before. */
export function renderPulledCounts(pulled: PulledFile): string {
  return renderCounts(pulled, "did");
}

function renderRows({ names }: PulledFile, { style }: Look): string {
  const { added, updated, onlyInFile, removed, declined = [] } = names;
  const lines = (of: readonly string[], sign: string, words: string, paint: Paint): readonly string[] =>
    [...of].sort(compareNames).map((name) => `${paint(`${sign} ${escapeForeign(name)}${words}`)}\n`);
  return [
    ...lines(removed, "-", "  only in the file", style.remove),
    ...lines(updated, "~", "", style.update),
    ...lines(added, "+", "", style.add),
    ...lines(declined, "=", "  kept, differs from the function", style.dim),
    ...lines(onlyInFile, "=", "  kept, only in the file", style.dim),
  ].join("");
}

function renderCounts({ file, logicalId, names }: PulledFile, tense: Tense): string {
  const { added, updated, same, onlyInFile, removed, omitted, declined = [] } = names;
  const counts = {
    added: added.length,
    updated: updated.length,
    removed: removed.length,
    kept: same.length + onlyInFile.length,
  };
  const left = omitted.length === 0 ? "" : `, ${omitted.length} left out`;
  const differing = declined.length === 0 ? "" : `, ${declined.length} kept that ${declined.length === 1 ? "differs" : "differ"}`;
  const place = `${escapeForeign(file)}${logicalId === undefined ? "" : `, ${logicalId}`}`;
  return `${place}: ${sayCounts(counts, tense)}${differing}${left}\n`;
}

/** Returns the document of `pull`. */
export function pulledDocument(pulled: readonly PulledFile[]): string {
  const targets = pulled.map(({ target, file, names, findings }) => {
    const { added, updated, same, onlyInFile, removed, omitted, declined = [] } = names;
    return {
      ...targetDocument(target),
      file,
      added,
      updated,
      same,
      only_in_file: onlyInFile,
      removed,
      omitted,
      declined,
      findings: findings.map(findingDocument),
    };
  });
  return renderJson({ command: "pull", targets, totals: totalsOf(pulled) });
}

function totalsOf(pulled: readonly PulledFile[]): { readonly [key: string]: number } {
  const sum = (key: "added" | "updated" | "removed"): number => pulled.reduce((total, { names }) => total + names[key].length, 0);
  return { targets: pulled.length, added: sum("added"), updated: sum("updated"), removed: sum("removed") };
}
