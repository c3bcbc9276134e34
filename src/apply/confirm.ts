/** After an update was sent: wait until it settles, read it back, and say what is live. */
import type { FunctionSnapshot } from "../core/function.ts";
import type { Plan } from "../core/plan.ts";
import { LambdaEnvError } from "../errors.ts";
import type { FunctionPort } from "./port.ts";
import { isReadable, isSettled, pauseMs, poll, type ReadableSnapshot, type SettleOptions, seconds } from "./settle.ts";
import { describeLive, differingNames, findDeviations } from "./verify.ts";

/** How often a look at what we sent is repeated when the service cannot be reached. */
const MAX_LOOKS = 4;

/** Safe to say whenever it is not known what became of an update. */
export const NOT_KNOWN_HINT = "run the same command again: it reads first, and sends nothing if the update was applied";

/** An update that was sent: the plan, the reading that it was made from, and the names that it answers for. */
export interface Sent {
  readonly plan: Plan;
  readonly base: ReadableSnapshot;
  readonly own: ReadonlySet<string>;
}

/**
 * Waits for the accepted update to settle and compares what was read back with what was meant.
 *
 * Shape:  the reply that showed the end of the update; it carries the variables, so that no further read is needed.
 * Errors: UPDATE_FAILED, OVERWRITTEN, NOT_VERIFIED, NOT_SETTLED, INTERRUPTED; all say that the update was sent.
 */
export async function confirmUpdate(port: FunctionPort, sent: Sent, options: SettleOptions): Promise<ReadableSnapshot> {
  const { plan, base, own } = sent;
  const isOver = (snapshot: FunctionSnapshot): boolean => isSettled(snapshot) && !isOldNews(sent, snapshot);
  const snapshot = await readAfterSending(port, base.functionName, options, isOver);
  assertNotFailed(sent, snapshot);
  const { ours, others } = findDeviations(plan, own, snapshot.environment.variables);
  if (ours.length > 0 && ours.every((name) => changedByOthers(plan, snapshot, name))) {
    throw new LambdaEnvError(
      "OVERWRITTEN",
      `${base.functionName} was updated, and someone else changed ${ours.join(", ")} right after; what they wrote is live`,
      { hint: "run the same command again to see what differs" },
    );
  }
  if (ours.length > 0) {
    throw new LambdaEnvError(
      "NOT_VERIFIED",
      `${base.functionName} was updated, but does not have what was sent: ${ours.join(", ")}`,
      {
        hint: "someone else may have changed them since; run the same command again to see what differs",
      },
    );
  }
  if (others.length > 0) options.onEvent({ kind: "changed-since", names: others });
  return snapshot;
}

/** Neither what was meant nor what was there before: no fault of ours or of AWS makes such a value. */
function changedByOthers(plan: Plan, snapshot: ReadableSnapshot, name: string): boolean {
  const value = snapshot.environment.variables.get(name);
  return value !== undefined && value !== plan.desired.get(name) && value !== plan.current.get(name);
}

/** Throws when the settled update failed, and says which variables are live. */
export function assertNotFailed({ plan, own }: Sent, snapshot: ReadableSnapshot): void {
  if (snapshot.lastUpdateStatus !== "Failed") return;
  const reason = snapshot.lastUpdateStatusReasonCode ?? "no reason given";
  const live = describeLive(plan, own, snapshot.environment.variables);
  throw new LambdaEnvError("UPDATE_FAILED", `the update of ${snapshot.functionName} failed (${reason}); ${live}`, {
    hint: "mend what the reason names, then run the same command again",
  });
}

/** Reads the settled function after something of ours was sent, so that no error claims that nothing was written. */
export async function readAfterSending(
  port: FunctionPort,
  functionName: string,
  options: SettleOptions,
  isDone: (snapshot: FunctionSnapshot) => boolean = isSettled,
): Promise<ReadableSnapshot> {
  const polled = await poll({ read: (signal) => readPatiently(port, options, signal) }, options, isDone).catch(
    (cause: unknown) => {
      if (!(cause instanceof LambdaEnvError)) throw cause;
      throw notVerified(functionName, cause.message, cause);
    },
  );
  if (polled.kind === "interrupted") {
    throw new LambdaEnvError("INTERRUPTED", `interrupted; the update of ${functionName} was sent, but not verified`, {
      hint: NOT_KNOWN_HINT,
    });
  }
  if (polled.kind === "timed-out") {
    throw new LambdaEnvError(
      "NOT_SETTLED",
      `the update of ${functionName} was sent, but has not settled after ${seconds(options.timeoutMs)}`,
      { hint: NOT_KNOWN_HINT },
    );
  }
  const { snapshot } = polled;
  if (isReadable(snapshot)) return snapshot;
  throw notVerified(functionName, "the variables cannot be read back; the caller needs kms:Decrypt");
}

function notVerified(functionName: string, why: string, cause?: unknown): LambdaEnvError {
  return new LambdaEnvError("NOT_VERIFIED", `the update of ${functionName} was sent, but cannot be verified: ${why}`, {
    hint: NOT_KNOWN_HINT,
    cause,
  });
}

/** The id changes with every update: a reply with the id that we planned from does not show ours yet. */
function isOldNews({ plan, base }: Sent, snapshot: FunctionSnapshot): boolean {
  if (base.revisionId === undefined || snapshot.revisionId !== base.revisionId) return false;
  return !isReadable(snapshot) || differingNames(plan.desired, snapshot.environment.variables).length > 0;
}

async function readPatiently(port: FunctionPort, { clock }: SettleOptions, signal: AbortSignal): Promise<FunctionSnapshot> {
  for (let look = 1; ; look++) {
    try {
      return await port.read(signal);
    } catch (error) {
      const passing = error instanceof LambdaEnvError && error.code === "UNAVAILABLE";
      if (!passing || look >= MAX_LOOKS || signal.aborted) throw error;
    }
    await clock.sleep(pauseMs(look), signal);
  }
}
