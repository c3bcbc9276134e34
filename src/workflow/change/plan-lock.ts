/** What a plan file holds a change to; the code that reads one loads only when there is one. */
import type { Surroundings } from "../surroundings.ts";
import type { PlanLock } from "./plan-file.ts";

const NO_LOCK: PlanLock = { assertHolds: () => {}, assertSame: () => {}, lockPort: (_, port) => port };

/** Returns what the plan in the file at `path` demands; it is read before any request. Errors: as `readPlanLock`. */
export async function openPlan(path: string | undefined, surroundings: Surroundings): Promise<PlanLock> {
  if (path === undefined) return NO_LOCK;
  const { readPlanLock } = await import("./plan-file.ts");
  return readPlanLock(path, surroundings);
}
