/** Reverting changes that were written: back to the previous values, except where somebody else has changed them since. */
import { compareNames, LIVE, type Values } from "../variables.ts";
import { applyChanges, type Change, invertChanges, type Keep, type Plan } from "./plan.ts";

export interface Reversal {
  readonly plan: Plan;
  /** Names that somebody else changed afterwards: what they wrote is kept. Sorted. */
  readonly kept: readonly string[];
}

/**
 * Merges three ways: what `changes` wrote is the base, the values before them are ours, `live` is theirs.
 *
 * Shape: a plan from `live` that changes only names that still have what `changes` wrote. A name that has its previous value
 * stays as it is.
 */
export function revertPlan(changes: readonly Change[], live: Values): Reversal {
  const written = new Map(changes.map((change) => [change.name, change.kind === "remove" ? undefined : change.after.value]));
  const before = new Map(changes.map((change) => [change.name, change.kind === "add" ? undefined : change.before]));
  const isOurs = ({ name }: Change): boolean => live.get(name) === written.get(name);
  const inverse = invertChanges(changes).filter((change) => isOurs(change) && live.get(change.name) !== before.get(change.name));
  const desired = applyChanges(live, inverse);
  const kept = changes.filter((change) => !isOurs(change) && live.get(change.name) !== before.get(change.name));
  return {
    plan: {
      current: live,
      desired,
      changes: inverse,
      kept: keptOf(live, inverse),
      unresolved: [],
      claimed: new Set(),
      // They were live before, so their form is no reason to refuse them now.
      literal: new Set(before.keys()),
      absent: [],
      contradicted: [],
    },
    kept: kept.map(({ name }) => name).sort(compareNames),
  };
}

function keptOf(live: Values, changes: readonly Change[]): readonly Keep[] {
  const changed = new Set(changes.map(({ name }) => name));
  return [...live]
    .filter(([name]) => !changed.has(name))
    .map(([name, value]): Keep => ({ kind: "keep", name, value, why: "live", origin: LIVE }));
}
