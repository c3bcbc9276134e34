/** The plans of several functions: a row for each, then what changes in those that change. */

import { countChanges, sumCounts } from "../counts.ts";
import { escapeForeign } from "../escape.ts";
import { briefLosses, listNames } from "../messages/losses.ts";
import type { Style } from "../style.ts";
import { renderTable } from "../table.ts";
import { renderPlan } from "./plan.ts";
import { type ShownTarget, sayDeployOutlook, sayDrift } from "./run.ts";

/** More names than this in a row are counted. */
const MAX_NAMES = 3;

/**
 * Returns a row for each function with its counts and what is notable, then the counts of all together.
 *
 * `asking` is the command that would ask before it loses something, where this run does not ask itself.
 */
export function renderPlanTable(targets: readonly ShownTarget[], asking: "set" | "unset" | undefined): string {
  const width = String(Math.max(...targets.flatMap(({ plan }) => Object.values(countChanges(plan))))).length;
  const columns = ["ADD", "UPDATE", "REMOVE", "KEEP"];
  const cell = (text: string, index: number): string => text.padStart(Math.max(width, columns[index]?.length ?? 0));
  const rows = targets.map((target) => {
    const { added, updated, removed, kept } = countChanges(target.plan);
    return [
      escapeForeign(target.target.functionName),
      ...[added, updated, removed, kept].map((count, index) => cell(String(count), index)),
      notableOf(target).join("; "),
    ];
  });
  const lines = renderTable([["FUNCTION", ...columns.map(cell), ""], ...rows]);
  const asks = targets.filter(({ plan }) => briefLosses(plan.losses, MAX_NAMES).length > 0).length;
  const asked =
    asks === 0 || asking === undefined ? "" : `${asking} would ask about ${asks} ${asks === 1 ? "function" : "functions"}\n`;
  return `${lines.join("\n")}\n${renderTotals(targets)}${asked}`;
}

/** Returns how many functions change, and the counts of their variables. */
function renderTotals(targets: readonly ShownTarget[]): string {
  const { added, updated, removed, kept } = sumCounts(targets.map(({ plan }) => plan));
  const changing = targets.filter(({ plan }) => plan.changes.length > 0).length;
  const of = `of ${targets.length} functions`;
  if (changing === 0) return `no changes in ${targets.length} functions, ${kept} kept\n`;
  return `${changing} ${of} would change: ${added} to add, ${updated} to update, ${removed} to remove, ${kept} kept\n`;
}

/** Returns the changes of each function that has some, under its name; with `isAll` every variable of every function, and why it differs. */
export function renderPlanDetails(targets: readonly ShownTarget[], style: Style, isAll: boolean): string {
  return targets
    .filter(({ plan }) => isAll || plan.changes.length > 0)
    .map(({ target, plan, drift }) => {
      const outlook = isAll
        ? [...sayDrift(drift ?? []), ...sayDeployOutlook(plan)].map((text) => `  ${escapeForeign(text)}\n`)
        : [];
      return `\n${escapeForeign(target.functionName)}\n${renderPlan(plan, style, isAll ? "all" : "notable")}${outlook.join("")}`;
    })
    .join("");
}

/** What a reviewer of many functions must not miss, most dangerous first. */
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
