/** The restrictions that a plan file puts on a change; the code that reads one is only loaded if there is one. */
import type { Surroundings } from "../surroundings.ts";
import type { PlanLock } from "./plan-file.ts";

const NO_LOCK: PlanLock = { assertHolds: () => {}, assertSame: () => {}, lockPort: (_, port) => port };

/** Returns the lock of the plan in the file at `path`; it is read before any request. Errors: as `readPlanLock`. */
export async function openPlan(path: string | undefined, surroundings: Surroundings): Promise<PlanLock> {
  if (path === undefined) return NO_LOCK;
  const { readPlanLock } = await import("./plan-file.ts");
  return readPlanLock(path, surroundings);
}
