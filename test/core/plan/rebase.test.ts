import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makePlan } from "../../../src/core/plan/plan.ts";
import { rebasePlan } from "../../../src/core/plan/rebase.ts";
import { makeLayer, type Values } from "../../../src/core/variables.ts";
import { deepFreeze, planInputs, variableSets } from "../../support/arbitraries.ts";

const base = new Map([
  ["OURS", "1"],
  ["THEIRS", "1"],
]);
const plan = makePlan({
  current: base,
  layers: [
    makeLayer("argument", "argument", [
      { kind: "value", name: "OURS", value: "2", sensitive: true, origin: { layer: "argument", source: "argument" } },
    ]),
  ],
});
const live = (values: Record<string, string>): Values => new Map(Object.entries(values));

describe("a rebased plan", () => {
  it("takes in what the others changed, added and removed", () => {
    const rebased = rebasePlan(plan, live({ OURS: "1", ADDED: "x" }));
    expect(rebased.kind).toBe("plan");
    if (rebased.kind === "plan") expect([...rebased.plan.desired]).toEqual([...live({ ADDED: "x", OURS: "2" })]);
  });

  it("is a conflict where they changed or removed a name of ours", () => {
    expect(rebasePlan(plan, live({ OURS: "3", THEIRS: "1" }))).toEqual({ kind: "conflict", names: ["OURS"] });
    expect(rebasePlan(plan, live({ THEIRS: "1" }))).toEqual({ kind: "conflict", names: ["OURS"] });
  });

  it("is a conflict if they changed a name whose value our sources define, even if we had nothing to change", () => {
    const stating = makePlan({
      current: base,
      layers: [
        makeLayer("argument", "argument", [
          { kind: "value", name: "OURS", value: "2", sensitive: true, origin: { layer: "argument", source: "argument" } },
          { kind: "value", name: "THEIRS", value: "1", sensitive: true, origin: { layer: "argument", source: "argument" } },
        ]),
      ],
    });
    expect(rebasePlan(stating, live({ OURS: "1", THEIRS: "9" }))).toEqual({ kind: "conflict", names: ["THEIRS"] });
  });

  it("has already been applied if the function has the planned variables", () => {
    expect(rebasePlan(plan, live({ OURS: "2", THEIRS: "7" }))).toEqual({ kind: "landed" });
  });

  it("keeps the others' values for names that are not ours, and gives ours the planned values", () => {
    fc.assert(
      fc.property(planInputs, variableSets, (input, theirs) => {
        const mine = makePlan(deepFreeze(input));
        const ours = new Set([...mine.claimed, ...mine.changes.map((change) => change.name)]);
        const result = rebasePlan(mine, deepFreeze(theirs));
        if (result.kind === "conflict") {
          for (const name of result.names) {
            expect(ours).toContain(name);
            expect(theirs.get(name)).not.toBe(mine.current.get(name));
          }
          return;
        }
        const after = result.kind === "landed" ? theirs : result.plan.desired;
        for (const name of new Set([...theirs.keys(), ...after.keys(), ...mine.desired.keys()])) {
          expect(after.get(name)).toBe(ours.has(name) ? mine.desired.get(name) : theirs.get(name));
        }
      }),
    );
  });
});
