/**
 * What a plan would lose when it is written, and what must therefore be confirmed: facts about its changes, the same for every
 * command and report.
 */

import { formOf, isBlank } from "../checks/value-form.ts";
import type { FunctionHome } from "../variables.ts";
import type { Change, Plan } from "./plan.ts";

/** How a live value gets lost: its variable is removed, or its value becomes empty, white space or a placeholder word. */
export type Loss = "removes" | "blanks" | "placeholder";

/** What `set` asks about before it writes; each list is sorted. */
export interface Losses {
  readonly removes: readonly string[];
  readonly blanks: readonly string[];
  readonly placeholders: readonly string[];
  /** Whether the function would be left without any variable. */
  readonly empties: boolean;
  /** Values of a function of another account or region; absent where there are none. */
  readonly copies?: readonly CopiedName[];
}

/** A name whose value is copied from another account or region. */
interface CopiedName {
  readonly name: string;
  readonly from: FunctionHome & { readonly functionName: string };
}

/** Returns how `change` loses a live value; undefined if it does not. */
export function lossOf(change: Change): Loss | undefined {
  if (change.kind === "add") return undefined;
  if (change.kind === "remove") return "removes";
  const { name, before, after } = change;
  if (isBlank(before)) return undefined;
  if (isBlank(after.value)) return "blanks";
  const isReal = formOf(name, before) === undefined;
  return isReal && formOf(name, after.value)?.kind === "placeholder" ? "placeholder" : undefined;
}

/** Returns what must be confirmed before `plan` is written. Values that were declared literal need no confirmation. */
export function lossesOf(plan: Plan): Losses {
  const named = (loss: Loss): readonly string[] =>
    plan.changes.filter((change) => lossOf(change) === loss).map((change) => change.name);
  const copies = plan.changes.flatMap(copiedName);
  const undeclared = (names: readonly string[]): readonly string[] => names.filter((name) => !plan.literal.has(name));
  return {
    removes: named("removes"),
    blanks: undeclared(named("blanks")),
    placeholders: undeclared(named("placeholder")),
    empties: plan.current.size > 0 && plan.desired.size === 0,
    ...(copies.length > 0 ? { copies } : {}),
  };
}

function copiedName(change: Change): readonly CopiedName[] {
  if (change.kind === "remove") return [];
  const { source: functionName, home } = change.after.origin;
  return home === undefined ? [] : [{ name: change.name, from: { ...home, functionName } }];
}

/** Returns whether nothing has to be confirmed. */
export function isLossless({ removes, blanks, placeholders, empties, copies = [] }: Losses): boolean {
  return removes.length + blanks.length + placeholders.length + copies.length === 0 && !empties;
}
