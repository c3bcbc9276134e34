/** Two functions compared: what only one of them has, what differs, and what is the same. */
import type { Json } from "../../core/json.ts";
import { HIDDEN, type RedactedChange, type RedactedPlan } from "../../core/secrecy/redact.ts";
import type { Target } from "../../core/target.ts";
import { targetDocument } from "../documents/json.ts";
import { escapeForeign } from "../escape.ts";
import type { Look } from "../look.ts";
import { type Row, renderRows } from "../rows.ts";
import { findDangers } from "./dangers.ts";
import { changeRow } from "./plan.ts";
import { placeValue } from "./values.ts";

/** A function, the one that it is compared with, and the plan that would make it equal. */
export interface Comparison {
  readonly target: Target;
  readonly other: Target;
  readonly plan: RedactedPlan;
  /** Returns whether `--only` and `--except` select a name: for other names, nothing is known about the other function. */
  readonly isChosen: (name: string) => boolean;
}

/**
 * Returns a group of rows for what only the other function has (`+`), what only this one has (`=`, or `-` if it would be removed)
 * and what differs (`~`), each with its count; for what is the same only the count, and with `isAll` the names too.
 */
export function renderComparison({ target, other, plan, isChosen }: Comparison, look: Look, isAll: boolean): string {
  const dangers = findDangers(plan);
  const rowsOf = (kind: RedactedChange["kind"]): readonly Row[] =>
    plan.changes
      .filter((change) => change.kind === kind)
      .map((change) => {
        const row = changeRow(change, dangers.get(change.name), look);
        // Every value is from the same source.
        return kind === "remove" ? row : { ...row, cells: row.cells.slice(0, 2) };
      });
  const keptAs = (why: string): readonly Row[] =>
    plan.kept
      .filter((keep) => keep.why === why && isChosen(keep.name))
      .map(({ name, value }) => {
        const { cell, below } = value === HIDDEN ? { cell: "", below: [] } : placeValue(value, look);
        return { cells: [`= ${escapeForeign(name)}`, cell], below, paint: look.style.dim };
      });
  const same = keptAs("same");
  return [
    ...group(`only in ${nameOf(other, target)}`, rowsOf("add"), look),
    ...group(`only in ${nameOf(target, other)}`, [...rowsOf("remove"), ...keptAs("live")], look),
    ...group("differs", rowsOf("update"), look),
    ...(isAll ? group("same", same, look) : same.length === 0 ? [] : [look.style.bold(`same: ${same.length}`)]),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

/** Returns the groups by name. */
export function comparisonDocument({ other, plan, isChosen }: Omit<Comparison, "target">): { readonly [key: string]: Json } {
  const changed = (kind: string): readonly string[] => plan.changes.filter((one) => one.kind === kind).map(({ name }) => name);
  const kept = (why: string): readonly string[] =>
    plan.kept.filter((one) => one.why === why && isChosen(one.name)).map(({ name }) => name);
  return {
    with: targetDocument(other),
    only_in_source: changed("add"),
    only_in_target: [...changed("remove"), ...kept("live")].sort(),
    differs: changed("update"),
    same: kept("same"),
  };
}

function group(title: string, rows: readonly Row[], look: Look): readonly string[] {
  return rows.length === 0 ? [] : [look.style.bold(`${title}: ${rows.length}`), ...renderRows(rows, look)];
}

/** Returns the name of a function; functions with the same name are distinguished by account and region. */
function nameOf({ functionName, account, region }: Target, other: Target): string {
  const name = escapeForeign(functionName);
  return functionName === other.functionName ? `${name} (account ${account}, region ${region})` : name;
}
