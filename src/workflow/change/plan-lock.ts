/** What a plan file holds a change to; the code that reads one loads only when there is one. */
import type { FunctionPort } from "../apply/port.ts";
import type { Plan } from "../core/plan/plan.ts";
import type { Target } from "../core/target.ts";
import type { Surroundings } from "./surroundings.ts";

/** What `--plan` holds a run to; where no plan is given, nothing. */
export interface PlanLock {
  /** Errors: CONFLICT with the names that changed since; USAGE where the plan is of other functions. */
  readonly assertHolds: (targets: readonly { readonly target: Target; readonly plan: Plan }[]) => void;
  /** Throws CONFLICT where `next`, about to be written, is not the plan that was checked. */
  readonly assertSame: (checked: Plan, next: Plan) => void;
  /** A port that writes under the plan's own revision alone. */
  readonly lockPort: (target: Target, port: FunctionPort) => FunctionPort;
}

const NO_LOCK: PlanLock = { assertHolds: () => {}, assertSame: () => {}, lockPort: (_, port) => port };

/** Returns what the plan in the file at `path` demands; it is read before any request. Errors: as `readPlanLock`. */
export async function openPlan(path: string | undefined, surroundings: Surroundings): Promise<PlanLock> {
  if (path === undefined) return NO_LOCK;
  const { readPlanLock } = await import("./plan-file.ts");
  return readPlanLock(path, surroundings);
}
