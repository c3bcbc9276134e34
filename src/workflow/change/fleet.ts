/** Applies a planned run to many functions: at the account's rate, each under its lock, with an outcome for each. */
import { type FleetMember, type FleetResult, type MemberOutcome, type OnFailure, runFleet } from "../../apply/fleet/fleet.ts";
import { type MemberReversal, makeMemberRun } from "../../apply/fleet/member.ts";
import { makePace } from "../../apply/fleet/pace.ts";
import { makePacedPort, type Paces, takeTurns } from "../../apply/fleet/paced-port.ts";
import type { FunctionPort } from "../../apply/port.ts";
import { checkPlan } from "../../core/checks/checks.ts";
import { defined } from "../../core/defined.ts";
import type { ApplyEvent, RunEvent } from "../../core/run-event.ts";
import { LambdaEnvError } from "../../errors.ts";
import { settleOptions } from "../find/open.ts";
import { assertNoProblems, type FunctionProblem, problemOf } from "../find/problems.ts";
import { makeReader, SHARED_PER_SECOND } from "../find/reader.ts";
import { assertSound } from "../sources.ts";
import { type AppliedTarget, makeCheck } from "./apply-change.ts";
import type { PlannedRun } from "./plan-change.ts";
import type { PlanLock } from "./plan-file.ts";
import type { PlannedTarget } from "./plan-target.ts";
import type { Published, Publisher } from "./publish.ts";
import { openPublisher } from "./publisher.ts";

const ON_FAILURE: readonly OnFailure[] = ["stop", "continue", "revert"];

/** The result for one function of many. */
export interface EndedTarget extends AppliedTarget {
  readonly outcome: "unchanged" | "written" | "failed" | "not-started" | "reverted";
  readonly error?: LambdaEnvError;
  readonly reversal?: MemberReversal;
  readonly published?: Published;
}

export interface EndedRun {
  /** In the order of the plan. */
  readonly targets: readonly EndedTarget[];
  /** The first failure in time. */
  readonly failure?: LambdaEnvError;
}

export interface Fleet {
  /** Returns whether there is something to publish though no function changes. */
  readonly isBehind: () => Promise<boolean>;
  /** Writes the plans. It does not throw: failures are among the outcomes. */
  readonly apply: () => Promise<EndedRun>;
}

/**
 * Prepares the run: with `--alias`, each function's alias is read now, before anything is written. Errors: those of
 * `openPublisher`, all in one.
 */
export async function openFleet({ session, targets }: PlannedRun, lock: PlanLock): Promise<Fleet> {
  const { request, surroundings, aws } = session;
  const { clock, signal, notify } = surroundings;
  const shared = makePace({ clock, perSecond: SHARED_PER_SECOND });
  const reader = makeReader(session, shared);
  aws.onThrottled((operation, ms) => (operation === "GetFunction" ? reader.own : shared).refused(ms));
  const paces: Paces = { reads: reader.pace, writes: shared };
  const patience = { clock, timeoutMs: settleOptions(request, surroundings).timeoutMs };

  let isApplying = false;
  const open = async (target: PlannedTarget): Promise<FleetTarget> => {
    const { functionName } = target.target;
    // Updates in flight are always finished: the fleet only stops new ones.
    const never = new AbortController().signal;
    const onEvent = (event: ApplyEvent): void => notify({ kind: "fleet-member", functionName, event });
    // The table shows what is published; that nothing is need not be said for each function.
    const own = {
      ...surroundings,
      signal: never,
      notify: (event: RunEvent): void => (isOfMember(event) ? onEvent(event) : undefined),
    };
    const port: FunctionPort = { ...target.opened.port, read: (reading) => reader.read(target.opened, reading) };
    const pacePort = (unpaced: FunctionPort): FunctionPort => makePacedPort(unpaced, paces, patience);
    const opened = { ...target.opened, port: pacePort(port) };
    const publisher = await openPublisher(opened, { ...session, surroundings: own }, (send) =>
      takeTurns(shared, isApplying ? never : signal, patience, send),
    );
    const { claim: _, ...waiting } = settleOptions(request, own);
    const options = { ...waiting, firstPauseMs: reader.firstPauseMs, onEvent };
    const member = {
      functionName,
      plan: target.plan,
      snapshot: target.snapshot,
      port,
      lock: (unlocked: FunctionPort) => lock.lockPort(target.target, unlocked),
      check: makeCheck(target.plan, request, lock),
      checkReversal: (plan: PlannedTarget["plan"]) => assertSound(checkPlan(plan), undefined),
      publisher,
    };
    return { functionName, target, publisher, run: makeMemberRun<Published>(member, options, pacePort) };
  };
  const problems: FunctionProblem[] = [];
  const prepared = await Promise.all(
    targets.map((target) =>
      open(target).catch((error: unknown): undefined => {
        if (signal.aborted) throw new LambdaEnvError("INTERRUPTED", "interrupted; nothing was written");
        problems.push(problemOf(target.target.functionName, error));
      }),
    ),
  );
  assertNoProblems(problems, { count: targets.length, claim: "nothing was written" });
  const opened = prepared.flatMap((target) => target ?? []);
  return {
    isBehind: async () => {
      for (const { publisher, target } of opened) if (await publisher?.isBehind(target.snapshot)) return true;
      return false;
    },
    apply: async () => {
      isApplying = true;
      // Without changes there may still be something to publish.
      const members = opened.filter(({ target, publisher }) => target.plan.changes.length > 0 || publisher !== undefined);
      // A plan is applied as a whole or not at all.
      const byDefault = request.plan === undefined ? "stop" : "revert";
      const onFailure = ON_FAILURE.find((word) => word === request["on-failure"]) ?? byDefault;
      const result = await runFleet(members, { clock, pace: shared, signal, onFailure, onEvent: notify });
      return endRun(opened, members, result);
    },
  };
}

/** Returns whether publishing reports events of a single function: each wait, each lost reply. */
function isOfMember(
  event: RunEvent,
): event is Extract<ApplyEvent, { readonly kind: "waiting" | "unanswered" | "busy" | "stale" }> {
  return event.kind === "waiting" || event.kind === "unanswered" || event.kind === "busy" || event.kind === "stale";
}

interface FleetTarget extends FleetMember<Published> {
  readonly target: PlannedTarget;
  readonly publisher: Publisher | undefined;
}

function endRun(
  all: readonly FleetTarget[],
  members: readonly FleetTarget[],
  { outcomes, failure }: FleetResult<Published>,
): EndedRun {
  const byMember = new Map(members.map((member, index) => [member, outcomes[index]]));
  const targets = all.map((one): EndedTarget => {
    const outcome = byMember.get(one);
    return outcome === undefined ? { ...one.target, written: false, outcome: "unchanged" } : endTarget(one.target, outcome);
  });
  return { targets, ...defined({ failure }) };
}

function endTarget(target: PlannedTarget, outcome: MemberOutcome<Published>): EndedTarget {
  switch (outcome.kind) {
    case "done": {
      const { plan, snapshot, written, published } = outcome;
      const kind = written ? "written" : "unchanged";
      return { ...target, plan, snapshot, written, outcome: kind, ...defined({ published }) };
    }
    case "not-started":
      return { ...target, written: false, outcome: target.plan.changes.length > 0 ? "not-started" : "unchanged" };
    case "reverted": {
      const { kind: _, ...reversal } = outcome;
      return { ...target, written: false, outcome: "reverted", reversal };
    }
    case "failed": {
      const { error, reversal } = outcome;
      return { ...target, written: false, outcome: "failed", error, ...defined({ reversal }) };
    }
  }
}
