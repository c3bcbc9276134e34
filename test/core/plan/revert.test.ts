/** Reverting: what was written is undone, what others wrote since is not. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { assertNothingLost } from "../../../src/core/plan/invariant.ts";
import { makePlan } from "../../../src/core/plan/plan.ts";
import { revertPlan } from "../../../src/core/plan/revert.ts";
import type { Values } from "../../../src/core/variables.ts";
import { planInputs, variableSets } from "../../support/arbitraries.ts";
import { runs } from "../../support/depth.ts";

const sorted = (values: Values): readonly (readonly [string, string])[] => [...values].sort(([a], [b]) => (a < b ? -1 : 1));

test("without others everything is as before, and nothing is kept", () => {
  fc.assert(
    fc.property(planInputs, (input) => {
      const plan = makePlan(input);
      const { plan: back, kept } = revertPlan(plan.changes, plan.desired);
      expect(sorted(back.desired)).toEqual(sorted(plan.current));
      expect(kept).toEqual([]);
      assertNothingLost(back, Object.fromEntries(back.desired));
      // Where it is as before already, there is nothing to do.
      expect(revertPlan(plan.changes, plan.current)).toMatchObject({ plan: { changes: [] }, kept: [] });
    }),
    { numRuns: runs(1000) },
  );
});

test("what others wrote since is kept and named, whether ours or not, and every other name is as before", () => {
  fc.assert(
    fc.property(
      planInputs,
      variableSets,
      fc.array(fc.constantFrom("API_KEY", "STAGE", "constructor", "aa")),
      (input, theirs, gone) => {
        const plan = makePlan(input);
        const live = new Map([...plan.desired, ...theirs]);
        for (const name of gone) live.delete(name);
        const { plan: back, kept } = revertPlan(plan.changes, live);
        for (const name of new Set([...plan.current.keys(), ...live.keys()])) {
          const isOurs = plan.changes.some((change) => change.name === name);
          const isUntouched = live.get(name) === plan.desired.get(name);
          const wanted = isOurs && isUntouched ? plan.current.get(name) : live.get(name);
          expect(back.desired.get(name), name).toBe(wanted);
          const isTheirs = isOurs && !isUntouched && live.get(name) !== plan.current.get(name);
          expect(kept.includes(name), name).toBe(isTheirs);
        }
        assertNothingLost(back, Object.fromEntries(back.desired));
      },
    ),
    { numRuns: runs(1000) },
  );
});
