/** A plan as people read it: one line a name, with its origin. */
import { HIDDEN, type RedactedChange, type RedactedKeep, type RedactedPlan, type Shown } from "../core/redact.ts";
import { compareNames, type Origin } from "../core/variables.ts";
import { escapeForeign } from "./escape.ts";
import { renderOrigin } from "./origin.ts";
import type { Style } from "./style.ts";
import { renderTable } from "./table.ts";

/** How the counts are worded: what would happen, or what did. */
export type Tense = "would" | "did";

/** Returns the lines `+ NAME`, `~ NAME`, `- NAME`, `= NAME` in name order, and the counts below. */
export function renderPlan(plan: RedactedPlan, style: Style, tense: Tense): string {
  const rows = [...plan.changes.map(changeRow), ...plan.kept.map(keepRow)].sort((a, b) => compareNames(a.name, b.name));
  const lines = renderTable(rows.map(({ cells }) => cells));
  const coloured = lines.map((line, index) => style[rows[index]?.style ?? "dim"](line));
  return `${[...coloured, renderCounts(plan, tense)].join("\n")}\n`;
}

/** Returns `2 to add, 1 to update, 0 to remove, 3 kept`, or the same in the past tense. */
export function renderCounts(plan: RedactedPlan, tense: Tense): string {
  const { added, updated, removed, kept } = countChanges(plan);
  if (added + updated + removed === 0) return `no changes, ${kept} kept`;
  if (tense === "would") return `${added} to add, ${updated} to update, ${removed} to remove, ${kept} kept`;
  return `${added} added, ${updated} updated, ${removed} removed, ${kept} kept`;
}

export interface Counts {
  readonly added: number;
  readonly updated: number;
  readonly removed: number;
  readonly kept: number;
}

export function countChanges(plan: RedactedPlan): Counts {
  const count = (kind: RedactedChange["kind"]): number => plan.changes.filter((change) => change.kind === kind).length;
  return { added: count("add"), updated: count("update"), removed: count("remove"), kept: plan.kept.length };
}

interface Row {
  readonly name: string;
  readonly style: "add" | "update" | "remove" | "dim";
  readonly cells: readonly [string, string, string];
}

function changeRow(change: RedactedChange): Row {
  const { name } = change;
  const shownName = escapeForeign(name);
  switch (change.kind) {
    case "add":
      return { name, style: "add", cells: [`+ ${shownName}`, renderValue(change.after), from(change)] };
    case "update":
      return {
        name,
        style: "update",
        cells: [`~ ${shownName}`, `${renderValue(change.before)} -> ${renderValue(change.after)}`, from(change)],
      };
    case "remove":
      return { name, style: "remove", cells: [`- ${shownName}`, renderValue(change.before), REMOVED_BY[change.cause]] };
  }
}

const REMOVED_BY = { unset: "asked for", prune: "pruned: no source defines it" } as const;

function keepRow(keep: RedactedKeep): Row {
  const value = keep.value === HIDDEN ? "" : renderValue(keep.value);
  return { name: keep.name, style: "dim", cells: [`= ${escapeForeign(keep.name)}`, value, keepReason(keep)] };
}

/** Says why a live value stays, in the words of the diff. */
export function keepReason(keep: RedactedKeep): string {
  const origin = renderOrigin(keep.origin);
  switch (keep.why) {
    case "live":
    case "same":
      return origin;
    case "placeholder":
      return `live kept: ${origin} is an empty placeholder`;
    case "unresolved":
      return `live kept: ${origin}: ${escapeForeign(keep.reason ?? "not resolved")}`;
  }
}

function from(change: { readonly origin: Origin; readonly overrode: readonly Origin[]; readonly provenance?: string }): string {
  const over = change.overrode.length === 0 ? "" : `, over ${change.overrode.map(renderOrigin).join(", ")}`;
  const how = change.provenance === undefined ? "" : ` (${escapeForeign(change.provenance)})`;
  return `${renderOrigin(change.origin)}${how}${over}`;
}

/** A public or revealed value stands in quotes, so that spaces at its ends and an empty value are seen; `***` does not. */
function renderValue(value: Shown): string {
  return value === HIDDEN ? value : escapeForeign(JSON.stringify(value));
}
