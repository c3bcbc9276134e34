/** A fleet under every mixture of races, faults and Ctrl-C that fast-check thinks of: nothing is lost, and the table is right. */

import { setMaxListeners } from "node:events";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type MemberOutcome, type OnFailure, runFleet } from "../../../src/apply/fleet/fleet.ts";
import { makeMemberRun } from "../../../src/apply/fleet/member.ts";
import { makePace } from "../../../src/apply/fleet/pace.ts";
import { makePacedPort } from "../../../src/apply/fleet/paced-port.ts";
import type { ReadableSnapshot } from "../../../src/core/function.ts";
import { ownNames, type Plan } from "../../../src/core/plan/plan.ts";
import type { FleetEvent } from "../../../src/core/run-event.ts";
import type { Values } from "../../../src/core/variables.ts";
import type { LambdaEnvError } from "../../../src/errors.ts";
import { IS_FULL, runs } from "../../support/depth.ts";
import { makeClock } from "../fake-clock.ts";
import { type FakeFunction, makeFakeFunction, type ReadStep, type WriteStep } from "../fake-function.ts";
import { planFor, type Wanted } from "../plans.ts";

const NAMES = ["ALPHA", "BRAVO", "CHARLIE", "constructor"] as const;
const name = fc.constantFrom(...NAMES);
const value = fc.constantFrom("value-one", "value-two", "value-three");
const edit = fc.dictionary(name, fc.option(value, { nil: undefined, freq: 3 }), { minKeys: 1, maxKeys: 2 });
const others = fc.option(edit, { nil: undefined, freq: 6 });

/** Mostly nothing happens, so that fleets get far. */
function faultOf<Fault extends string>(...faults: readonly Fault[]): fc.Arbitrary<Fault | undefined> {
  return fc.option(fc.constantFrom(...faults), { nil: undefined, freq: 4 });
}

const readStep: fc.Arbitrary<ReadStep> = fc.record({
  others,
  fault: faultOf("unavailable", "unreadable", "old", "throttled", "throttled", "deleted"),
});
const writeStep: fc.Arbitrary<WriteStep> = fc.record({
  others,
  fault: faultOf(
    "busy",
    "denied",
    "lost-before",
    "lost-after",
    "answered-before",
    "answered-after",
    "fails",
    "fails-but-keeps",
    "throttled",
    "throttled",
    "deleted",
  ),
  settleMs: fc.constantFrom(0, 0, 50, 300, 3000, 60_000),
});
const wanted: fc.Arbitrary<Wanted> = fc.record({
  set: fc.dictionary(name, value, { minKeys: 1, maxKeys: 3 }),
  unset: fc.uniqueArray(name, { maxLength: 1 }),
});
const fleetFunction = fc.record({
  variables: fc.dictionary(name, value),
  wanted,
  // Replies from the past end at some time.
  reads: fc.array(readStep, { maxLength: 5 }).filter((steps) => steps.filter(({ fault }) => fault === "old").length <= 2),
  writes: fc.array(writeStep, { maxLength: 4 }),
});
const scenario = fc.record({
  functions: fc.array(fleetFunction, { minLength: 2, maxLength: 12 }),
  onFailure: fc.constantFrom<OnFailure>("stop", "continue", "revert", "revert"),
  /** At which call of any port Ctrl-C is pressed. */
  interruptAt: fc.option(fc.nat({ max: 40 }), { nil: undefined, freq: 4 }),
});

type Scenario = typeof scenario extends fc.Arbitrary<infer Given> ? Given : never;

interface Fleet {
  readonly fakes: readonly FakeFunction[];
  readonly plans: readonly Plan[];
  readonly starts: readonly Values[];
  readonly outcomes: readonly MemberOutcome<never>[];
  readonly failure: LambdaEnvError | undefined;
  readonly isInterrupted: boolean;
  readonly events: readonly FleetEvent[];
}

test("whatever others, faults and Ctrl-C do to a fleet, nothing is lost and the table is right for each function", async () => {
  const endings = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(scenario, async (given) => {
      const fleet = await run(given);
      assertTable(given, fleet);
      for (const { kind } of fleet.outcomes) count(endings, kind);
      if (fleet.failure !== undefined) count(endings, fleet.failure.code);
    }),
    { numRuns: runs(3000) },
  );
  // An outcome that never occurs is not tested; a short run may miss the rare ones.
  if (!IS_FULL) return;
  expect([...endings.keys()]).toEqual(
    expect.arrayContaining([
      "done",
      "failed",
      "not-started",
      "reverted",
      "ACCESS_DENIED",
      "CONFLICT",
      "FUNCTION_NOT_FOUND",
      "NOT_SETTLED",
      "NOT_VERIFIED",
      "OVERWRITTEN",
      "UPDATE_FAILED",
    ]),
  );
});

function count(endings: Map<string, number>, ending: string): void {
  endings.set(ending, (endings.get(ending) ?? 0) + 1);
}

/** Runs the fleet, and checks at each request what must be true of it. */
async function run({ functions, onFailure, interruptAt }: Scenario): Promise<Fleet> {
  const clock = makeClock();
  const interruption = new AbortController();
  setMaxListeners(0, interruption.signal);
  const events: FleetEvent[] = [];
  let calls = 0;
  let hasWritten = false;
  let hasFailed = false;
  let isReverting = false;
  const wrote = new Set<number>();
  const countCall = (): void => {
    if (calls++ === interruptAt) interruption.abort();
  };
  const fakes = functions.map(({ variables, reads, writes }, index) =>
    makeFakeFunction({
      clock,
      variables,
      reads,
      writes,
      onRead: countCall,
      onWrite: () => {
        if (!wrote.has(index) && !isReverting) {
          // The first is alone until one is verified; after a failure or Ctrl-C no further function is started.
          if (!hasWritten) expect(inFlight().length, "alone").toBeLessThanOrEqual(1);
          if (onFailure !== "continue") expect(hasFailed, "started after a failure").toBe(false);
          expect(interruption.signal.aborted, "started after Ctrl-C").toBe(false);
        }
        wrote.add(index);
        countCall();
      },
    }),
  );
  const inFlight = (): readonly string[] =>
    events.flatMap((event) => (event.kind === "fleet-progress" ? [event.inFlight] : [])).at(-1) ?? [];
  const plans: Plan[] = [];
  const pace = makePace({ clock, perSecond: 15 });
  const paces = { reads: makePace({ clock, perSecond: 100 }), writes: pace };
  const members = fakes.map((fake, index) => {
    // Read by the plan, before anything strikes.
    const environment = { kind: "readable", variables: new Map(fake.live()) } as const;
    const snapshot = { ...START, environment, functionName: `fn-${index}` } as ReadableSnapshot;
    const plan = planFor(environment.variables, functions[index]?.wanted ?? {});
    plans.push(plan);
    const patience = { clock, timeoutMs: 20_000 };
    const { signal } = new AbortController();
    const options = { ...patience, signal, onEvent: () => {}, firstPauseMs: () => 250 };
    const about = { functionName: `fn-${index}`, plan, snapshot, port: fake.port, check: () => {}, checkReversal: () => {} };
    return {
      functionName: `fn-${index}`,
      run: makeMemberRun<never>({ ...about, lock: (port) => port }, options, (port) => makePacedPort(port, paces, patience)),
    };
  });
  const starts = fakes.map((fake) => new Map(fake.live()));
  const { outcomes, failure } = await runFleet(members, {
    clock,
    pace,
    signal: interruption.signal,
    onFailure,
    onEvent: (event) => {
      events.push(event);
      if (event.kind === "fleet-progress" && event.phase === "revert") isReverting = true;
      if (event.kind !== "fleet-ended") return;
      if (event.ending.kind === "written") hasWritten = true;
      if (event.ending.kind === "failed") hasFailed = true;
    },
  });
  return { fakes, plans, starts, outcomes, failure, isInterrupted: interruption.signal.aborted, events };
}

const START = {
  functionArn: "arn:aws:lambda:eu-west-1:123456789012:function:fn",
  revisionId: "revision-1",
  state: "Active",
  lastUpdateStatus: "Successful",
  hasCapacityProvider: false,
};

function assertTable({ onFailure }: Scenario, fleet: Fleet): void {
  const { fakes, plans, outcomes, failure, isInterrupted } = fleet;
  for (const [index, fake] of fakes.entries()) {
    const plan = plans[index];
    const start = fleet.starts[index] ?? new Map();
    const outcome = outcomes[index];
    if (plan === undefined || outcome === undefined) throw new Error("no outcome");
    const own = ownNames(plan);
    const live = fake.live();
    const touched = fake.touched();
    // Nothing is lost: what is not ours is as others left it.
    for (const other of NAMES.filter((candidate) => !own.has(candidate))) expect(live.get(other)).toBe(fake.theirs().get(other));
    // Ours is old or new, or somebody else's.
    for (const ours of own) {
      expect([start.get(ours), plan.desired.get(ours), ...(touched.has(ours) ? [fake.theirs().get(ours)] : [])]).toContain(
        live.get(ours),
      );
    }
    // Old or new as a whole.
    if (![...touched].some((changed) => own.has(changed))) {
      const isNew = [...own].every((ours) => live.get(ours) === plan.desired.get(ours));
      expect(isNew || [...own].every((ours) => live.get(ours) === start.get(ours))).toBe(true);
    }
    switch (outcome.kind) {
      case "done":
        // It was seen live; a late reply does not show what somebody did in the meantime.
        for (const ours of own) {
          expect(outcome.snapshot.environment.variables.get(ours)).toBe(plan.desired.get(ours));
          if (!touched.has(ours)) expect(live.get(ours)).toBe(plan.desired.get(ours));
        }
        expect(outcome.written).toBe(plan.changes.length > 0);
        break;
      case "not-started":
        expect(fake.requests).toEqual([]);
        break;
      case "reverted":
        assertAsBefore(fake, own, start, outcome.kept);
        break;
      case "failed": {
        const { error, reversal } = outcome;
        expect(error.code).not.toBe("INTERRUPTED");
        expect(error.code).not.toBe("BUG");
        if (/nothing was written/.test(error.message)) expect(fake.commits()).toBe(0);
        if (reversal !== undefined) assertAsBefore(fake, own, start, reversal.kept);
        else if (onFailure === "revert" && !isInterrupted) expect(error.message).toContain("could not be reverted");
      }
    }
  }
  const failed = outcomes.some(({ kind }) => kind === "failed");
  expect(failure !== undefined).toBe(failed || outcomes.some(({ kind }) => kind === "reverted"));
  if (failure === undefined && !isInterrupted) expect(outcomes.every(({ kind }) => kind === "done")).toBe(true);
  if (onFailure === "continue" && !isInterrupted) expect(outcomes.map(({ kind }) => kind)).not.toContain("not-started");
  if (onFailure === "revert" && failed && !isInterrupted) expect(outcomes.map(({ kind }) => kind)).not.toContain("done");
}

/** Each name that nobody else changed has its old value; what others wrote stays, unless it is just what we wrote. */
function assertAsBefore(fake: FakeFunction, own: ReadonlySet<string>, start: Values, kept: readonly string[]): void {
  for (const ours of own) {
    const allowed = fake.touched().has(ours) ? [start.get(ours), fake.theirs().get(ours)] : [start.get(ours)];
    expect(allowed).toContain(fake.live().get(ours));
  }
  for (const name of kept) expect(fake.touched().has(name)).toBe(true);
}
