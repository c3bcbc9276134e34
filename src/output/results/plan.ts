/** A plan as people read it: changes first, a row for each, with its origin and its dangers. */
import type { Drift } from "../../core/plan/drift.ts";
import { HIDDEN, type RedactedChange, type RedactedKeep, type RedactedPlan } from "../../core/secrecy/redact.ts";
import type { Origin } from "../../core/variables.ts";
import { countChanges, sayCounts, type Tense } from "../counts.ts";
import { escapeForeign } from "../escape.ts";
import type { Look } from "../look.ts";
import { describeAsks, listNames } from "../messages/losses.ts";
import { renderOrigin } from "../origin.ts";
import { type Row, renderRows, renderSentence } from "../rows.ts";
import { type Size, saySize } from "../size.ts";
import { findDangers } from "./dangers.ts";
import { placeUpdate, placeValue } from "./values.ts";

/** One plan to show. */
export interface ShownPlan {
  readonly plan: RedactedPlan;
  readonly drift?: readonly Drift[] | undefined;
}

/** Beyond this number, variables that only the next deployment drops share a row. */
const MAX_DROPPED = 5;
/** Beyond this number, names in that row are only counted. */
const MAX_NAMES = 3;

/**
 * Returns the lines `- NAME`, then `~ NAME`, then `+ NAME`, each kind in the order of names; an empty text if there are none.
 *
 * Of the unchanged variables only those with a remark follow, as `= NAME`; with `isAll`, all of them.
 */
export function renderPlan({ plan, drift }: ShownPlan, look: Look, isAll: boolean): string {
  const dangers = findDangers(plan, drift);
  const of = (kind: RedactedChange["kind"]): readonly Row[] =>
    plan.changes.filter((change) => change.kind === kind).map((change) => changeRow(change, dangers.get(change.name), look));
  const rows = [...of("remove"), ...of("update"), ...of("add"), ...keepRows(plan, dangers, look, isAll)];
  return renderRows(rows, look)
    .map((line) => `${line}\n`)
    .join("");
}

export interface Summary {
  readonly plan: RedactedPlan;
  /** Absent where each variable has a limit of its own. */
  readonly size?: Size | undefined;
  readonly tense: Tense;
  /** The command whose questions are shown. */
  readonly command: string;
}

/** Returns how many variables change, their size, and what would be asked about, one line each. */
export function renderTotals({ plan, size, tense, command }: Summary, look: Look): string {
  const asks = tense === "would" ? describeAsks(plan.losses, command) : undefined;
  const lines = [
    ...renderSentence(sayCounts(countChanges(plan), tense), look),
    ...(size === undefined ? [] : [saySize(size, look)]),
    ...(asks === undefined ? [] : renderSentence(asks, look, look.style.danger)),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** Returns the row of a change: its name, its values, where they come from. */
export function changeRow(change: RedactedChange, notes: readonly string[] = [], look: Look): Row {
  const { style } = look;
  const name = escapeForeign(change.name);
  switch (change.kind) {
    case "add": {
      const { cell, below } = placeValue(change.after, look);
      return { cells: [`+ ${name}`, cell, from(change)], below, notes, paint: style.add };
    }
    case "update": {
      const { before, after, loss } = change;
      // White space is hidden like any value, so words say that the value is nothing else.
      const words = loss === "blanks" && after === HIDDEN ? "(white space)" : undefined;
      const { cell, below } = placeUpdate(before, after, words, look);
      return { cells: [`~ ${name}`, cell, from(change)], below, notes, paint: style.update };
    }
    case "remove": {
      const { cell, below } = placeValue(change.before, look);
      return { cells: [`- ${name}`, cell, REMOVED_BY[change.cause]], below, notes, paint: style.remove };
    }
  }
}

const REMOVED_BY = { unset: "unset", prune: "pruned: no source defines it" } as const;

function keepRows(
  { kept, deploy }: RedactedPlan,
  dangers: ReadonlyMap<string, readonly string[]>,
  look: Look,
  isAll: boolean,
): readonly Row[] {
  const drops = new Set(deploy?.drops);
  const isOnlyDropped = ({ name }: RedactedKeep): boolean => drops.has(name) && dangers.get(name)?.length === 1;
  const isReasoned = ({ why }: RedactedKeep): boolean => why === "placeholder" || why === "unresolved";
  const rowOf = (keep: RedactedKeep): Row => keepRow(keep, dangers.get(keep.name), look);
  if (isAll) return kept.map(rowOf);
  const notable = kept.filter((keep) => isReasoned(keep) || dangers.has(keep.name));
  const dropped = notable.filter((keep) => !isReasoned(keep) && isOnlyDropped(keep));
  if (deploy === undefined || dropped.length <= MAX_DROPPED) return notable.map(rowOf);
  const names = listNames(
    dropped.map(({ name }) => name),
    MAX_NAMES,
  );
  const together: Row = {
    cells: [`= ${dropped.length} variables`, "", names],
    notes: [`not in ${escapeForeign(deploy.template)}: the next sam deploy drops them`],
    paint: look.style.dim,
  };
  return [...notable.filter((keep) => !dropped.includes(keep)).map(rowOf), together];
}

function keepRow(keep: RedactedKeep, notes: readonly string[] = [], look: Look): Row {
  const { cell, below } = keep.value === HIDDEN ? { cell: "", below: [] } : placeValue(keep.value, look);
  return { cells: [`= ${escapeForeign(keep.name)}`, cell, keepReason(keep)], below, notes, paint: look.style.dim };
}

/** Returns why a live value is kept, in the words of the diff. */
export function keepReason(keep: RedactedKeep): string {
  const origin = renderOrigin(keep.origin);
  switch (keep.why) {
    case "live":
    case "same":
      return origin;
    case "placeholder":
      return `live value kept: ${origin} is ${keep.reason ?? "a placeholder"}`;
    case "unresolved":
      return `live value kept: ${origin}: ${escapeForeign(keep.reason ?? "not resolved")}`;
  }
}

function from(change: { readonly origin: Origin; readonly overrode: readonly Origin[]; readonly provenance?: string }): string {
  const over = change.overrode.length === 0 ? "" : `, over ${change.overrode.map(renderOrigin).join(", ")}`;
  const how = change.provenance === undefined || change.provenance === "" ? "" : ` (${escapeForeign(change.provenance)})`;
  return `${renderOrigin(change.origin)}${how}${over}`;
}
