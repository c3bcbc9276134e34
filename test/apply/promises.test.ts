/** The promises, under every mixture of races and faults that fast-check thinks of. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { applyPlan } from "../../src/apply/apply.ts";
import { isSettled, readFunction } from "../../src/apply/settle.ts";
import type { WriteRequest } from "../../src/core/function.ts";
import { type Plan, removedNames } from "../../src/core/plan/plan.ts";
import type { Values } from "../../src/core/variables.ts";
import { LambdaEnvError } from "../../src/errors.ts";
import { IS_FULL, runs } from "../support/depth.ts";
import { makeClock } from "./fake-clock.ts";
import { makeFakeFunction, type ReadStep, type WriteStep } from "./fake-function.ts";
import { planFor, recordingOptions, type Wanted } from "./plans.ts";

const NAMES = ["ALPHA", "BRAVO", "CHARLIE", "constructor", "toString"] as const;
const name = fc.constantFrom(...NAMES);
const value = fc.constantFrom("value-one", "value-two", "value-three");
const edit = fc.dictionary(name, fc.option(value, { nil: undefined, freq: 3 }), { maxKeys: 2 });
const others = fc.option(edit, { nil: undefined, freq: 2 });

/** Mostly nothing happens, so that runs go deep. */
function faultOf<Fault extends string>(...faults: readonly Fault[]): fc.Arbitrary<Fault | undefined> {
  return fc.option(fc.constantFrom(...faults), { nil: undefined, freq: 2 });
}

const readStep = fc.record({ others, fault: faultOf("unavailable", "unreadable", "old", "old") });
const writeStep = fc.record({
  others,
  fault: faultOf(
    "busy",
    "denied",
    "lost-before",
    "lost-after",
    "answered-before",
    "answered-after",
    "withheld-before",
    "withheld-after",
    "hangs-before",
    "hangs-after",
    "fails",
    "fails-but-keeps",
  ),
  settleMs: fc.constantFrom(0, 0, 50, 400, 3000, 60_000),
});
const wanted: fc.Arbitrary<Wanted> = fc.record({
  set: fc.dictionary(name, value, { maxKeys: 3 }),
  unset: fc.uniqueArray(name, { maxLength: 2 }),
  prune: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});
const scenario = fc.record({
  variables: fc.dictionary(name, value),
  wanted,
  reads: fc.array(readStep, { maxLength: 6 }),
  writes: fc.array(writeStep, { maxLength: 5 }),
  /** At which call of the port Ctrl-C is pressed. */
  interruptAt: fc.option(fc.nat({ max: 8 }), { nil: undefined, freq: 3 }),
});

interface Scenario {
  readonly variables: Readonly<Record<string, string>>;
  readonly wanted: Wanted;
  readonly reads: readonly ReadStep[];
  readonly writes: readonly WriteStep[];
  readonly interruptAt: number | undefined;
}

test("whatever others, faults and Ctrl-C do, nothing is lost and no claim is false", async () => {
  const endings = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(scenario, async (given) => {
      const ending = await run(given);
      endings.set(ending, (endings.get(ending) ?? 0) + 1);
    }),
    { numRuns: runs(3000) },
  );
  // An outcome that never occurs is not tested; a short run may miss the rare ones.
  if (!IS_FULL) return;
  expect([...endings.keys()].sort()).toEqual(
    expect.arrayContaining([
      "ACCESS_DENIED",
      "CONFLICT",
      "INTERRUPTED",
      "NOT_SETTLED",
      "NOT_VERIFIED",
      "OVERWRITTEN",
      "UNREADABLE",
      "UPDATE_FAILED",
      "applied",
      "unchanged",
    ]),
  );
});

async function run(given: Scenario): Promise<string> {
  const clock = makeClock();
  const interruption = new AbortController();
  const options = { ...recordingOptions(clock), signal: interruption.signal };
  let calls = 0;
  let plan: Plan | undefined;
  const countCall = (): void => {
    if (calls++ === given.interruptAt) interruption.abort();
  };
  const fake = makeFakeFunction({
    clock,
    variables: given.variables,
    reads: given.reads,
    // Only Ctrl-C ends a write that hangs.
    writes: given.writes.map((step) => (given.interruptAt === undefined ? withoutHanging(step) : step)),
    onRead: countCall,
    onWrite: (request) => {
      assertWritePromises(request, plan, options.checked.at(-1), fake.replies);
      // Node would wait for ever for a write that hangs; a real one ends by its own time-out.
      countCall();
      if (given.interruptAt !== undefined && /^hangs/.test(given.writes[fake.requests.length]?.fault ?? "")) interruption.abort();
    },
  });

  let ending: string;
  try {
    const snapshot = await readFunction(fake.port, options);
    plan = planFor(snapshot.environment.variables, given.wanted);
    const result = await applyPlan(fake.port, plan, snapshot, options);
    ending = result.kind;
    expect(interruption.signal.aborted && ending === "applied").toBe(false);
    if (result.kind === "unchanged") {
      expect(plan.changes).toEqual([]);
      expect(fake.requests).toEqual([]);
    } else {
      // Promise 4: what was intended was seen live, with no update in progress.
      expect(isSettled(result.snapshot)).toBe(true);
      for (const own of ownNames(plan)) {
        expect(result.snapshot.environment.variables.get(own)).toBe(plan.desired.get(own));
      }
      expect(result.attempts).toBe(fake.requests.length);
    }
  } catch (error) {
    if (!(error instanceof LambdaEnvError)) throw error;
    ending = error.code;
    expect(ending).not.toBe("BUG");
    expect(error.message).not.toMatch(/value-/);
    if (error.message.includes("nothing was written")) expect(fake.commits()).toBe(0);
    if (error.message.includes("no reply")) expect(faultsOf(given, fake.requests.length)).toMatch(/lost|hangs/);
    if (error.message.includes("answered with 500")) expect(faultsOf(given, fake.requests.length)).toMatch(/answered/);
    if (error.message.includes("the variables are as before")) {
      // Others may have written before our last update.
      expect(variablesOf(fake.replies.at(-1))).toEqual(new Map(options.checked.at(-1)?.current));
    }
    if (ending === "OVERWRITTEN") expect(theyWrote(given)).toBe(true);
    if (error.message.includes("written and verified")) {
      for (const own of ownNames(plan)) {
        expect(fake.replies.at(-1)?.environment).toHaveProperty("kind", "readable");
        expect(variablesOf(fake.replies.at(-1)).get(own)).toBe(plan?.desired.get(own));
      }
    }
  }

  // Promises 1 and 3: the names that are not ours are as others left them.
  const own = ownNames(plan);
  for (const other of NAMES.filter((candidate) => !own.has(candidate))) {
    expect(fake.live().get(other), other).toBe(fake.theirs().get(other));
  }
  return ending;
}

/** What must be true of each single write, whatever came before it. */
function assertWritePromises(
  { variables, revisionId }: WriteRequest,
  plan: Plan | undefined,
  checked: Plan | undefined,
  replies: ReturnType<typeof makeFakeFunction>["replies"],
): void {
  expect(Object.isFrozen(variables)).toBe(true);
  // Promise 3: it carries the id of a reply that showed a settled function; promise 2: with readable variables.
  const base = replies.findLast((reply) => reply.revisionId === revisionId && reply.environment.kind === "readable");
  expect(revisionId).toBeDefined();
  expect(base !== undefined && isSettled(base)).toBe(true);
  const before = variablesOf(base);
  const sent = new Map(Object.entries(variables));
  // Promise 1: only requested removals are lost, and what is not ours stays as it is.
  const removals = new Set(plan === undefined ? [] : removedNames(plan));
  expect([...before.keys()].filter((key) => !sent.has(key) && !removals.has(key))).toEqual([]);
  const own = ownNames(plan);
  for (const other of NAMES.filter((candidate) => !own.has(candidate))) expect(sent.get(other)).toBe(before.get(other));
  // Promise 7: it changes something.
  expect(sent).not.toEqual(new Map(before));
  // What is sent was checked.
  expect(new Map(checked?.desired)).toEqual(sent);
}

function ownNames(plan: Plan | undefined): ReadonlySet<string> {
  return new Set([...(plan?.claimed ?? []), ...(plan?.changes ?? []).map((change) => change.name)]);
}

function variablesOf(reply: ReturnType<typeof makeFakeFunction>["replies"][number] | undefined): Values {
  return reply?.environment.kind === "readable" ? reply.environment.variables : new Map();
}

function withoutHanging(step: WriteStep): WriteStep {
  const { fault, ...rest } = step;
  return fault === undefined || fault.startsWith("hangs") ? rest : step;
}

/** What happened at the writes that were sent. */
function faultsOf({ writes }: Scenario, sent: number): string {
  return writes
    .slice(0, sent)
    .map(({ fault }) => fault ?? "")
    .join(" ");
}

/** Someone else is blamed only where someone else wrote. */
function theyWrote({ reads, writes }: Scenario): boolean {
  return [...reads, ...writes].some(({ others: edit }) => edit !== undefined);
}
