/** What a plan file holds a change to; the code that reads one loads only when there is one. */
import type { FunctionPort } from "../apply/port.ts";
import type { Context } from "../cli/context.ts";
import type { Options } from "../cli/options.ts";
import type { Plan } from "../core/plan/plan.ts";
import type { Target } from "./find.ts";

/** What `--plan` holds a change to; where no plan is given, nothing. */
export interface PlanLock {
  /** Errors: CONFLICT with the names that moved; USAGE where the plan is of another function. */
  readonly assertHolds: (target: Target, plan: Plan) => void;
  /** Throws CONFLICT where `next`, about to be written, is not the plan that was checked. */
  readonly assertSame: (checked: Plan, next: Plan) => void;
  /** A port that writes under the plan's own revision alone. */
  readonly lockPort: (port: FunctionPort) => FunctionPort;
}

const NO_LOCK: PlanLock = { assertHolds: () => {}, assertSame: () => {}, lockPort: (port) => port };

/** Returns what `--plan` demands; it is read before any request. Errors: as `readPlanLock`. */
export async function openPlan(options: Options, context: Context): Promise<PlanLock> {
  if (options.plan === undefined) return NO_LOCK;
  const { readPlanLock } = await import("./plan-file.ts");
  return readPlanLock(options.plan, context);
}
