/** A run on many functions in words: progress that fits into any terminal, and a table without secrets of its own. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LambdaEnvError } from "../../../src/errors.ts";
import { makeLook } from "../../../src/output/look.ts";
import { describeRow, renderFleet, sayEnded, sayProgress, sayUnknown } from "../../../src/output/messages/fleet.ts";

const PLAIN = makeLook({ isTTY: false, env: {}, noColor: true });
const inFlight = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `fn-${index}`);

describe("progress", () => {
  const progress = fc.record({
    total: fc.integer({ min: 2, max: 500 }),
    failed: fc.integer({ min: 0, max: 99 }),
    busy: fc.integer({ min: 0, max: 48 }),
    perSecond: fc.double({ min: 0, max: 15, noNaN: true }),
    leftMs: fc.integer({ min: 0, max: 3_600_000 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  });

  test("says done, in flight, failed, rate and time left, in forms that get shorter, the last of which fits into 40 columns", () => {
    fc.assert(
      fc.property(progress, ({ busy, share, ...numbers }) => {
        const done = Math.floor(numbers.total * share);
        const forms = sayProgress({ kind: "fleet-progress", phase: "write", done, inFlight: inFlight(busy), ...numbers });
        const lengths = forms.map((form) => form.length);
        expect(lengths).toEqual([...lengths].sort((a, b) => b - a));
        expect(lengths.at(-1)).toBeLessThan(40);
        for (const form of forms) {
          expect(form).toMatch(
            new RegExp(`${done}(?:/| of )${numbers.total}.*\\b${busy} .*\\b${numbers.failed} failed.*/s, \\d+ ?(?:s|min)`),
          );
        }
      }),
    );
  });
});

const conflict = new LambdaEnvError("CONFLICT", "someone else changed STAGE of orders meanwhile; theirs is kept");

describe("the table", () => {
  test("shows the outcome of each function, and counts those without changes", () => {
    const text = renderFleet(
      [
        { functionName: "billing", outcome: "written", published: { version: "3", alias: { name: "live", from: "2" } } },
        { functionName: "mail", outcome: "unchanged" },
        { functionName: "orders", outcome: "failed", error: conflict },
        { functionName: "search", outcome: "not-started" },
        { functionName: "users-api", outcome: "reverted", reversal: { wroteBack: true, kept: ["STAGE"], keptAlias: "live" } },
      ],
      PLAIN,
    );
    expect(text).toBe(
      [
        "billing    verified, version 3, alias live",
        "orders     failed: someone else changed STAGE of orders meanwhile; theirs is kept",
        "search     not started",
        "users-api  reverted, but someone else changed STAGE, alias live meanwhile; that is kept",
        "5 functions: 1 verified, 1 reverted, 1 failed, 1 not started, 1 unchanged",
        "",
      ].join("\n"),
    );
  });

  test("says that a failed one was reverted, and what was not", () => {
    const row = { functionName: "orders", outcome: "failed", error: conflict } as const;
    expect(describeRow({ ...row, reversal: { wroteBack: true, kept: [] } })).toMatch(/kept; reverted$/);
    const kept = { wroteBack: true, kept: ["A"] };
    expect(describeRow({ ...row, reversal: kept })).toMatch(/; reverted, but someone else changed A meanwhile/);
    const nothing = { wroteBack: false, kept: [] };
    expect(describeRow({ ...row, reversal: nothing })).toMatch(/kept; there was nothing to revert$/);
  });

  test("control characters of foreign names and messages stay harmless", () => {
    const text = renderFleet(
      [{ functionName: "a\u001b[2J", outcome: "failed", error: new LambdaEnvError("BUG", "\u0007") }],
      PLAIN,
    );
    expect(text).not.toMatch(/\p{Cc}(?<!\n)/u);
  });
});

test("a function that was only published has a line too", () => {
  const published = { version: "3", alias: { name: "live", from: "2" } };
  const text = renderFleet([{ functionName: "mail", outcome: "unchanged", published }], PLAIN);
  expect(text).toBe("mail  unchanged, version 3, alias live\n1 function: 1 unchanged\n");
});

test("a function's end is one line", () => {
  const about = { kind: "fleet-ended", functionName: "orders", done: 3, total: 12 } as const;
  expect(sayEnded({ ...about, ending: { kind: "written" } })).toBe("3 of 12: orders verified");
  expect(sayEnded({ ...about, ending: { kind: "failed", error: conflict } })).toMatch(/^3 of 12: orders failed: someone else/);
});

test("what is not known after a second Ctrl-C is one line, however many there are", () => {
  expect(sayUnknown(["a", "b"])).toBe("interrupted; the outcome of the updates of a, b is not known");
  expect(sayUnknown(inFlight(48))).toMatch(/fn-19 and 28 more is not known$/);
});
