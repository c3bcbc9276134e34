/** A plan as people read it: one line a name, with its origin. */
import { HIDDEN, type RedactedChange, type RedactedKeep, type RedactedPlan, type Shown } from "../../core/secrecy/redact.ts";
import { compareNames, type Origin } from "../../core/variables.ts";
import { countChanges } from "../counts.ts";
import { escapeForeign } from "../escape.ts";
import { renderOrigin } from "../origin.ts";
import type { Style } from "../style.ts";
import { renderTable } from "../table.ts";

/** How the counts are worded: what would happen, or what did. */
export type Tense = "would" | "did";

/** Which of the live variables that stay are listed: all, or those that a source could not set. */
export type Kept = "all" | "notable";

/** Returns the lines `+ NAME`, `~ NAME`, `- NAME`, `= NAME` in name order; an empty text where there are none. */
export function renderPlan(plan: RedactedPlan, style: Style, kept: Kept): string {
  const keeps = plan.kept.filter((keep) => kept === "all" || keep.why === "placeholder" || keep.why === "unresolved");
  const rows = [...plan.changes.map(changeRow), ...keeps.map(keepRow)].sort((a, b) => compareNames(a.name, b.name));
  const lines = renderTable(rows.map(({ cells }) => cells));
  return lines.map((line, index) => `${style[rows[index]?.style ?? "dim"](line)}\n`).join("");
}

/** Returns `2 to add, 1 to update, 0 to remove, 3 kept`, or the same in the past tense. */
export function renderCounts(plan: RedactedPlan, tense: Tense): string {
  const { added, updated, removed, kept } = countChanges(plan);
  if (added + updated + removed === 0) return `no changes, ${kept} kept\n`;
  if (tense === "would") return `${added} to add, ${updated} to update, ${removed} to remove, ${kept} kept\n`;
  return `${added} added, ${updated} updated, ${removed} removed, ${kept} kept\n`;
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
        cells: [`~ ${shownName}`, `${renderValue(change.before)} -> ${renderAfter(change)}`, from(change)],
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
      return `live kept: ${origin} is ${keep.reason ?? "a placeholder"}`;
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

/** White space is hidden as any value is, so words say that there is nothing else. */
function renderAfter({ after, loss }: Extract<RedactedChange, { readonly kind: "update" }>): string {
  return loss === "blanks" && after === HIDDEN ? "(white space)" : renderValue(after);
}
