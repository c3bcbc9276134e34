/** What of a plan is lost once it is written, and so must be confirmed: facts about its changes, the same for every command and report. */

import { formOf, isBlank } from "../checks/value-form.ts";
import type { Change, Plan } from "./plan.ts";

/** How a live value gets lost: its variable goes, its value becomes empty or white space, or a word that only stands for a value. */
export type Loss = "removes" | "blanks" | "placeholder";

/** What `set` asks about before it writes; the names of each list are sorted. */
export interface Losses {
  readonly removes: readonly string[];
  readonly blanks: readonly string[];
  readonly placeholders: readonly string[];
  /** Whether the function would be left without any variable. */
  readonly empties: boolean;
}

/** Returns how `change` loses a live value; undefined where it does not. */
export function lossOf(change: Change): Loss | undefined {
  if (change.kind === "add") return undefined;
  if (change.kind === "remove") return "removes";
  const { name, before, after } = change;
  if (isBlank(before)) return undefined;
  if (isBlank(after.value)) return "blanks";
  const isReal = formOf(name, before) === undefined;
  return isReal && formOf(name, after.value)?.kind === "placeholder" ? "placeholder" : undefined;
}

/** Returns what has to be confirmed before `plan` is written. Values that were declared to be literal are taken as they are. */
export function lossesOf(plan: Plan): Losses {
  const named = (loss: Loss): readonly string[] =>
    plan.changes.filter((change) => lossOf(change) === loss).map((change) => change.name);
  const undeclared = (names: readonly string[]): readonly string[] => names.filter((name) => !plan.literal.has(name));
  return {
    removes: named("removes"),
    blanks: undeclared(named("blanks")),
    placeholders: undeclared(named("placeholder")),
    empties: plan.current.size > 0 && plan.desired.size === 0,
  };
}

/** Tells whether nothing has to be confirmed. */
export function isLossless({ removes, blanks, placeholders, empties }: Losses): boolean {
  return removes.length + blanks.length + placeholders.length === 0 && !empties;
}
