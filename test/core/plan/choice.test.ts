import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkPlan } from "../../../src/core/checks/checks.ts";
import { lossesOf } from "../../../src/core/plan/losses.ts";
import { makePlan, type Plan, type PlanInput } from "../../../src/core/plan/plan.ts";
import { type NameChoice, nameChooser } from "../../../src/core/select.ts";
import type { Layer, Values } from "../../../src/core/variables.ts";
import { names, planInputs } from "../../support/arbitraries.ts";

/** A name, or a pattern of it. */
const pattern = fc.tuple(names, fc.constantFrom("", "*", "?", "all")).map(([name, kind]) => {
  if (kind === "all") return "*";
  return kind === "" ? name : `${name.slice(0, -1)}${kind}`;
});
const patterns = fc.uniqueArray(pattern, { maxLength: 3 });
const choices: fc.Arbitrary<NameChoice> = fc.record({ only: patterns, except: patterns });

/** The same world without any trace of the names that are not chosen. */
function filtered(input: PlanInput, chooses: (name: string) => boolean): PlanInput {
  const chosen = <Value>(map: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> =>
    new Map([...map].filter(([name]) => chooses(name)));
  const layers = input.layers.map((layer): Layer => ({ ...layer, entries: chosen(layer.entries) }));
  return { ...input, current: chosen(input.current), layers, unset: (input.unset ?? []).filter(chooses) };
}

describe("a plan for chosen names", () => {
  it("is the plan of a world without the others, beside which the others stay byte for byte", () => {
    fc.assert(
      fc.property(planInputs, choices, (input, choice) => {
        const chooses = nameChooser(choice);
        const plan = makePlan({ ...input, choice });
        const alone = makePlan(filtered(input, chooses));
        const rest: Values = new Map([...input.current].filter(([name]) => !chooses(name)));
        expect(plan.changes).toEqual(alone.changes);
        expect(plan.kept.filter(({ name }) => chooses(name))).toEqual(alone.kept);
        expect(plan.kept.filter(({ name }) => !chooses(name)).every(({ why }) => why === "live")).toBe(true);
        expect([...plan.desired].filter(([name]) => !chooses(name)).sort()).toEqual([...rest].sort());
        const own = ({ unresolved, claimed, literal, absent, contradicted, spared, deploy }: Plan): Partial<Plan> => {
          return { unresolved, claimed, literal, absent, contradicted, ...(spared && { spared }), ...(deploy && { deploy }) };
        };
        expect(own(plan)).toEqual(own(alone));
      }),
    );
  });

  it("loses and refuses what the plan of that world does, and nothing else", () => {
    fc.assert(
      fc.property(planInputs, choices, (input, choice) => {
        const plan = makePlan({ ...input, choice });
        const alone = makePlan(filtered(input, nameChooser(choice)));
        const { empties, ...losses } = lossesOf(plan);
        expect(losses).toEqual({ ...lossesOf(alone), empties: undefined });
        expect(empties).toBe(input.current.size > 0 && plan.desired.size === 0);
        const near = ({ args, ...finding }: ReturnType<typeof checkPlan>[number]): unknown =>
          finding.code === "NOT_LIVE" ? finding : { ...finding, args };
        expect(checkPlan(plan).map(near)).toEqual(checkPlan(alone).map(near));
      }),
    );
  });

  it("of every name is the plan", () => {
    fc.assert(
      fc.property(planInputs, (input) => {
        expect(makePlan({ ...input, choice: { only: ["*"], except: [] } })).toEqual(makePlan(input));
      }),
    );
  });
});
