/** The restrictions that a plan file puts on a change; the code that reads one is only loaded if there is one. */
import type { ChangeRequest } from "../request.ts";
import type { Surroundings } from "../surroundings.ts";
import type { PlanLock } from "./plan-file.ts";

const NO_LOCK: PlanLock = { assertHolds: () => {}, assertSame: () => {}, lockPort: (_, port) => port };

/** Returns the lock of the plan that the request names; it is read before any request to AWS. Errors: as `readPlanLock`. */
export async function openPlan(
  { plan: path, ...choice }: Pick<ChangeRequest, "plan" | "only" | "except">,
  surroundings: Surroundings,
): Promise<PlanLock> {
  if (path === undefined) return NO_LOCK;
  const { readPlanLock } = await import("./plan-file.ts");
  return readPlanLock(path, choice, surroundings);
}
