/**
 * Publishes what was verified: a version, ready for its callers, and an alias that points at it; if a reply is lost, the outcome
 * is looked up.
 */
import { defined } from "../core/defined.ts";
import type { Alias, Ambiguous, FunctionSnapshot, MoveOutcome, PublishOutcome, ReadableSnapshot } from "../core/function.ts";
import type { ApplyEvent } from "../core/run-event.ts";
import { LambdaEnvError } from "../errors.ts";
import type { Clock } from "./port.ts";
import { pauseMs, poll, readFunction, type SettleOptions, seconds } from "./settle.ts";
import { differingNames } from "./verify.ts";

/** How many attempts may lose their reply before we give up. */
const MAX_TRIES = 3;

export interface PublishPort {
  /** Reads `$LATEST`. */
  readonly read: (signal: AbortSignal) => Promise<FunctionSnapshot>;
  readonly readVersion: (version: string, signal: AbortSignal) => Promise<FunctionSnapshot>;
  /** Sends the request once; so does `moveAlias`. */
  readonly publish: (revisionId: string | undefined, signal: AbortSignal) => Promise<PublishOutcome>;
  readonly listAliases: (signal: AbortSignal) => Promise<readonly Alias[]>;
  readonly moveAlias: (alias: Alias, signal: AbortSignal) => Promise<MoveOutcome>;
}

export interface PublishOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onEvent: (event: ApplyEvent) => void;
  readonly timeoutMs: number;
  /** The longest wait for a version of which Lambda takes a snapshot, which takes minutes. */
  readonly snapStartTimeoutMs: number;
}

/**
 * Publishes a version of `verified`, waits until it is ready, and returns its number.
 *
 * Errors: CONFLICT if the function has changed since, UPDATE_FAILED if the version failed, NOT_SETTLED, UNAVAILABLE if no reply
 * ever came, INTERRUPTED; and what the port throws. All say what is published, or that this is unknown.
 */
export async function publishVerified(port: PublishPort, verified: ReadableSnapshot, options: PublishOptions): Promise<string> {
  const { version, snapshot } = await publishOnce(port, verified, options);
  await withState(
    () => `version ${version} is published, but is not ready`,
    () => untilReady(port, version, snapshot, options),
  );
  return version;
}

/**
 * Points `alias`, as it was read, at `version`.
 *
 * Errors: CONFLICT if it has changed since, UNAVAILABLE if no reply ever came; and what the port throws. All say whether it was
 * moved, or that this is unknown.
 */
export function moveAlias(port: PublishPort, alias: Alias, version: string, options: PublishOptions): Promise<void> {
  let lost: Ambiguous | undefined;
  const state = (): string =>
    lost === undefined
      ? `version ${version} is published, and alias ${alias.name} was not moved`
      : `version ${version} is published, and it is not known whether alias ${alias.name} was moved`;
  return withState(state, async () => {
    if (alias.version === version) return;
    for (let sent = 1; sent <= MAX_TRIES; sent++) {
      const outcome = await port.moveAlias({ ...alias, version }, options.signal);
      if (outcome.kind === "moved") return;
      if (outcome.kind !== "ambiguous" && lost === undefined) throw aliasChanged(alias, outcome.kind);
      if (outcome.kind === "ambiguous") lost = outcome;
      options.onEvent({ ...answerOf(lost), kind: "unanswered", attempt: sent });
      await options.clock.sleep(pauseMs(sent), options.signal);
      const now = (await port.listAliases(options.signal)).find(({ name }) => name === alias.name);
      if (now?.version === version && now.weighted !== true) return;
      if (now?.version !== alias.version || now.revisionId !== alias.revisionId) throw aliasChanged(alias, "stale");
    }
    throw unanswered("moving it", lost);
  });
}

/**
 * Publishes `verified` until the outcome is known. That is safe to repeat: AWS does not create a second version if nothing has
 * changed. But each version gives `$LATEST` a new revision id, so a repeated request needs one that was read afterwards, from a
 * function that still has what was verified.
 */
function publishOnce(
  port: PublishPort,
  verified: ReadableSnapshot,
  options: PublishOptions,
): Promise<Extract<PublishOutcome, { kind: "published" }>> {
  let { revisionId } = verified;
  let lost: Ambiguous | undefined;
  const state = (): string => (lost === undefined ? "nothing was published" : "it is not known whether a version was published");
  return withState(state, async () => {
    for (let sent = 1; sent <= MAX_TRIES; sent++) {
      const outcome = await port.publish(revisionId, options.signal);
      if (outcome.kind === "published") return outcome;
      if (outcome.kind === "ambiguous") {
        lost = outcome;
        options.onEvent({ ...answerOf(outcome), kind: "unanswered", attempt: sent });
      } else if (outcome.kind === "stale" && lost === undefined) throw functionChanged(verified);
      else options.onEvent({ kind: outcome.kind, attempt: sent });
      await options.clock.sleep(pauseMs(sent), options.signal);
      const live = await readFunction(port, options);
      if (!isSame(verified, live)) throw functionChanged(verified);
      revisionId = live.revisionId;
    }
    throw lost === undefined ? stillBusy(verified) : unanswered("publishing it", lost);
  });
}

/** Waits for the version in every case: callers of a pending version are refused, and a failed version has none. */
async function untilReady(
  port: PublishPort,
  version: string,
  published: FunctionSnapshot,
  options: PublishOptions,
): Promise<void> {
  const timeoutMs = published.hasSnapStart === true ? options.snapStartTimeoutMs : options.timeoutMs;
  const settleOptions: SettleOptions = { ...options, timeoutMs };
  const isOver = ({ state }: FunctionSnapshot): boolean => state !== "Pending";
  const read = (signal: AbortSignal): Promise<FunctionSnapshot> => port.readVersion(version, signal);
  const polled = isOver(published)
    ? { kind: "settled" as const, snapshot: published }
    : await poll({ read }, settleOptions, isOver, "version");
  if (polled.kind === "interrupted") throw new LambdaEnvError("INTERRUPTED", "interrupted");
  if (polled.kind === "timed-out") {
    throw new LambdaEnvError("NOT_SETTLED", `Lambda is still preparing it after ${seconds(timeoutMs)}`, {
      hint: "run the same command again, with a longer --timeout",
    });
  }
  const { state, stateReasonCode = "no reason given" } = polled.snapshot;
  if (state !== "Failed") return;
  throw new LambdaEnvError("UPDATE_FAILED", `version ${version} failed (${stateReasonCode})`, {
    hint: "fix the cause named above, for instance a wrong variable, then run the same command again with the right value",
  });
}

function isSame(verified: ReadableSnapshot, live: ReadableSnapshot): boolean {
  const sameCode = verified.codeSha256 === live.codeSha256;
  return sameCode && differingNames(verified.environment.variables, live.environment.variables).length === 0;
}

function answerOf(lost: Ambiguous | undefined): { readonly answer?: string } {
  return defined({ answer: lost?.answer });
}

function functionChanged({ functionName }: FunctionSnapshot): LambdaEnvError {
  return new LambdaEnvError("CONFLICT", `someone else changed ${functionName} since`, {
    hint: "run lambda-env diff to see what differs, then run the same command again",
  });
}

function stillBusy({ functionName }: FunctionSnapshot): LambdaEnvError {
  return new LambdaEnvError("CONFLICT", `${functionName} kept being updated by others`, { hint: "run the same command again" });
}

function aliasChanged({ name }: Alias, why: "stale" | "busy"): LambdaEnvError {
  const message = why === "stale" ? `someone else changed alias ${name} since` : `Lambda cannot change alias ${name} now`;
  return new LambdaEnvError("CONFLICT", message, { hint: "run the same command again" });
}

function unanswered(what: string, lost: Ambiguous | undefined): LambdaEnvError {
  const outcome = lost?.answer === undefined ? "got no reply" : `was answered with ${lost.answer}`;
  return new LambdaEnvError("UNAVAILABLE", `${what} ${outcome} ${MAX_TRIES} times`, {
    hint: "run the same command again: it reads first, and repeats only what is missing",
    cause: lost?.cause,
  });
}

/** Runs `run` and adds to its errors what has happened by then: an error must not sound as if nothing had. */
async function withState<Result>(state: () => string, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof LambdaEnvError)) throw error;
    const { code, message, hint, cause } = error;
    throw new LambdaEnvError(code, `${state()}: ${message}`, { ...defined({ hint }), cause });
  }
}
