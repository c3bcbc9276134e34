/** Someone else wrote between our read and our write: keep their changes, unless they changed a name that is ours. */

import { LIVE, type Values } from "../variables.ts";
import { applyChanges, type Change, type Keep, ownNames, type Plan } from "./plan.ts";

export type Rebased =
  | { readonly kind: "plan"; readonly plan: Plan }
  /** The function already has the planned variables: an earlier attempt succeeded. */
  | { readonly kind: "landed" }
  | { readonly kind: "conflict"; readonly names: readonly string[] };

/**
 * Merges three ways: `plan.current` is the base, `plan` is ours, `live` is theirs.
 *
 * A name is ours if the plan changes it or a source defines its value. Their change to such a name is a conflict, unless it
 * equals ours. Every other name is theirs: what they added, changed or removed stays that way.
 */
export function rebasePlan(plan: Plan, live: Values): Rebased {
  const names = [...ownNames(plan)].filter((name) => {
    const theirs = live.get(name);
    return theirs !== plan.current.get(name) && theirs !== plan.desired.get(name);
  });
  if (names.length > 0) return { kind: "conflict", names: names.sort() };

  const changes = plan.changes.flatMap((change) => rebaseChange(change, live));
  if (changes.length === 0) return { kind: "landed" };
  return {
    kind: "plan",
    plan: { ...plan, current: live, desired: applyChanges(live, changes), changes, kept: keptOf(plan, changes, live) },
  };
}

function rebaseChange(change: Change, live: Values): readonly Change[] {
  const before = live.get(change.name);
  if (change.kind === "remove") return before === undefined ? [] : [{ ...change, before }];
  const { name, after } = change;
  if (before === after.value) return [];
  return before === undefined ? [{ kind: "add", name, after }] : [{ kind: "update", name, before, after }];
}

function keptOf(plan: Plan, changes: readonly Change[], live: Values): readonly Keep[] {
  const changed = new Set(changes.map((change) => change.name));
  const before = new Map(plan.kept.map((keep) => [keep.name, keep]));
  return [...live]
    .filter(([name]) => !changed.has(name))
    .map(([name, value]): Keep => {
      const keep = before.get(name);
      return keep === undefined ? { kind: "keep", name, value, why: "live", origin: LIVE } : { ...keep, value };
    });
}
