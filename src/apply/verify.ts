/** Comparing what a function has with what was meant: which names are wrong, and whose they are. */
import type { Plan } from "../core/plan.ts";
import { compareNames, type Values } from "../core/variables.ts";

/** Names of which `live` differs from the plan's desired values: those the plan answers for, and the others. */
export interface Deviations {
  readonly ours: readonly string[];
  readonly others: readonly string[];
}

/** Returns the names whose values differ between `a` and `b`, or that only one of them has; sorted. */
export function differingNames(a: Values, b: Values): readonly string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name)).sort(compareNames);
}

/** Returns where `live` differs from what the plan meant. A name is ours when the plan changes it or a source states its value. */
export function findDeviations(plan: Plan, live: Values): Deviations {
  const isOurs = (name: string): boolean => plan.claimed.has(name) || plan.changes.some((change) => change.name === name);
  const names = differingNames(plan.desired, live);
  return { ours: names.filter(isOurs), others: names.filter((name) => !isOurs(name)) };
}

/** Says which variables are live after an update that failed. */
export function describeLive(plan: Plan, live: Values): string {
  if (differingNames(plan.current, live).length === 0) return "the variables are as before";
  const { ours } = findDeviations(plan, live);
  return ours.length === 0 ? "the new variables are live all the same" : `not as meant: ${ours.join(", ")}`;
}
