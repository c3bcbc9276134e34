/** A planned run, applied: each function written under its lock, settled and verified. */

import { applyPlan } from "../../apply/apply.ts";
import { assertNotReplica, assertUpdatable } from "../../apply/target.ts";
import { checkPlan } from "../../core/checks/checks.ts";
import type { ReadableSnapshot } from "../../core/function.ts";
import { lossesOf } from "../../core/plan/losses.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { LambdaEnvError } from "../../errors.ts";
import { settleOptions } from "../find/open.ts";
import { assertNoProblems, type FunctionProblem, problemOf } from "../find/problems.ts";
import type { ChangeRequest } from "../request.ts";
import { assertStackIsStill, type Session } from "../session.ts";
import { assertSound } from "../sources.ts";
import type { PlannedRun } from "./plan-change.ts";
import type { PlanLock } from "./plan-file.ts";
import type { PlannedTarget } from "./plan-target.ts";

export interface AppliedTarget extends PlannedTarget {
  /** Whether an update was sent. Without changes there is none. */
  readonly written: boolean;
}

/**
 * Throws NOT_WRITABLE, FUNCTION_FAILED or CONFLICT if a function that would change, or its stack, cannot be updated now; several
 * functions are reported together.
 */
export async function assertWritableNow({ session, targets }: PlannedRun): Promise<void> {
  const problems: FunctionProblem[] = [];
  for (const { snapshot, plan, target } of targets) {
    if (plan.changes.length === 0) continue;
    try {
      assertNotReplica(snapshot);
      assertUpdatable(snapshot, "nothing was written");
    } catch (error) {
      if (targets.length === 1) throw error;
      problems.push(problemOf(target.functionName, error));
    }
  }
  assertNoProblems(problems, { count: targets.length, claim: "nothing was written" });
  await assertStackIsStill(session);
}

/**
 * Writes the plans, one function after another.
 *
 * Shape: each target with the plan that was written, which others may have added to, and with the snapshot that was verified.
 */
export async function applyChange({ session, targets }: PlannedRun, lock: PlanLock): Promise<readonly AppliedTarget[]> {
  const applied: AppliedTarget[] = [];
  for (const target of targets) applied.push(await applyTarget(target, session, lock));
  return applied;
}

async function applyTarget(planned: PlannedTarget, session: Session<ChangeRequest>, lock: PlanLock): Promise<AppliedTarget> {
  const { plan, snapshot, target, opened } = planned;
  if (plan.changes.length === 0) return { ...planned, written: false };
  const { request, surroundings } = session;
  const result = await applyPlan(lock.lockPort(target, opened.port), plan, snapshot, {
    ...settleOptions(request, surroundings),
    check: makeCheck(plan, request, lock),
  });
  const verified: { readonly plan: Plan; readonly snapshot: ReadableSnapshot } = result.kind === "applied" ? result : planned;
  return { ...planned, plan: verified.plan, snapshot: verified.snapshot, written: true };
}

/** Returns a check that throws if the plan, or that plan on top of what others changed in the meantime, must not be written. */
export function makeCheck(plan: Plan, request: ChangeRequest, lock: PlanLock): (rebased: Plan) => void {
  return (rebased) => {
    lock.assertSame(plan, rebased);
    assertNotEmptied(plan, rebased, request);
    assertSound(checkPlan(rebased), "nothing was written");
  };
}

/** Errors: CONFLICT if others removed the variables that would have stayed: the user was not asked about leaving none. */
function assertNotEmptied(plan: Plan, rebased: Plan, request: ChangeRequest): void {
  if (request["allow-empty"] || lossesOf(plan).empties || !lossesOf(rebased).empties) return;
  throw new LambdaEnvError(
    "CONFLICT",
    "someone else removed the other variables in the meantime, so none would be left; nothing was written",
    { hint: "run the same command again to see what differs" },
  );
}
