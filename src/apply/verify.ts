/** Compares what a function has with what was intended: which names are wrong, and whose they are. */
import type { Plan } from "../core/plan/plan.ts";
import { compareNames, type Values } from "../core/variables.ts";

/** Names whose `live` value differs from the plan: those the plan is responsible for, and the others. */
export interface Deviations {
  readonly ours: readonly string[];
  readonly others: readonly string[];
}

/** Returns the names whose values differ between `a` and `b`, or that only one of them has; sorted. */
export function differingNames(a: Values, b: Values): readonly string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name)).sort(compareNames);
}

/** Returns where `live` differs from the plan; `own` are the names it is responsible for. */
export function findDeviations(plan: Plan, own: ReadonlySet<string>, live: Values): Deviations {
  const names = differingNames(plan.desired, live);
  return { ours: names.filter((name) => own.has(name)), others: names.filter((name) => !own.has(name)) };
}

/** Returns which variables are live after an update that failed. */
export function describeLive(plan: Plan, own: ReadonlySet<string>, live: Values): string {
  if (differingNames(plan.current, live).length === 0) return "the variables are as before";
  const { ours } = findDeviations(plan, own, live);
  return ours.length === 0 ? "the new variables are live anyway" : `not as intended: ${ours.join(", ")}`;
}
