/** The write protocol: check → write → settle → verify, and what to do when the write is refused or gets no reply. */
import { defined } from "../core/defined.ts";
import type { Ambiguous, ReadableSnapshot, WriteRequest } from "../core/function.ts";
import { assertNothingLost } from "../core/plan/invariant.ts";
import { ownNames, type Plan } from "../core/plan/plan.ts";
import { rebasePlan } from "../core/plan/rebase.ts";
import type { ApplyEvent } from "../core/run-event.ts";
import { LambdaEnvError, type LambdaEnvErrorOptions } from "../errors.ts";
import { assertNotFailed, confirmUpdate, NOT_KNOWN_HINT, readAfterSending, type Sent } from "./confirm.ts";
import { withGrace } from "./grace.ts";
import type { Clock, FunctionPort } from "./port.ts";
import { pauseMs, readFunction, type SettleOptions, seconds } from "./settle.ts";
import { assertUpdatable } from "./target.ts";
import { differingNames } from "./verify.ts";

/** How many writes may lose a race or their reply before we give up. */
const MAX_LOST = 5;

export interface ApplyOptions {
  readonly clock: Clock;
  /** The longest wait for other updates before the write, and again for ours to settle after it. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly onEvent: (event: ApplyEvent) => void;
  /** As in `SettleOptions`. */
  readonly firstPauseMs?: () => number;
  /** The statement that nothing was written, used in errors; by default just that. */
  readonly untouched?: string;
  /** Throws if the plan must not be written. Called before each write, since a rebased plan is a new one. */
  readonly check: (plan: Plan) => void;
}

export type ApplyResult =
  | { readonly kind: "unchanged" }
  | {
      readonly kind: "applied";
      /** What was written: the given plan, or that plan on top of what others changed in the meantime. */
      readonly plan: Plan;
      readonly rebased: boolean;
      /** The function has the intended variables although no write of ours was answered with success. */
      readonly landed: boolean;
      /** The reply that verified it. */
      readonly snapshot: ReadableSnapshot;
      /** How many updates were sent. */
      readonly attempts: number;
    };

/** The state of the protocol before a write. */
interface Attempt extends Sent {
  /**
   * The plan as it was confirmed. Each attempt starts from it, so that changes of others are always compared with what the user
   * saw, and a name that was ours stays ours.
   */
  readonly original: Plan;
  readonly rebased: boolean;
  /** The statement for errors while nothing was written. */
  readonly untouched: string;
  /** Updates sent so far. */
  readonly sent: number;
  /** How many of them lost a race or their reply. */
  readonly lost: number;
  /** The outcome of the last of them. */
  readonly last?: "stale" | "busy" | "ambiguous";
  /** Present once the outcome of an update is unknown: it may have been applied, or may still be. */
  readonly unanswered?: Ambiguous;
}

type Step = { readonly kind: "done"; readonly result: ApplyResult } | { readonly kind: "again"; readonly attempt: Attempt };

/**
 * Writes `plan`, which was made from `snapshot`, and returns once the function was read back and has the intended variables.
 *
 * Errors: CONFLICT if others changed a name of ours, NOT_SETTLED, UPDATE_FAILED, NOT_VERIFIED, UNAVAILABLE if no reply ever came,
 * INTERRUPTED; what `options.check` throws; and what the port throws, which then has written nothing.
 */
export async function applyPlan(
  port: FunctionPort,
  plan: Plan,
  snapshot: ReadableSnapshot,
  options: ApplyOptions,
): Promise<ApplyResult> {
  if (plan.changes.length === 0) return { kind: "unchanged" };
  assertPlannedFrom(plan, snapshot);
  if (snapshot.revisionId === undefined) options.onEvent({ kind: "no-lock" });
  const deadline = options.clock.now() + options.timeoutMs;
  const { untouched = "nothing was written" } = options;
  const own = ownNames(plan);
  let attempt: Attempt = { original: plan, own, plan, base: snapshot, rebased: false, untouched, sent: 0, lost: 0 };
  for (;;) {
    options.check(attempt.plan);
    assertUpdatable(attempt.base, whatBecame(attempt));
    if (options.signal.aborted) throw interruptedBefore(attempt);
    if (attempt.lost >= MAX_LOST || options.clock.now() > deadline) throw giveUp(attempt, options);
    const step = await takeStep(port, attempt, options);
    if (step.kind === "done" && options.signal.aborted) throw interruptedAfter(snapshot.functionName);
    if (step.kind === "done") return step.result;
    attempt = step.attempt;
  }
}

/** Writes once, and acts on the outcome. */
async function takeStep(port: FunctionPort, before: Attempt, options: ApplyOptions): Promise<Step> {
  const attempt = { ...before, sent: before.sent + 1 };
  const { plan, base, sent, lost } = attempt;
  const request = makeRequest(plan, base.revisionId);
  options.onEvent({ kind: "writing", attempt: sent });

  const step = await whileInFlight(options, async (signal): Promise<Step | "stale" | "busy"> => {
    const outcome = await port.write(request, signal).catch((error: unknown) => {
      throw refused(error, attempt);
    });
    if (outcome.kind === "stale" || outcome.kind === "busy") return outcome.kind;
    if (outcome.kind === "accepted") {
      return done(attempt, await confirmUpdate(port, attempt, { ...options, signal }, outcome.withheld), false);
    }
    options.onEvent({ ...answerOf(outcome), kind: "unanswered", attempt: sent });
    return reconsider(port, { ...attempt, lost: lost + 1, last: "ambiguous", unanswered: outcome }, { ...options, signal });
  });
  if (typeof step !== "string") return step;

  options.onEvent({ kind: step, attempt: sent });
  return reconsider(port, { ...attempt, lost: step === "stale" ? lost + 1 : lost, last: step }, options);
}

/** Reads again after a write that was refused or got no reply, and decides by what the function has now. */
async function reconsider(port: FunctionPort, attempt: Attempt, options: SettleOptions): Promise<Step> {
  const { original, plan, base, unanswered } = attempt;
  await options.clock.sleep(pauseMs(attempt.sent - 1), options.signal);
  // Whatever keeps it from being read, what became of the update is said once.
  const { claim: _, ...reading } = options;
  const live = unanswered
    ? await readAfterSending(port, base.functionName, options)
    : await readFunction(port, reading).catch((error: unknown) => {
        throw refused(error, attempt);
      });
  const { variables } = live.environment;
  const rebased = rebasePlan(original, variables);
  switch (rebased.kind) {
    case "landed":
      if (unanswered) assertNotFailed(attempt, live);
      options.onEvent({ kind: "landed" });
      return done(attempt, live, true);
    case "conflict":
      throw conflict(attempt, rebased.names);
    case "plan": {
      const names = differingNames(plan.current, variables);
      if (names.length > 0) options.onEvent({ kind: "rebased", names });
      return {
        kind: "again",
        attempt: { ...attempt, plan: rebased.plan, base: live, rebased: attempt.rebased || names.length > 0 },
      };
    }
  }
}

/** Runs work that must not be cut short; an interruption is reported afterwards, together with the outcome. */
async function whileInFlight<Result>(options: ApplyOptions, task: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  try {
    return await withGrace(options, task);
  } catch (error) {
    if (!options.signal.aborted || !(error instanceof LambdaEnvError) || error.code === "INTERRUPTED") throw error;
    throw new LambdaEnvError("INTERRUPTED", `interrupted; ${error.message}`, withHint(error.hint, error));
  }
}

/** Builds what is sent, and asserts on that very object that nothing is lost. */
function makeRequest(plan: Plan, revisionId: string | undefined): WriteRequest {
  const variables = Object.fromEntries(plan.desired);
  assertNothingLost(plan, variables);
  Object.freeze(variables);
  return revisionId === undefined ? { variables } : { variables, revisionId };
}

function done(attempt: Attempt, snapshot: ReadableSnapshot, landed: boolean): Step {
  const { plan, rebased, sent } = attempt;
  return { kind: "done", result: { kind: "applied", plan, rebased, landed, snapshot, attempts: sent } };
}

/** Returns the error for a refused update, with the state that it leaves behind. */
function refused(error: unknown, attempt: Attempt): unknown {
  if (!(error instanceof LambdaEnvError)) return error;
  const { code, message, hint = attempt.unanswered && NOT_KNOWN_HINT, cause } = error;
  return new LambdaEnvError(code, `${message}; ${whatBecame(attempt)}`, withHint(hint, cause));
}

/** Returns what is known of the updates sent so far, none of which succeeded. */
function whatBecame({ base: { functionName }, untouched, unanswered }: Attempt): string {
  return unanswered === undefined ? untouched : describe(unanswered, functionName);
}

function describe({ answer }: Ambiguous, functionName: string): string {
  const update = `an update of ${functionName}`;
  return answer === undefined ? `${update} had been sent, but got no reply` : `${update} had been answered with ${answer}`;
}

function answerOf({ answer }: Ambiguous): { readonly answer?: string } {
  return defined({ answer });
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

function assertPlannedFrom(plan: Plan, { functionName, environment }: ReadableSnapshot): void {
  if (differingNames(plan.current, environment.variables).length === 0) return;
  throw new LambdaEnvError("BUG", `refusing to apply a plan that was made from a different read of ${functionName}`, {
    hint: "nothing was written; please report this",
  });
}

function conflict(attempt: Attempt, names: readonly string[]): LambdaEnvError {
  return new LambdaEnvError(
    "CONFLICT",
    `someone else changed ${names.join(", ")} of ${attempt.base.functionName} in the meantime; their change is kept, and ${whatBecame(attempt)}`,
    { hint: "run lambda-env diff to see what differs, then run the same command again" },
  );
}

function giveUp({ base: { functionName }, untouched, sent, last, unanswered }: Attempt, options: ApplyOptions): LambdaEnvError {
  if (unanswered) {
    const outcome = unanswered.answer === undefined ? "without a reply" : `and answered with ${unanswered.answer}`;
    const message = `the update of ${functionName} was sent ${times(sent)} ${outcome}; it had not been applied when last read`;
    return new LambdaEnvError("UNAVAILABLE", message, withHint(NOT_KNOWN_HINT, unanswered.cause));
  }
  const hint = "run the same command again when the other writers are done";
  if (last === "busy") {
    const time = seconds(options.timeoutMs);
    return new LambdaEnvError("NOT_SETTLED", `${functionName} was busy with other updates for ${time}; ${untouched}`, {
      hint,
    });
  }
  return new LambdaEnvError("CONFLICT", `${functionName} kept being changed by others, ${times(sent)} in a row; ${untouched}`, {
    hint,
  });
}

function interruptedBefore({ base: { functionName }, untouched, unanswered }: Attempt): LambdaEnvError {
  if (!unanswered) return new LambdaEnvError("INTERRUPTED", `interrupted; ${untouched}`);
  const message = `interrupted; ${describe(unanswered, functionName)}, and it had not been applied when last read`;
  return new LambdaEnvError("INTERRUPTED", message, { hint: NOT_KNOWN_HINT });
}

function interruptedAfter(functionName: string): LambdaEnvError {
  return new LambdaEnvError("INTERRUPTED", `interrupted; the update of ${functionName} was written and verified`);
}

function withHint(hint: string | undefined, cause: unknown): LambdaEnvErrorOptions {
  return hint === undefined ? { cause } : { hint, cause };
}
