/** Counts the changes of a plan, for results, documents and reports. */
import type { RedactedChange, RedactedPlan } from "../core/secrecy/redact.ts";

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

/** Returns the counts of several plans together. */
export function sumCounts(plans: readonly RedactedPlan[]): Counts {
  const counts = plans.map(countChanges);
  const sum = (key: keyof Counts): number => counts.reduce((total, count) => total + count[key], 0);
  return { added: sum("added"), updated: sum("updated"), removed: sum("removed"), kept: sum("kept") };
}

/** How counts are worded: what would happen, or what did. */
export type Tense = "would" | "did";

/** Returns `1 to add, 2 to update, 88 unchanged`, or the same in the past tense; nothing is said of what there is none of. */
export function sayCounts({ added, updated, removed, kept }: Counts, tense: Tense): string {
  const [add, update, remove] = tense === "would" ? ["to add", "to update", "to remove"] : ["added", "updated", "removed"];
  const changes = [count(added, add), count(updated, update), count(removed, remove)].flat();
  return [...(changes.length === 0 ? ["no changes"] : changes), ...count(kept, "unchanged")].join(", ");
}

function count(number: number, what: string): readonly string[] {
  return number === 0 ? [] : [`${number} ${what}`];
}
