/** One function of a fleet, reverted: according to what it really has, and with its alias. */

import { expect, test } from "vitest";
import { makeMemberRun } from "../../../src/apply/fleet/member.ts";
import type { ReadableSnapshot } from "../../../src/core/function.ts";
import { makeClock } from "../fake-clock.ts";
import { makeFakeFunction, type ReadStep, type WriteStep } from "../fake-function.ts";
import { planFor, recordingOptions } from "../plans.ts";

interface Given {
  readonly reads?: readonly ReadStep[];
  readonly writes?: readonly WriteStep[];
  readonly unpublish?: () => Promise<{ readonly isMoved: boolean; readonly keptAlias?: string }>;
}

async function setScene({ reads = [], writes = [], unpublish }: Given) {
  const clock = makeClock();
  const fake = makeFakeFunction({ clock, variables: { STAGE: "dev", OLD: "x" }, reads, writes });
  const { check, ...options } = recordingOptions(clock);
  const environment = { kind: "readable", variables: new Map(fake.live()) } as const;
  const snapshot: ReadableSnapshot = {
    functionName: "my-fn",
    functionArn: "arn:aws:lambda:eu-west-1:123456789012:function:my-fn",
    revisionId: "revision-1",
    environment,
    hasCapacityProvider: false,
  };
  const plan = planFor(environment.variables, { set: { STAGE: "prod", NEW: "1" }, unset: ["OLD"] });
  const publisher = unpublish === undefined ? undefined : { publish: async () => "2", unpublish };
  const about = { functionName: "my-fn", plan, snapshot, port: fake.port, check, checkReversal: check, publisher };
  const run = makeMemberRun({ ...about, lock: (port) => port }, options, (port) => port);
  return { fake, run };
}

const BEFORE = { STAGE: "dev", OLD: "x" };
const live = (fake: Awaited<ReturnType<typeof setScene>>["fake"]): unknown => Object.fromEntries(fake.live());

test("reverts what was written, and nothing else", async () => {
  const { fake, run } = await setScene({});
  expect(await run.write()).toMatchObject({ written: true });
  expect(live(fake)).toEqual({ STAGE: "prod", NEW: "1" });
  expect(await run.revert()).toEqual({ wroteBack: true, kept: [] });
  expect(live(fake)).toEqual(BEFORE);
});

test("a reply from before the update does not count as reverted", async () => {
  const { fake, run } = await setScene({ reads: [{}, { fault: "old" }, { fault: "old" }] });
  await run.write();
  await run.revert();
  expect(live(fake)).toEqual(BEFORE);
});

test("an update whose reply was lost is reverted too, once it shows", async () => {
  const reads: readonly ReadStep[] = [{ fault: "unreadable" }, { fault: "old" }];
  const { fake, run } = await setScene({ reads, writes: [{ fault: "lost-after" }] });
  await expect(run.write()).rejects.toMatchObject({ code: "NOT_VERIFIED" });
  expect(await run.revert()).toEqual({ wroteBack: true, kept: [] });
  expect(live(fake)).toEqual(BEFORE);
});

test("sends nothing if nothing was written", async () => {
  const { fake, run } = await setScene({ writes: [{ fault: "denied" }] });
  await expect(run.write()).rejects.toMatchObject({ code: "ACCESS_DENIED" });
  expect(await run.revert()).toEqual({ wroteBack: false, kept: [] });
  expect(fake.requests).toHaveLength(1);
});

test("writes nothing back if an update whose reply was lost had not been made", async () => {
  const { fake, run } = await setScene({ writes: Array.from({ length: 50 }, () => ({ fault: "lost-before" })) });
  await expect(run.write()).rejects.toThrow();
  const written = fake.requests.length;
  expect(await run.revert()).toEqual({ wroteBack: false, kept: [] });
  expect(fake.requests).toHaveLength(written);
  expect(live(fake)).toEqual(BEFORE);
});

test("an alias alone is something to revert", async () => {
  const { run } = await setScene({ writes: [{ fault: "denied" }], unpublish: async () => ({ isMoved: true }) });
  await run.write().catch(() => {});
  expect(await run.revert()).toEqual({ wroteBack: true, kept: [] });
});

test("a change of ours by somebody else between our read and our write is kept", async () => {
  const { fake, run } = await setScene({ writes: [{}, { others: { STAGE: "theirs" } }] });
  await run.write();
  expect(await run.revert()).toEqual({ wroteBack: true, kept: ["STAGE"] });
  expect(live(fake)).toEqual({ STAGE: "theirs", OLD: "x" });
});

test("the alias goes back first, and one that somebody else has moved is named", async () => {
  const order: unknown[] = [];
  const scene = await setScene({
    unpublish: async () => {
      order.push(live(scene.fake));
      return { isMoved: false, keptAlias: "live" };
    },
  });
  expect(await scene.run.write()).toMatchObject({ published: "2" });
  expect(await scene.run.revert()).toEqual({ wroteBack: true, kept: [], keptAlias: "live" });
  expect(order).toEqual([{ STAGE: "prod", NEW: "1" }]);
  expect(live(scene.fake)).toEqual(BEFORE);
});
