import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assertNothingLost } from "../../../src/core/plan/invariant.ts";
import { makePlan } from "../../../src/core/plan/plan.ts";
import { names, planInputs, values } from "../../support/arbitraries.ts";

describe("the assertion before a write", () => {
  it("lets every honest plan pass", () => {
    fc.assert(
      fc.property(planInputs, (input) => {
        const plan = makePlan(input);
        expect(() => assertNothingLost(plan, Object.fromEntries(plan.desired))).not.toThrow();
      }),
    );
  });

  it("stops a record that lost a name, changed one that is not the plan's, or made one up", () => {
    fc.assert(
      fc.property(planInputs, names, values, fc.constantFrom("lose", "change", "invent"), (input, name, value, how) => {
        const plan = makePlan(input);
        const sent: Record<string, string> = Object.fromEntries(plan.desired);
        const ours = plan.changes.some((change) => change.name === name);
        fc.pre(!ours && plan.current.has(name) === (how !== "invent"));
        if (how === "lose") delete sent[name];
        else {
          fc.pre(sent[name] !== value);
          sent[name] = value;
        }
        expect(() => assertNothingLost(plan, sent)).toThrow(name);
      }),
    );
  });

  it("stops a value that is not a string, which the SDK would drop silently", () => {
    const plan = makePlan({ current: new Map([["AA", "1"]]), layers: [] });
    expect(() => assertNothingLost(plan, { AA: undefined } as unknown as Record<string, string>)).toThrow("AA");
  });

  it("names names, never values", () => {
    const plan = makePlan({ current: new Map([["API_KEY", "canary-value"]]), layers: [] });
    expect(() => assertNothingLost(plan, {})).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining("canary") }),
    );
  });
});
