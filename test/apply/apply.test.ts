/** The write protocol, one sequence of events at a time. */
import { expect, test } from "vitest";
import { applyPlan } from "../../src/apply/apply.ts";
import { readFunction } from "../../src/apply/settle.ts";
import { LambdaEnvError } from "../../src/errors.ts";
import { makeClock } from "./fake-clock.ts";
import { type FakeOptions, makeFakeFunction } from "./fake-function.ts";
import { planFor, recordingOptions, type Wanted } from "./plans.ts";

const BEFORE = { DATABASE: "old", STAGE: "test" };
const WISH: Wanted = { set: { DATABASE: "new" } };

/** Reads, plans and applies; the steps of `course` count from after the first read. */
async function run(course: Partial<Omit<FakeOptions, "clock">>, wanted: Wanted = WISH, changed: object = {}) {
  const clock = makeClock();
  const options = { ...recordingOptions(clock), ...changed };
  const fake = makeFakeFunction({ variables: BEFORE, ...course, clock, reads: [{}, ...(course.reads ?? [])] });
  const snapshot = await readFunction(fake.port, options);
  const plan = planFor(snapshot.environment.variables, wanted);
  const outcome = await applyPlan(fake.port, plan, snapshot, options).catch((error: unknown) => error);
  return { fake, options, outcome, kinds: options.events.map((event) => event.kind), clock };
}

function errorOf(outcome: unknown): { readonly code: string; readonly message: string; readonly hint: string | undefined } {
  if (outcome instanceof LambdaEnvError) return { code: outcome.code, message: outcome.message, hint: outcome.hint };
  throw new Error("expected a failure", { cause: outcome });
}

test("a plain change costs one read, one write and one read, which verifies it", async () => {
  const { fake, outcome } = await run({});
  expect(outcome).toMatchObject({ kind: "applied", rebased: false, landed: false, attempts: 1 });
  expect(fake.replies).toHaveLength(2);
  expect(fake.requests).toEqual([{ variables: { DATABASE: "new", STAGE: "test" }, revisionId: "revision-1" }]);
});

test("a plan without changes sends nothing", async () => {
  const { fake, outcome } = await run({}, { set: { DATABASE: "old" } });
  expect(outcome).toEqual({ kind: "unchanged" });
  expect(fake.requests).toEqual([]);
  expect(fake.replies).toHaveLength(1);
});

test("a slow update is waited for, and reported", async () => {
  const { outcome, options, clock } = await run({ writes: [{ settleMs: 400 }] });
  expect(outcome).toMatchObject({ kind: "applied" });
  expect(options.events).toEqual([
    { kind: "writing", attempt: 1 },
    { kind: "waiting", waitedMs: 0, for: "ours" },
    { kind: "waiting", waitedMs: 100, for: "ours" },
    { kind: "waiting", waitedMs: 250, for: "ours" },
  ]);
  expect(clock.now()).toBe(475);
});

test("a plan that was made from another read is refused as a bug", async () => {
  const clock = makeClock();
  const options = recordingOptions(clock);
  const fake = makeFakeFunction({ clock, variables: BEFORE });
  const snapshot = await readFunction(fake.port, options);
  const plan = planFor(new Map([["DATABASE", "other"]]), WISH);
  await expect(applyPlan(fake.port, plan, snapshot, options)).rejects.toMatchObject({ code: "BUG" });
  expect(fake.requests).toEqual([]);
});

test("a plan that would lose a variable is refused on the very object to be sent", async () => {
  const clock = makeClock();
  const options = recordingOptions(clock);
  const fake = makeFakeFunction({ clock, variables: BEFORE });
  const snapshot = await readFunction(fake.port, options);
  const plan = { ...planFor(snapshot.environment.variables, WISH), desired: new Map([["DATABASE", "new"]]) };
  await expect(applyPlan(fake.port, plan, snapshot, options)).rejects.toMatchObject({ code: "BUG" });
  expect(fake.requests).toEqual([]);
});

test("another writer's change to another name is kept, and ours is written on top of it", async () => {
  const { fake, outcome, options } = await run({ writes: [{ others: { STAGE: "prod", EXTRA: "theirs" } }] });
  expect(outcome).toMatchObject({ kind: "applied", rebased: true, attempts: 2 });
  expect(Object.fromEntries(fake.live())).toEqual({ DATABASE: "new", EXTRA: "theirs", STAGE: "prod" });
  expect(options.events).toContainEqual({ kind: "rebased", names: ["EXTRA", "STAGE"] });
  expect(fake.requests[1]?.revisionId).not.toBe(fake.requests[0]?.revisionId);
});

test("a rebased plan is checked again before it is written", async () => {
  const tooLarge = new LambdaEnvError("INVALID_INPUT", "too large");
  const check = (plan: { readonly desired: ReadonlyMap<string, string> }): void => {
    if (plan.desired.has("EXTRA")) throw tooLarge;
  };
  const { fake, outcome } = await run({ writes: [{ others: { EXTRA: "theirs" } }] }, WISH, { check });
  expect(outcome).toBe(tooLarge);
  expect(fake.commits()).toBe(0);
});

test("another writer's change to the same name is a conflict that keeps theirs", async () => {
  const { fake, outcome } = await run({ writes: [{ others: { DATABASE: "theirs" } }] });
  expect(errorOf(outcome)).toMatchObject({ code: "CONFLICT", message: expect.stringContaining("DATABASE of my-fn") });
  expect(errorOf(outcome).message).toContain("nothing was written");
  expect(fake.live().get("DATABASE")).toBe("theirs");
});

test("another writer who removed what we change is a conflict", async () => {
  const { outcome } = await run({ writes: [{ others: { DATABASE: undefined } }] });
  expect(errorOf(outcome).code).toBe("CONFLICT");
});

test("another writer who made the same change is not a conflict", async () => {
  const { fake, outcome, kinds } = await run({ writes: [{ others: { DATABASE: "new" } }] });
  expect(outcome).toMatchObject({ kind: "applied", landed: true });
  expect(kinds).toContain("landed");
  expect(fake.commits()).toBe(0);
});

test("a removal stays ours, even when others do it first and then undo it", async () => {
  const { fake, outcome } = await run(
    { writes: [{ others: { STAGE: undefined } }, { others: { STAGE: "test" } }] },
    { unset: ["DATABASE", "STAGE"] },
  );
  expect(outcome).toMatchObject({ kind: "applied", attempts: 3 });
  expect(fake.live().size).toBe(0);
});

test("a removal that someone undoes after the write is reported as theirs", async () => {
  const { outcome } = await run(
    { writes: [{ others: { STAGE: undefined } }], reads: [{}, { others: { STAGE: "test" } }] },
    { unset: ["DATABASE", "STAGE"] },
  );
  expect(errorOf(outcome)).toMatchObject({ code: "OVERWRITTEN", message: expect.stringContaining("changed STAGE right after") });
});

test("gives up if others never stop writing", async () => {
  const writes = Array.from({ length: 9 }, (_, index) => ({ others: { EXTRA: `theirs-${index}` } }));
  const { fake, outcome } = await run({ writes });
  expect(errorOf(outcome)).toMatchObject({ code: "CONFLICT", message: expect.stringContaining("5 times in a row") });
  expect(fake.commits()).toBe(0);
});

test("a lost reply to an update that was applied is a success, without a second update", async () => {
  const { fake, outcome, kinds } = await run({ writes: [{ fault: "lost-after", settleMs: 300 }] });
  expect(outcome).toMatchObject({ kind: "applied", landed: true, attempts: 1 });
  expect(kinds).toEqual(["writing", "unanswered", "waiting", "waiting", "landed"]);
  expect(fake.commits()).toBe(1);
});

test("a request that never arrived is sent again under the same lock", async () => {
  const { fake, outcome } = await run({ writes: [{ fault: "lost-before" }] });
  expect(outcome).toMatchObject({ kind: "applied", landed: false, rebased: false, attempts: 2 });
  expect(fake.requests[1]).toEqual(fake.requests[0]);
});

test("gives up on requests that never arrive, without claiming that nothing was written", async () => {
  const writes = Array.from({ length: 9 }, () => ({ fault: "lost-before" as const }));
  const { fake, outcome } = await run({ writes });
  expect(errorOf(outcome)).toMatchObject({ code: "UNAVAILABLE", message: expect.stringContaining("had not been applied") });
  expect(fake.requests).toHaveLength(5);
});

test("a lost reply whose update failed is a failed update", async () => {
  const { outcome } = await run({ writes: [{ fault: "fails-but-keeps" }], reads: [{ fault: "unavailable" }] });
  expect(errorOf(outcome)).toMatchObject({ code: "UPDATE_FAILED" });
});

test("an update of someone else in progress is waited for", async () => {
  const { outcome, kinds } = await run({ writes: [{ fault: "busy" }, { fault: "busy" }] });
  expect(outcome).toMatchObject({ kind: "applied", attempts: 3 });
  expect(kinds).toEqual(["writing", "busy", "writing", "busy", "writing"]);
});

test("a single update without a reply is not reported as several", async () => {
  const { outcome } = await run({ writes: [{ fault: "lost-before" }] }, WISH, { timeoutMs: 50 });
  expect(errorOf(outcome)).toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringContaining(" was sent once without a reply; "),
  });
});

test("gives up on a function that stays busy when the time is over", async () => {
  const writes = Array.from({ length: 99 }, () => ({ fault: "busy" as const }));
  const { fake, outcome } = await run({ writes });
  expect(errorOf(outcome)).toEqual({
    code: "NOT_SETTLED",
    message: "my-fn was busy with other updates for 20 s; nothing was written",
    hint: "run the same command again when the other writers are done",
  });
  expect(fake.commits()).toBe(0);
  expect(fake.requests.length).toBeLessThan(30);
});

test.each([
  ["fails", "the variables are as before"],
  ["fails-but-keeps", "the new variables are live anyway"],
] as const)("a failed update (%s) reports the reason and what is live", async (fault, live) => {
  const { outcome } = await run({ writes: [{ fault }] });
  expect(errorOf(outcome)).toMatchObject({
    code: "UPDATE_FAILED",
    message: `the update of my-fn failed (KMSKeyAccessDenied); ${live}`,
  });
});

test("an update that does not settle is reported as sent, not as unwritten", async () => {
  const { outcome } = await run({ writes: [{ settleMs: 60_000 }] });
  expect(errorOf(outcome)).toMatchObject({
    code: "NOT_SETTLED",
    message: "the update of my-fn was sent, but has not settled after 20 s",
  });
});

test("a reply that does not show the update yet does not verify it", async () => {
  const { outcome, fake } = await run({ reads: [{ fault: "old" }, { fault: "old" }] });
  expect(outcome).toMatchObject({ kind: "applied" });
  expect(fake.replies).toHaveLength(4);
});

test("a name of ours that others change right after the write is a conflict that says it was written", async () => {
  const { outcome } = await run({ reads: [{ others: { DATABASE: "theirs" } }] });
  expect(errorOf(outcome)).toMatchObject({
    code: "OVERWRITTEN",
    message: expect.stringContaining("was updated, and someone else changed DATABASE right after"),
  });
  expect(errorOf(outcome).message).not.toContain("theirs");
});

test.each([
  ["wiped", { DATABASE: undefined }, "someone else removed DATABASE right after"],
  ["put back", { DATABASE: BEFORE.DATABASE }, "someone else changed DATABASE right after"],
])("a name of ours that is %s right after our write was changed by someone else", async (_, others, words) => {
  const { outcome } = await run({ reads: [{ others }] });
  expect(errorOf(outcome)).toMatchObject({ code: "OVERWRITTEN", message: expect.stringContaining(words) });
});

test("without revision ids a name that reads back as missing may never have arrived", async () => {
  const { outcome } = await run({ reads: [{ others: { DATABASE: undefined } }], withoutRevisions: true });
  expect(errorOf(outcome)).toMatchObject({ code: "NOT_VERIFIED", message: expect.stringContaining("what was sent: DATABASE") });
});

test("a later change to another name is reported, and is not a failure", async () => {
  const { outcome, options } = await run({ reads: [{ others: { STAGE: "prod" } }] });
  expect(outcome).toMatchObject({ kind: "applied" });
  expect(options.events).toContainEqual({ kind: "changed-since", names: ["STAGE"] });
});

test("variables that cannot be read back are unverified, not lost", async () => {
  const { outcome } = await run({ reads: [{ fault: "unreadable" }] });
  expect(errorOf(outcome)).toMatchObject({ code: "NOT_VERIFIED", hint: expect.stringContaining("kms:Decrypt") });
});

test("a temporary failure to read back what was sent does not end the verification", async () => {
  const { outcome } = await run({ reads: [{ fault: "unavailable" }, { fault: "unavailable" }] });
  expect(outcome).toMatchObject({ kind: "applied" });
});

test("a permanent failure to read back what was sent is reported as unverified", async () => {
  const reads = Array.from({ length: 9 }, () => ({ fault: "unavailable" as const }));
  const { outcome } = await run({ reads });
  expect(errorOf(outcome)).toMatchObject({ code: "NOT_VERIFIED", message: expect.stringContaining("cannot be reached") });
});

test("variables that became unreadable in between are never overwritten", async () => {
  const { fake, outcome } = await run({ writes: [{ others: { EXTRA: "theirs" } }], reads: [{ fault: "unreadable" }] });
  expect(errorOf(outcome).code).toBe("UNREADABLE");
  expect(fake.commits()).toBe(0);
});

test("an endpoint without revision ids is written to without the lock, with a warning", async () => {
  const { fake, outcome, kinds } = await run({ withoutRevisions: true });
  expect(outcome).toMatchObject({ kind: "applied" });
  expect(kinds[0]).toBe("no-lock");
  expect(fake.requests[0]).not.toHaveProperty("revisionId");
});

test("Ctrl-C before the write leaves everything as it is", async () => {
  const interruption = new AbortController();
  const { fake, outcome } = await run({}, WISH, { check: () => interruption.abort(), signal: interruption.signal });
  expect(errorOf(outcome)).toMatchObject({ code: "INTERRUPTED", message: "interrupted; nothing was written" });
  expect(fake.requests).toEqual([]);
});

test("Ctrl-C during the write finishes the verification and says so", async () => {
  const interruption = new AbortController();
  const { outcome, kinds } = await run({ onWrite: () => interruption.abort(), writes: [{ settleMs: 2000 }] }, WISH, {
    signal: interruption.signal,
  });
  expect(errorOf(outcome)).toMatchObject({
    code: "INTERRUPTED",
    message: "interrupted; the update of my-fn was written and verified",
  });
  expect(kinds).toContain("finishing");
});

test("Ctrl-C during a write that fails reports the failure", async () => {
  const interruption = new AbortController();
  const { outcome } = await run({ onWrite: () => interruption.abort(), writes: [{ fault: "fails" }] }, WISH, {
    signal: interruption.signal,
  });
  expect(errorOf(outcome)).toMatchObject({
    code: "INTERRUPTED",
    message: expect.stringContaining("failed (KMSKeyAccessDenied); the variables are as before"),
  });
});

test("Ctrl-C during a long update stops after a few seconds, unverified", async () => {
  const interruption = new AbortController();
  const { outcome, clock } = await run({ onWrite: () => interruption.abort(), writes: [{ settleMs: 60_000 }] }, WISH, {
    signal: interruption.signal,
  });
  expect(errorOf(outcome)).toMatchObject({
    code: "INTERRUPTED",
    message: "interrupted; the update of my-fn was sent, but not verified",
  });
  expect(clock.now()).toBe(5000);
});

test("Ctrl-C ends a write that gets no reply", async () => {
  const interruption = new AbortController();
  const { outcome } = await run({ onWrite: () => interruption.abort(), writes: [{ fault: "hangs-after" }] }, WISH, {
    signal: interruption.signal,
  });
  expect(errorOf(outcome)).toMatchObject({ code: "INTERRUPTED", message: expect.stringContaining("was sent, but not verified") });
});
