/** One function of a fleet: written, verified and published, or reverted to its previous variables. */

import { defined } from "../../core/defined.ts";
import type { ReadableSnapshot } from "../../core/function.ts";
import type { Change, Plan } from "../../core/plan/plan.ts";
import { revertPlan } from "../../core/plan/revert.ts";
import { compareNames } from "../../core/variables.ts";
import { LambdaEnvError } from "../../errors.ts";
import { type ApplyOptions, applyPlan } from "../apply.ts";
import type { Clock, FunctionPort } from "../port.ts";
import { pauseMs, readFunction } from "../settle.ts";

/** Reading again finds changes of others in the meantime; after losing this often, somebody is writing without a pause. */
const MAX_REVERTS = 5;
/** The number of reads after which a possibly stale reply is believed. */
const LOOKS = 3;
const MAX_LOOKS = 10;

export interface Member<Published> {
  readonly functionName: string;
  readonly plan: Plan;
  /** The read that the plan was made from. */
  readonly snapshot: ReadableSnapshot;
  readonly port: FunctionPort;
  /** The port for writes when a plan file allows only its own; reverting does not use it. */
  readonly lock: (port: FunctionPort) => FunctionPort;
  /** Throws if the plan must not be written. */
  readonly check: (plan: Plan) => void;
  /** Throws if the reversal must not be written. */
  readonly checkReversal: (plan: Plan) => void;
  readonly publisher?: MemberPublisher<Published> | undefined;
}

interface MemberPublisher<Published> {
  /** Publishes what was read last; undefined if there is nothing to publish. */
  readonly publish: (snapshot: ReadableSnapshot, wasWritten: boolean) => Promise<Published | undefined>;
  /** Points the alias back at its previous version, if it was moved; not if somebody else has moved it since. */
  readonly unpublish: () => Promise<Unpublished>;
}

/** Where the alias is after a reversal. */
interface Unpublished extends Pick<MemberReversal, "keptAlias"> {
  /** Whether it was pointed back at its previous version. */
  readonly isMoved: boolean;
}

/** A function that has the intended variables. */
export interface MemberResult<Published> {
  /** What was written, which others may have added to. */
  readonly plan: Plan;
  readonly snapshot: ReadableSnapshot;
  readonly written: boolean;
  readonly published?: Published;
}

/** A function that has its previous variables. */
export interface MemberReversal {
  /** Whether anything had to be written back, or the alias to be pointed back. */
  readonly wroteBack: boolean;
  /** Names that somebody else changed in the meantime: their values are kept. */
  readonly kept: readonly string[];
  /** The alias that somebody else moved in the meantime: it stays where it is. */
  readonly keptAlias?: string;
}

export interface MemberRun<Published> {
  /** Errors: those of `applyPlan` and of publishing. */
  readonly write: () => Promise<MemberResult<Published>>;
  /** Reverts what `write` has done, or may have done if it failed. Errors: those of `applyPlan`, and of moving the alias. */
  readonly revert: () => Promise<MemberReversal>;
}

/** Returns the two operations on a function of a fleet. What each sends depends on the outcome of what was sent before. */
export function makeMemberRun<Published>(
  member: Member<Published>,
  options: Omit<ApplyOptions, "check">,
  pacePort: (port: FunctionPort) => FunctionPort,
): MemberRun<Published> {
  const { plan, snapshot, port, lock, publisher } = member;
  /** The changes of ours that the function may have. */
  const sent = new Map<string, Change>();
  /** Revisions that an update of ours has replaced, or may have replaced. */
  const replaced = new Map<string, "surely" | "maybe">();
  let checked = plan;
  const remember = (writer: FunctionPort): FunctionPort => ({
    read: writer.read,
    write: async (request, signal) => {
      const { changes } = checked;
      const outcome = await writer.write(request, signal);
      if (outcome.kind === "stale" || outcome.kind === "busy") return outcome;
      for (const change of changes) if (!sent.has(change.name)) sent.set(change.name, change);
      const isAccepted = outcome.kind === "accepted" && outcome.withheld === undefined;
      if (request.revisionId !== undefined) replaced.set(request.revisionId, isAccepted ? "surely" : "maybe");
      return outcome;
    },
  });
  return {
    write: async () => {
      const result = await applyPlan(remember(pacePort(lock(port))), plan, snapshot, {
        ...options,
        check: (next) => {
          member.check(next);
          checked = next;
        },
      });
      const written = result.kind === "applied";
      const verified = result.kind === "applied" ? result : { plan, snapshot };
      const published = await publisher?.publish(verified.snapshot, written);
      return { plan: verified.plan, snapshot: verified.snapshot, written, ...defined({ published }) };
    },
    revert: async () => {
      // Callers reach the function by its alias: it goes back first.
      const { isMoved, ...alias } = (await publisher?.unpublish()) ?? { isMoved: false };
      if (sent.size === 0) return { wroteBack: isMoved, kept: [], ...alias };
      const paced = pacePort(port);
      const fresh = { read: readFresh(paced.read, replaced, options.clock), write: paced.write };
      const reverted = await revertChanges([...sent.values()], { checkReversal: member.checkReversal, port: fresh }, options);
      return { wroteBack: isMoved || reverted.wroteBack, kept: reverted.kept, ...alias };
    },
  };
}

/**
 * Returns `read` without stale replies. A reply may be older than our update: one with a revision that the update replaced is not
 * believed, and one that it may have replaced is not believed at once.
 */
function readFresh(
  read: FunctionPort["read"],
  replaced: ReadonlyMap<string, "surely" | "maybe">,
  clock: Clock,
): FunctionPort["read"] {
  return async (signal) => {
    for (let look = 1; ; look++) {
      const snapshot = await read(signal);
      const age = snapshot.revisionId === undefined ? undefined : replaced.get(snapshot.revisionId);
      if (age === undefined || (age === "maybe" && look >= LOOKS)) return snapshot;
      if (look >= MAX_LOOKS) {
        throw new LambdaEnvError("UNAVAILABLE", `AWS keeps returning ${snapshot.functionName} as it was before the update`, {
          hint: "run the same command again",
        });
      }
      await clock.sleep(pauseMs(look), signal);
    }
  };
}

async function revertChanges(
  changes: readonly Change[],
  { port, checkReversal }: Pick<Member<unknown>, "port" | "checkReversal">,
  options: Omit<ApplyOptions, "check">,
): Promise<Pick<MemberReversal, "wroteBack" | "kept">> {
  const kept = new Set<string>();
  const untouched = "the new variables are still live";
  for (let count = 1; ; count++) {
    const live = await readFunction(port, options);
    const reversal = revertPlan(changes, live.environment.variables);
    for (const name of reversal.kept) kept.add(name);
    try {
      const { kind } = await applyPlan(port, reversal.plan, live, { ...options, untouched, check: checkReversal });
      return { wroteBack: kind === "applied", kept: [...kept].sort(compareNames) };
    } catch (error) {
      if (!isLost(error) || count >= MAX_REVERTS) throw error;
    }
  }
}

/** Returns whether somebody else wrote the same names in the meantime, so that they belong to them now. */
function isLost(error: unknown): boolean {
  return error instanceof LambdaEnvError && (error.code === "CONFLICT" || error.code === "OVERWRITTEN");
}
