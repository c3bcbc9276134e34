/** The promise that nothing is lost, asserted on the very object that is about to be sent. */
import { LambdaEnvError } from "../../errors.ts";
import { type Plan, removedNames } from "./plan.ts";

/**
 * Throws unless `sent` is `plan.current` with only the requested removals missing and only the plan's own names changed.
 *
 * It computes again, from `current` and the plan's names, what may differ; it does not trust the planning. Nothing overrides it.
 */
export function assertNothingLost(plan: Plan, sent: Readonly<Record<string, string>>): void {
  const removed = new Set(removedNames(plan));
  const changed = new Set(plan.changes.map((change) => change.name));
  const wrong: string[] = [];
  for (const [name, value] of plan.current) {
    if (!Object.hasOwn(sent, name)) {
      if (!removed.has(name)) wrong.push(name);
    } else if (removed.has(name) || (sent[name] !== value && !changed.has(name))) wrong.push(name);
  }
  for (const [name, value] of Object.entries(sent)) {
    if (typeof value !== "string" || (!plan.current.has(name) && !changed.has(name))) wrong.push(name);
  }
  if (wrong.length === 0) return;
  throw new LambdaEnvError("BUG", `refusing to send an update that would lose or change ${wrong.sort().join(", ")}`, {
    hint: "nothing was written; please report this",
  });
}
