/** Many functions: the first alone, then the others at the account's rate; and what happens to the rest when one fails. */
import { defined } from "../../core/defined.ts";
import type { FleetEnding, FleetEvent } from "../../core/run-event.ts";
import { LambdaEnvError, type LambdaEnvErrorOptions } from "../../errors.ts";
import type { Clock } from "../port.ts";
import type { MemberResult, MemberReversal, MemberRun } from "./member.ts";
import type { Pace } from "./pace.ts";
import { makeProgress } from "./progress.ts";

/** Enough for 15 updates per second that take three seconds each; fewer than the connections that the SDK keeps. */
const MAX_IN_FLIGHT = 48;

/** When a function fails: start no more, go on, or revert what was written. */
export type OnFailure = "stop" | "continue" | "revert";

/** The outcome for a function. */
export type MemberOutcome<Published> =
  | ({ readonly kind: "done" } & MemberResult<Published>)
  | { readonly kind: "not-started" }
  /** It has its previous variables again, except for names that others changed in the meantime. */
  | ({ readonly kind: "reverted" } & MemberReversal)
  /** `reversal` is present if what it may have written was reverted. */
  | { readonly kind: "failed"; readonly error: LambdaEnvError; readonly reversal?: MemberReversal };

export interface FleetMember<Published> {
  readonly functionName: string;
  readonly run: MemberRun<Published>;
}

export interface FleetOptions {
  readonly clock: Clock;
  /** Decides when a function may send its first update. */
  readonly pace: Pace;
  /** Aborted by Ctrl-C: nothing new is started, and what is in flight is finished. */
  readonly signal: AbortSignal;
  readonly onFailure: OnFailure;
  readonly onEvent: (event: FleetEvent) => void;
}

export interface FleetResult<Published> {
  /** One for each member, in their order. */
  readonly outcomes: readonly MemberOutcome<Published>[];
  /** The first failure in time. */
  readonly failure?: LambdaEnvError;
}

/** Writes the members' functions and returns the outcome of each. It does not throw. */
export async function runFleet<Published>(
  members: readonly FleetMember<Published>[],
  options: FleetOptions,
): Promise<FleetResult<Published>> {
  const { signal, onFailure } = options;
  const outcomes: MemberOutcome<Published>[] = members.map(() => ({ kind: "not-started" }));
  const started: number[] = [];
  const failures: LambdaEnvError[] = [];
  const stop = new AbortController();
  const stopStarting = (): void => stop.abort();
  if (signal.aborted) stopStarting();
  signal.addEventListener("abort", stopStarting, { once: true });

  const write = async (index: number, { run }: FleetMember<Published>): Promise<MemberOutcome<Published>> => {
    started.push(index);
    try {
      return { kind: "done", ...(await run.write()) };
    } catch (thrown) {
      const error = toFailure(thrown);
      failures.push(error);
      if (onFailure !== "continue" || error.code === "BUG") stopStarting();
      return { kind: "failed", error };
    }
  };
  await startEach(members, { ...options, signal: stop.signal, interruption: signal, phase: "write" }, async (index, member) => {
    const outcome = await write(index, member);
    outcomes[index] = outcome;
    return outcome;
  });
  signal.removeEventListener("abort", stopStarting);

  if (onFailure === "revert" && failures.length > 0 && !signal.aborted) {
    const back = started.reverse();
    const toRevert = back.flatMap((index) => members[index] ?? []);
    await startEach(toRevert, { ...options, interruption: signal, phase: "revert" }, async (position, { run }) => {
      const index = back[position] ?? 0;
      const before = outcomes[index] ?? { kind: "not-started" };
      const outcome = await run.revert().then((reversal) => asReverted(before, reversal), notReverted(before));
      outcomes[index] = outcome;
      return outcome;
    });
  }
  const [failure] = failures;
  return { outcomes, ...defined({ failure }) };
}

interface StartOptions extends Pick<FleetOptions, "clock" | "pace" | "signal" | "onEvent"> {
  readonly phase: "write" | "revert";
  /** Ctrl-C is one of the reasons for which `signal` is aborted. */
  readonly interruption: AbortSignal;
}

/**
 * Starts `task` for each member at the given pace until `signal` is aborted, the first alone, and returns when all started ones
 * have finished.
 */
async function startEach<Published>(
  members: readonly FleetMember<Published>[],
  options: StartOptions,
  task: (index: number, member: FleetMember<Published>) => Promise<MemberOutcome<Published>>,
): Promise<void> {
  const { clock, pace, signal, onEvent, phase } = options;
  const progress = makeProgress({ clock, pace, onEvent, phase, total: members.length });
  const { interruption } = options;
  const finish = (): void => onEvent({ kind: "fleet-finishing", inFlight: progress.inFlight() });
  interruption.addEventListener("abort", finish, { once: true });
  const inFlight = new Set<Promise<void>>();
  // If one function shows a problem, such as a missing permission or a wrong value, the others need not try it.
  let isProven = false;
  for (const [index, member] of members.entries()) {
    while (inFlight.size >= (isProven ? MAX_IN_FLIGHT : 1) && !signal.aborted) await Promise.race(inFlight);
    if (signal.aborted || !(await pace.take(signal)) || signal.aborted) break;
    const { functionName } = member;
    progress.started(functionName);
    const running = task(index, member).then((outcome) => {
      if (outcome.kind === "reverted" || (outcome.kind === "done" && outcome.written)) isProven = true;
      inFlight.delete(running);
      progress.ended(functionName, endingOf(outcome));
    });
    inFlight.add(running);
  }
  await Promise.all(inFlight);
  interruption.removeEventListener("abort", finish);
}

function asReverted<Published>(before: MemberOutcome<Published>, reversal: MemberReversal): MemberOutcome<Published> {
  return before.kind === "failed" ? { ...before, reversal } : { kind: "reverted", ...reversal };
}

function notReverted<Published>(before: MemberOutcome<Published>): (thrown: unknown) => MemberOutcome<Published> {
  return (thrown) => {
    const { code, message, hint, cause } = toFailure(thrown);
    const options = { ...defined({ hint }), cause };
    if (before.kind !== "failed") {
      const text = `the new variables were written and verified, but could not be reverted: ${message}`;
      return { kind: "failed", error: new LambdaEnvError(code, text, options) };
    }
    const text = `${before.error.message}; and it could not be reverted: ${message}`;
    return { kind: "failed", error: new LambdaEnvError(before.error.code, text, withFindings(options, before.error)) };
  };
}

function withFindings(options: LambdaEnvErrorOptions, { findings }: LambdaEnvError): LambdaEnvErrorOptions {
  return { ...options, findings };
}

/** Returns any error as one of ours: a bug in one function must not keep the user from reading the outcome of the others. */
function toFailure(thrown: unknown): LambdaEnvError {
  if (thrown instanceof LambdaEnvError) return thrown;
  return new LambdaEnvError("BUG", "this is a bug in lambda-env", { cause: thrown });
}

function endingOf(outcome: MemberOutcome<unknown>): FleetEnding {
  switch (outcome.kind) {
    case "done":
      return { kind: outcome.written ? "written" : "unchanged" };
    case "failed":
      if (outcome.reversal === undefined) return { kind: "failed", error: outcome.error };
      return { kind: outcome.reversal.wroteBack ? "reverted" : "unchanged" };
    case "reverted":
    case "not-started":
      return { kind: outcome.kind };
  }
}
