/** The plans of several functions: a row for each, then the changes of those that change. */

import { countChanges, sayCounts, sumCounts } from "../counts.ts";
import { escapeForeign } from "../escape.ts";
import type { Look } from "../look.ts";
import { briefLosses, listNames } from "../messages/losses.ts";
import { type Row, renderRows, renderSentence } from "../rows.ts";
import { renderPlan } from "./plan.ts";
import type { ShownTarget } from "./run.ts";

/** Beyond this number, names in a row are only counted. */
const MAX_NAMES = 3;

/**
 * Returns a row for each function with its counts and what is notable, then the counts of all together.
 *
 * `asking` is the command that would ask before it loses something, if this run does not ask itself.
 */
export function renderPlanTable(targets: readonly ShownTarget[], asking: "set" | "unset" | undefined, look: Look): string {
  const { style } = look;
  const rows = targets.map((target): Row => {
    const { functionName } = target.target;
    const isChanging = target.plan.changes.length > 0;
    return {
      cells: [escapeForeign(functionName), countsOf(target)],
      notes: notableOf(target),
      ...(isChanging ? {} : { paint: style.dim }),
    };
  });
  const lines = renderRows([{ cells: ["FUNCTION", "CHANGES"], paint: style.bold }, ...rows], look);
  const asks = targets.filter(({ plan }) => briefLosses(plan.losses, MAX_NAMES).length > 0).length;
  const asked = `${asking} would ask about ${asks} ${asks === 1 ? "function" : "functions"}`;
  return [
    ...lines,
    ...renderSentence(sayTotals(targets), look),
    ...(asks === 0 || asking === undefined ? [] : renderSentence(asked, look, style.danger)),
    "",
  ].join("\n");
}

/** Returns `-1 ~2 +3`, with the signs of a plan's lines. */
function countsOf({ plan }: ShownTarget): string {
  const { added, updated, removed } = countChanges(plan);
  const signs = [["-", removed] as const, ["~", updated] as const, ["+", added] as const];
  const counts = signs.flatMap(([sign, count]) => (count === 0 ? [] : [`${sign}${count}`]));
  return counts.length === 0 ? "none" : counts.join(" ");
}

/** Returns how many functions change, and the counts of their variables. */
function sayTotals(targets: readonly ShownTarget[]): string {
  const counts = sumCounts(targets.map(({ plan }) => plan));
  const changing = targets.filter(({ plan }) => plan.changes.length > 0).length;
  const all = `${targets.length} ${targets.length === 1 ? "function" : "functions"}`;
  if (changing === 0) return `no changes in ${all}${counts.kept === 0 ? "" : `, ${counts.kept} unchanged`}`;
  return `${changing} of ${all} would change: ${sayCounts(counts, "would")}`;
}

/** Returns the changes of each function that would change, under its name; with `isAll` every variable of every function. */
export function renderPlanDetails(targets: readonly ShownTarget[], look: Look, isAll: boolean): string {
  return targets
    .filter(({ plan }) => isAll || plan.changes.length > 0)
    .map((shown) => `\n${look.style.bold(escapeForeign(shown.target.functionName))}\n${renderPlan(shown, look, isAll)}`)
    .join("");
}

/** Returns what a reviewer of many functions must not overlook, most dangerous first. */
function notableOf({ plan, drift = [], findings }: ShownTarget): readonly string[] {
  const caused = (cause: string): readonly string[] =>
    drift.filter(({ causes }) => causes.some((one) => one === cause)).map(({ name }) => name);
  const mistakes = findings.filter(({ severity }) => severity === "error").length;
  return [
    ...(mistakes === 0 ? [] : [`${mistakes} ${mistakes === 1 ? "mistake" : "mistakes"}`]),
    ...briefLosses(plan.losses, MAX_NAMES),
    ...counted("changed by hand", caused("by-hand")),
    ...counted("rotated", caused("rotated")),
    ...counted("dropped by the next deploy", plan.deploy?.drops ?? []),
    ...counted("emptied by the next deploy", plan.deploy?.blanks ?? []),
    ...counted("overwritten by the next deploy", plan.deploy?.overwrites ?? []),
  ];
}

function counted(what: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`${what}: ${listNames(names, MAX_NAMES)}`];
}
