/** After an update was sent: wait until it settles, read it back, and say what is live. */
import type { FunctionSnapshot, ReadableSnapshot, Withheld } from "../core/function.ts";
import type { Plan } from "../core/plan/plan.ts";
import { LambdaEnvError } from "../errors.ts";
import type { FunctionPort } from "./port.ts";
import { allowKeyHint, isReadable, isSettled, pauseMs, poll, type SettleOptions, seconds } from "./settle.ts";
import { describeLive, differingNames, findDeviations } from "./verify.ts";

/** How often reading our own update is repeated if the service cannot be reached. */
const MAX_LOOKS = 4;

/** A safe hint whenever the outcome of an update is unknown. */
export const NOT_KNOWN_HINT = "run the same command again: it reads first, and sends nothing if the update was applied";

/** An update that was sent: the plan, the read that it was made from, and the names it is responsible for. */
export interface Sent {
  readonly plan: Plan;
  readonly base: ReadableSnapshot;
  readonly own: ReadonlySet<string>;
}

/**
 * Waits for the accepted update to settle and compares what was read back with what was intended.
 *
 * `withheld` is what the reply to the update carried instead of the variables.
 *
 * Shape: the reply that showed the end of the update; it carries the variables, so no further read is needed.
 * Errors: UPDATE_FAILED, OVERWRITTEN, NOT_VERIFIED, NOT_SETTLED, INTERRUPTED; all say that the update was sent.
 * ACCESS_DENIED if AWS reported an error of the key and left the variables as they were.
 */
export async function confirmUpdate(
  port: FunctionPort,
  sent: Sent,
  options: SettleOptions,
  withheld?: Withheld,
): Promise<ReadableSnapshot> {
  const { plan, base, own } = sent;
  // An update that was answered with an error of the key may never show.
  const isOver = (snapshot: FunctionSnapshot): boolean =>
    isSettled(snapshot) && (withheld !== undefined || !isOldNews(sent, snapshot));
  const snapshot = await readAfterSending(port, base.functionName, options, { isDone: isOver, accepted: withheld === undefined });
  assertNotFailed(sent, snapshot);
  const { variables } = snapshot.environment;
  const { ours, others } = findDeviations(plan, own, variables);
  if (ours.length > 0 && withheld !== undefined) throw notEncrypted(sent, snapshot, withheld);
  if (ours.length > 0) throw deviated(sent, snapshot, ours);
  if (others.length > 0) options.onEvent({ kind: "changed-since", names: others });
  return snapshot;
}

/**
 * Returns the error for `names` of ours that differ from what was sent, and finds out who changed them.
 *
 * With revision ids, the reply shows the function after our update, which succeeded: whatever is different now was written since.
 * Without them, only a value that was neither there before nor intended is known to be someone else's.
 */
function deviated({ plan, base }: Sent, snapshot: ReadableSnapshot, names: readonly string[]): LambdaEnvError {
  const live = snapshot.environment.variables;
  const isAfterOurs = base.revisionId !== undefined && snapshot.revisionId !== base.revisionId;
  const isForeign = (name: string): boolean =>
    live.has(name) && live.get(name) !== plan.desired.get(name) && live.get(name) !== plan.current.get(name);
  const list = names.join(", ");
  const hint = "run the same command again to see what differs";
  if (isAfterOurs || names.every(isForeign)) {
    const did = names.some((name) => live.has(name)) ? "changed" : "removed";
    const message = `${base.functionName} was updated, and someone else ${did} ${list} right after`;
    return new LambdaEnvError("OVERWRITTEN", `${message}; what they wrote is live`, { hint });
  }
  return new LambdaEnvError(
    "NOT_VERIFIED",
    `${base.functionName} was updated, but these variables differ from what was sent: ${list}`,
    {
      hint: `someone else may have changed them since; ${hint}`,
    },
  );
}

function notEncrypted({ plan, base }: Sent, snapshot: ReadableSnapshot, withheld: Withheld): LambdaEnvError {
  const { errorCode, action } = withheld;
  const isAsBefore = differingNames(plan.current, snapshot.environment.variables).length === 0;
  const live = isAsBefore ? "the variables are as before" : "the variables differ from what was sent";
  const message = `Lambda answered the update of ${base.functionName} with ${errorCode} for its variables; ${live}`;
  return new LambdaEnvError("ACCESS_DENIED", message, { hint: allowKeyHint(action ?? "kms:Encrypt and kms:Decrypt") });
}

/** Throws if the settled update failed, with the variables that are live. */
export function assertNotFailed({ plan, own }: Sent, snapshot: ReadableSnapshot): void {
  if (snapshot.lastUpdateStatus !== "Failed") return;
  const reason = snapshot.lastUpdateStatusReasonCode ?? "no reason given";
  const live = describeLive(plan, own, snapshot.environment.variables);
  throw new LambdaEnvError("UPDATE_FAILED", `the update of ${snapshot.functionName} failed (${reason}); ${live}`, {
    hint: "fix the cause named above, then run the same command again",
  });
}

interface Sending {
  readonly isDone?: (snapshot: FunctionSnapshot) => boolean;
  /** Whether AWS answered the update with success. */
  readonly accepted?: boolean;
}

/** Reads the settled function after an update was sent, so that no error claims that nothing was written. */
export async function readAfterSending(
  port: FunctionPort,
  functionName: string,
  options: SettleOptions,
  { isDone = isSettled, accepted = false }: Sending = {},
): Promise<ReadableSnapshot> {
  const notVerified = (why: string, hint: string, cause?: unknown): LambdaEnvError => {
    const state = accepted
      ? `${functionName} was written but not verified`
      : `the update of ${functionName} was sent, but cannot be verified`;
    return new LambdaEnvError("NOT_VERIFIED", `${state}: ${why}`, { hint, cause });
  };
  const deadline = options.clock.now() + options.timeoutMs;
  const read = (signal: AbortSignal): Promise<FunctionSnapshot> => readPatiently(port, options, signal, deadline);
  const polled = await poll({ read }, options, isDone, "ours").catch((cause: unknown) => {
    if (!(cause instanceof LambdaEnvError)) throw cause;
    throw notVerified(cause.message, NOT_KNOWN_HINT, cause);
  });
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
  const { errorCode, action } = snapshot.environment as Withheld;
  throw notVerified(`its variables cannot be read back (${errorCode})`, allowKeyHint(action));
}

/**
 * Returns whether a reply is older than our update. The id changes with every update: a reply with the id that we planned from
 * does not show ours yet.
 */
function isOldNews({ plan, base }: Sent, snapshot: FunctionSnapshot): boolean {
  if (base.revisionId === undefined || snapshot.revisionId !== base.revisionId) return false;
  return isReadable(snapshot) && differingNames(plan.desired, snapshot.environment.variables).length > 0;
}

async function readPatiently(
  port: FunctionPort,
  { clock }: SettleOptions,
  signal: AbortSignal,
  deadline: number,
): Promise<FunctionSnapshot> {
  for (let look = 1; ; look++) {
    try {
      return await port.read(signal);
    } catch (error) {
      const passing = error instanceof LambdaEnvError && error.code === "UNAVAILABLE";
      if (!passing || look >= MAX_LOOKS || signal.aborted || clock.now() >= deadline) throw error;
    }
    await clock.sleep(pauseMs(look), signal);
  }
}
