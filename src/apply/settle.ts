/** Waits until a function has no update in progress, with a gentle poll of our own, and reads it for a plan. */
import { qualifiedName } from "../core/arn/function-id.ts";
import type { Environment, FunctionSnapshot, ReadableSnapshot } from "../core/function.ts";
import type { ApplyEvent, WaitingFor } from "../core/run-event.ts";
import { LambdaEnvError } from "../errors.ts";
import type { Clock, FunctionPort } from "./port.ts";

/** All control-plane calls of an account share 15 requests per second: start quickly, then be gentle. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE = 10;

export interface SettleOptions {
  /** Present for a command that changes the function: what errors say about it if the command stops before the write. */
  readonly claim?: string;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly onEvent: (event: ApplyEvent) => void;
  /** The pause after the first read, if many functions are read at the same time. Units: ms. */
  readonly firstPauseMs?: () => number;
}

export type Polled =
  | { readonly kind: "settled"; readonly snapshot: FunctionSnapshot }
  | { readonly kind: "timed-out"; readonly snapshot: FunctionSnapshot }
  | { readonly kind: "interrupted" };

/**
 * Returns the pause before read number `count` (starting at 0), in milliseconds: 100 or `firstMs`, growing by half, up to ten
 * times that.
 */
export function pauseMs(count: number, firstMs: number = FIRST_PAUSE_MS): number {
  return Math.min(1.5 ** count, LONGEST_PAUSE) * firstMs;
}

/** Returns whether no update and no creation is in progress. Both fields may be absent, or have values that are in no model. */
export function isSettled(snapshot: FunctionSnapshot): boolean {
  return snapshot.lastUpdateStatus !== "InProgress" && snapshot.state !== "Pending";
}

/** Reads until `isDone`, the first time at once; a time-out reports what was seen last. */
export async function poll(
  port: Pick<FunctionPort, "read">,
  options: SettleOptions,
  isDone: (snapshot: FunctionSnapshot) => boolean = isSettled,
  waitingFor: WaitingFor = "others",
): Promise<Polled> {
  const { clock, signal, timeoutMs } = options;
  const start = clock.now();
  for (let count = 0; ; count++) {
    if (signal.aborted) return { kind: "interrupted" };
    const snapshot = await readUnlessAborted(port, signal);
    if (snapshot === undefined) return { kind: "interrupted" };
    if (isDone(snapshot)) return { kind: "settled", snapshot };
    const waitedMs = clock.now() - start;
    if (waitedMs >= timeoutMs) return { kind: "timed-out", snapshot };
    const isCreation = waitingFor === "others" && snapshot.state === "Pending";
    options.onEvent({ kind: "waiting", waitedMs, for: isCreation ? "creation" : waitingFor });
    await clock.sleep(Math.min(pauseMs(count, options.firstPauseMs?.()), timeoutMs - waitedMs), signal);
  }
}

/**
 * Returns the first reply that shows no update in progress.
 *
 * Errors: NOT_SETTLED after `timeoutMs`, INTERRUPTED.
 */
export async function settle(port: Pick<FunctionPort, "read">, options: SettleOptions): Promise<FunctionSnapshot> {
  const polled = await poll(port, options);
  if (polled.kind === "settled") return polled.snapshot;
  if (polled.kind === "interrupted") throw new LambdaEnvError("INTERRUPTED", withClaim("interrupted", options));
  const { state } = polled.snapshot;
  const doing = state === "Pending" ? "created" : "updated";
  const message = `${qualifiedName(polled.snapshot)} is still being ${doing} after ${seconds(options.timeoutMs)}`;
  throw new LambdaEnvError("NOT_SETTLED", withClaim(message, options), {
    hint: "run the same command again later, or give it more time with --timeout",
  });
}

/**
 * Returns the settled function with its variables, ready to be planned from.
 *
 * Errors: UNREADABLE if the variables are withheld, which never means that there are none; and those of `settle`.
 */
export async function readFunction(port: Pick<FunctionPort, "read">, options: SettleOptions): Promise<ReadableSnapshot> {
  const snapshot = await settle(port, options);
  if (isReadable(snapshot)) return snapshot;
  throw unreadable(`the variables of ${qualifiedName(snapshot)}`, snapshot.environment, options);
}

/** Returns the error for variables that AWS withholds, with the KMS action to allow. `subject` says whose they are. */
export function unreadable(subject: string, environment: Environment, options: Pick<SettleOptions, "claim">): LambdaEnvError {
  const { errorCode, action } = environment.kind === "unreadable" ? environment : { errorCode: "", action: undefined };
  return new LambdaEnvError("UNREADABLE", withClaim(`${subject} cannot be read (${errorCode})`, options), {
    hint: allowKeyHint(action),
  });
}

/** Returns what to allow if the key that encrypts the variables cannot be used. */
export function allowKeyHint(action = "kms:Decrypt"): string {
  return `allow the caller ${action} on the key that encrypts the function's variables`;
}

function withClaim(message: string, { claim }: Pick<SettleOptions, "claim">): string {
  return claim === undefined ? message : `${message}; ${claim}`;
}

/** Returns whether the reply carries the variables. */
export function isReadable(snapshot: FunctionSnapshot): snapshot is ReadableSnapshot {
  return snapshot.environment.kind === "readable";
}

/** Returns a duration for people. */
export function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}

async function readUnlessAborted(port: Pick<FunctionPort, "read">, signal: AbortSignal): Promise<FunctionSnapshot | undefined> {
  try {
    return await port.read(signal);
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}
