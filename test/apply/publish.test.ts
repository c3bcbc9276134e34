/** Publishing with lost replies, other writers and refusals: no claim is false, and nothing is published or moved twice. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { moveAlias, type PublishPort, publishVerified } from "../../src/apply/publish.ts";
import { readFunction } from "../../src/apply/settle.ts";
import type { Alias, Ambiguous, FunctionSnapshot, ReadableSnapshot } from "../../src/core/function.ts";
import { LambdaEnvError } from "../../src/errors.ts";
import { makeClock } from "./fake-clock.ts";
import { recordingOptions } from "./plans.ts";

type Fault = "lost-before" | "lost-after" | "answered-before" | "answered-after" | "busy" | "denied" | undefined;

interface Step {
  readonly fault: Fault;
  /** What someone else does just before. */
  readonly others: "variables" | "code" | "alias" | undefined;
}

interface Scenario {
  readonly publishes: readonly Step[];
  readonly moves: readonly Step[];
  /** The final state of the version, and after how many reads. */
  readonly version: { readonly looks: number; readonly failed: boolean };
}

const step: fc.Arbitrary<Step> = fc.record({
  fault: fc.option(fc.constantFrom("lost-before", "lost-after", "answered-before", "answered-after", "busy", "denied" as const), {
    nil: undefined,
    freq: 2,
  }),
  others: fc.option(fc.constantFrom("variables", "code", "alias" as const), { nil: undefined, freq: 2 }),
});
const scenario: fc.Arbitrary<Scenario> = fc.record({
  publishes: fc.array(step, { maxLength: 4 }),
  moves: fc.array(step, { maxLength: 4 }),
  version: fc.record({ looks: fc.nat({ max: 3 }), failed: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.boolean()) }),
});

/** `$LATEST`, its versions and one alias in memory, as Lambda keeps them. */
function makeFake({ publishes, moves, version: fate }: Scenario) {
  const steps = { publish: [...publishes], move: [...moves] };
  let content = { value: "ours", code: "code-1" };
  let revision = 1;
  let alias = { version: "1", revision: 1 };
  const versions = [{ value: "before", code: "code-1" }];
  let looks = 0;
  let moved = 0;

  const snapshot = (): FunctionSnapshot => ({
    functionName: "my-fn",
    functionArn: "arn:aws:lambda:us-east-1:123456789012:function:my-fn",
    revisionId: `revision-${revision}`,
    codeSha256: content.code,
    state: "Active",
    environment: { kind: "readable", variables: new Map([["STAGE", content.value]]) },
    hasCapacityProvider: false,
  });
  const state = (): string => (looks++ < fate.looks ? "Pending" : fate.failed ? "Failed" : "Active");
  const meddle = ({ others }: Step): void => {
    if (others === "variables") content = { ...content, value: "theirs" };
    if (others === "code") content = { ...content, code: "code-2" };
    if (others === "variables" || others === "code") revision++;
    if (others === "alias") alias = { version: "7", revision: alias.revision + 1 };
  };
  const lost = (fault: Fault): Ambiguous => ({
    kind: "ambiguous",
    cause: new Error("lost"),
    ...(fault?.startsWith("answered") ? { answer: "500 (ServiceException)" } : {}),
  });
  const port: PublishPort = {
    read: async () => snapshot(),
    readVersion: async () => ({ ...snapshot(), state: state() }),
    publish: async (revisionId) => {
      const next = steps.publish.shift() ?? { fault: undefined, others: undefined };
      meddle(next);
      if (next.fault === "denied") throw new LambdaEnvError("ACCESS_DENIED", "not allowed");
      if (next.fault === "busy") return { kind: "busy" };
      if (next.fault?.endsWith("before")) return lost(next.fault);
      if (revisionId !== `revision-${revision}`) return { kind: "stale" };
      const last = versions.at(-1);
      if (last?.value !== content.value || last.code !== content.code) {
        versions.push(content);
        revision++;
      }
      if (next.fault?.endsWith("after")) return lost(next.fault);
      return { kind: "published", version: `${versions.length}`, snapshot: { ...snapshot(), state: state() } };
    },
    listAliases: async () => [aliasNow()],
    moveAlias: async ({ version, revisionId }) => {
      const next = steps.move.shift() ?? { fault: undefined, others: undefined };
      meddle(next);
      if (next.fault === "denied") throw new LambdaEnvError("ACCESS_DENIED", "not allowed");
      if (next.fault === "busy") return { kind: "busy" };
      if (next.fault?.endsWith("before")) return lost(next.fault);
      if (revisionId !== `alias-${alias.revision}`) return { kind: "stale" };
      alias = { version, revision: alias.revision + 1 };
      moved++;
      return next.fault?.endsWith("after") ? lost(next.fault) : { kind: "moved" };
    },
  };
  const aliasNow = (): Alias => ({ name: "live", version: alias.version, revisionId: `alias-${alias.revision}` });
  return { port, aliasNow, versions, moved: () => moved };
}

test("whatever others and faults do, statements about the version and the alias are true", async () => {
  const endings = new Set<string>();
  await fc.assert(
    fc.asyncProperty(scenario, async (given) => {
      endings.add(await run(given));
    }),
    { numRuns: 2000 },
  );
  expect([...endings].sort()).toEqual(["ACCESS_DENIED", "CONFLICT", "UNAVAILABLE", "UPDATE_FAILED", "done"]);
});

async function run(given: Scenario): Promise<string> {
  const fake = makeFake(given);
  const options = { ...recordingOptions(makeClock()), snapStartTimeoutMs: 20_000 };
  const verified: ReadableSnapshot = await readFunction(fake.port, options);
  const alias = fake.aliasNow();
  let ending = "done";
  try {
    const version = await publishVerified(fake.port, verified, options);
    expect(fake.versions[Number(version) - 1]).toEqual({ value: "ours", code: "code-1" });
    expect(given.version.failed).toBe(false);
    await moveAlias(fake.port, alias, version, options);
    expect(fake.moved()).toBe(1);
  } catch (error) {
    if (!(error instanceof LambdaEnvError)) throw error;
    ending = error.code;
    if (error.message.startsWith("nothing was published")) expect(fake.versions).toHaveLength(1);
    if (error.message.includes("was not moved")) expect(fake.moved()).toBe(0);
    if (/^version \d+ is published/.test(error.message)) expect(fake.versions).toHaveLength(2);
    if (ending === "UPDATE_FAILED") expect(fake.moved()).toBe(0);
    // Someone else is blamed only where someone else did something.
    const meddled = [...given.publishes, ...given.moves].some(({ others, fault }) => others !== undefined || fault === "busy");
    if (ending === "CONFLICT") expect(meddled).toBe(true);
  }
  expect(fake.versions.length).toBeLessThanOrEqual(2);
  expect(fake.moved()).toBeLessThanOrEqual(1);
  return ending;
}

test.each([
  ["with SnapStart", true, 900_000],
  ["without it", false, 20_000],
])("a version %s has its own time limit", async (_, hasSnapStart, longest) => {
  const clock = makeClock();
  const { port } = makeFake({ publishes: [], moves: [], version: { looks: Number.POSITIVE_INFINITY, failed: false } });
  const options = { ...recordingOptions(clock), snapStartTimeoutMs: 900_000 };
  const verified = await readFunction(port, options);
  const slow: PublishPort = {
    ...port,
    publish: async (...args) => {
      const outcome = await port.publish(...args);
      return outcome.kind === "published" ? { ...outcome, snapshot: { ...outcome.snapshot, hasSnapStart } } : outcome;
    },
  };
  await expect(publishVerified(slow, verified, options)).rejects.toMatchObject({
    code: "NOT_SETTLED",
    message: expect.stringMatching(/^version 2 is published, but is not ready: /),
  });
  expect(clock.now()).toBe(longest);
  expect(options.events).toContainEqual(expect.objectContaining({ kind: "waiting", for: "version" }));
});
