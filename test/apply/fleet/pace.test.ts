/** The pace of a fleet, on a clock that jumps: the quota holds in every second, whatever is requested and refused. */
import { setMaxListeners } from "node:events";
import fc from "fast-check";
import { expect, test } from "vitest";
import { makePace } from "../../../src/apply/fleet/pace.ts";
import { runs } from "../../support/depth.ts";
import { makeClock } from "../fake-clock.ts";

const { signal: never } = new AbortController();
setMaxListeners(0, never);

test("no second has more requests than the quota and what a late timer missed, and no waiting request is forgotten", async () => {
  const pause = fc.constantFrom(0, 0, 0, 1, 40, 300, 5000);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(15, 100), fc.array(pause, { maxLength: 120 }), async (perSecond, pauses) => {
      const clock = makeClock();
      const pace = makePace({ clock, perSecond });
      const sent: number[] = [];
      const asked: Promise<unknown>[] = [];
      for (const ms of pauses) {
        await clock.sleep(ms, never);
        asked.push(pace.take(never).then((isTurn) => isTurn && sent.push(clock.now())));
      }
      await Promise.all(asked);
      expect(sent).toHaveLength(pauses.length);
      const busiest = Math.max(0, ...sent.map((start) => sent.filter((at) => at >= start && at < start + 1000).length));
      expect(busiest).toBeLessThanOrEqual(Math.ceil(perSecond * 1.25) + 1);
    }),
    { numRuns: runs(300) },
  );
});

test("the quota is used up", async () => {
  const clock = makeClock();
  const pace = makePace({ clock, perSecond: 15 });
  for (let count = 0; count < 301; count += 1) await pace.take(never);
  expect(clock.now()).toBeLessThan(20_001);
});

test("a refusal slows down waiting requests, once for many, waits as long as AWS says, and the rate recovers", async () => {
  const clock = makeClock();
  const pace = makePace({ clock, perSecond: 10 });
  const times: number[] = [];
  const all = Promise.all(Array.from({ length: 40 }, () => pace.take(never).then(() => times.push(clock.now()))));
  await clock.sleep(450, never);
  for (let count = 0; count < 5; count += 1) pace.refused(2000);
  expect(pace.perSecond()).toBeCloseTo(7, 5);
  const before = times.length;
  await all;
  expect((times[before] ?? 0) - 450).toBeGreaterThanOrEqual(2000);
  expect(pace.perSecond()).toBe(10);
});

test("the rate never falls to nothing", async () => {
  const clock = makeClock();
  const pace = makePace({ clock, perSecond: 15 });
  for (let count = 0; count < 50; count += 1) {
    pace.refused();
    await clock.sleep(1000, never);
  }
  expect(pace.perSecond()).toBeGreaterThanOrEqual(1);
});

test("an aborted request gives up at once and takes nobody's turn", async () => {
  const clock = makeClock();
  const pace = makePace({ clock, perSecond: 1 });
  const leaving = new AbortController();
  const turns = [pace.take(never), pace.take(leaving.signal), pace.take(never)];
  await turns[0];
  leaving.abort();
  expect(await turns[1]).toBe(false);
  expect(await turns[2]).toBe(true);
  expect(clock.now()).toBeLessThanOrEqual(1000);
  expect(await pace.take(leaving.signal)).toBe(false);
});
