import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makePlan } from "../../../src/core/plan/plan.ts";
import { findOutdatedNames, type PlannedFunction, planFunction, toPlanFile } from "../../../src/core/plan/plan-file.ts";
import { makeLayer, type Values } from "../../../src/core/variables.ts";
import { renderPlanFile } from "../../../src/output/documents/plan-file.ts";

const TARGET = {
  functionName: "my-fn",
  functionArn: "arn:aws:lambda:us-east-1:123456789012:function:my-fn",
  account: "123456789012",
  region: "us-east-1",
  revisionId: "r1",
};
const LAYERS = ["live", "env-file"];
const choice = { only: ["A*", "B?"], except: ["AB"] };
const NO_LOSSES = { removes: [], blanks: [], placeholders: [], empties: false };
/** Replaces a keyed digest: different for different names and values, and known to nobody. */
const fingerprint = (name: string, value: string): string => `${name}/${value.length}/${value.split("").reverse().join("")}`;

function planFile(current: Values, sources: Values, source = ".env", print: "keyed" | "unkeyed" = "keyed"): PlannedFunction {
  const layer = makeLayer(
    "env-file",
    source,
    [...sources].map(([name, value]) => ({
      kind: "value",
      name,
      value,
      sensitive: true,
      origin: { layer: "env-file", source, line: 1 },
    })),
  );
  return planFunction(makePlan({ current, layers: [layer] }), TARGET, print === "keyed" ? fingerprint : undefined);
}

const aName = fc.constantFrom("AA", "BB", "CC", "constructor", "toString");
const someValues = fc.dictionary(aName, fc.constantFrom("", "one", "two")).map((record) => new Map(Object.entries(record)));

describe("a plan file", () => {
  it("is read back as it was written, and then nothing has changed", () => {
    fc.assert(
      fc.property(someValues, someValues, fc.boolean(), (current, sources, keyed) => {
        const file = planFile(current, sources, ".env", keyed ? "keyed" : "unkeyed");
        const text = renderPlanFile([{ target: TARGET, planned: file, losses: NO_LOSSES }], { fingerprinted: keyed, choice });
        const read = toPlanFile(JSON.parse(text), LAYERS);
        expect(read).toEqual({
          fingerprinted: keyed,
          choice,
          functions: [expect.objectContaining({ functionArn: TARGET.functionArn })],
        });
        expect(findOutdatedNames(read?.functions[0] ?? file, file)).toEqual([]);
      }),
    );
  });

  it("names exactly what has changed: each name whose live value or planned value differs", () => {
    fc.assert(
      fc.property(someValues, someValues, someValues, someValues, (current, sources, current2, sources2) => {
        const names = (values: Values, more: Values): string[] => [...new Set([...values.keys(), ...more.keys()])];
        const desired = (live: Values, from: Values, name: string): string | undefined => from.get(name) ?? live.get(name);
        const all = new Set([...names(current, sources), ...names(current2, sources2)]);
        const moved = [...all].filter(
          (name) =>
            current.get(name) !== current2.get(name) ||
            desired(current, sources, name) !== desired(current2, sources2, name) ||
            sources.has(name) !== sources2.has(name),
        );
        const found = findOutdatedNames(planFile(current, sources), planFile(current2, sources2)).map(({ name }) => name);
        expect(found).toEqual(moved.sort());
      }),
    );
  });

  it("without fingerprints sees names, kinds of change and sources, and not values", () => {
    const before = planFile(new Map([["AA", "one"]]), new Map([["BB", "one"]]), ".env", "unkeyed");
    const value = planFile(new Map([["AA", "two"]]), new Map([["BB", "two"]]), ".env", "unkeyed");
    const source = planFile(new Map([["AA", "one"]]), new Map([["BB", "one"]]), "other.env", "unkeyed");
    const kind = planFile(
      new Map([
        ["AA", "one"],
        ["BB", "x"],
      ]),
      new Map([["BB", "one"]]),
      ".env",
      "unkeyed",
    );
    expect(findOutdatedNames(before, value)).toEqual([]);
    expect(findOutdatedNames(before, source)).toEqual([{ name: "BB", how: "other-source" }]);
    expect(findOutdatedNames(before, kind).map(({ name }) => name)).toEqual(["BB"]);
  });

  it("says for each name what has changed", () => {
    const live = new Map([
      ["KEPT", "1"],
      ["GONE", "1"],
      ["CHANGED", "1"],
    ]);
    const then = planFile(
      live,
      new Map([
        ["NEW", "1"],
        ["CHANGED", "2"],
      ]),
    );
    const now = planFile(
      new Map([
        ["KEPT", "2"],
        ["CHANGED", "1"],
        ["MORE", "1"],
      ]),
      new Map([
        ["CHANGED", "3"],
        ["OTHER", "1"],
      ]),
    );
    expect(findOutdatedNames(then, now)).toEqual([
      { name: "CHANGED", how: "other-value" },
      { name: "GONE", how: "is-not-live" },
      { name: "KEPT", how: "other-live-value" },
      { name: "MORE", how: "is-live" },
      { name: "NEW", how: "is-undefined" },
      { name: "OTHER", how: "now-add" },
    ]);
  });

  it("is not taken for one where it is anything else", () => {
    for (const document of [
      null,
      [],
      "plan",
      {},
      { fingerprints: null, targets: [] },
      { fingerprints: null, targets: [{ arn: "a", revision_id: 1, variables: [] }] },
    ]) {
      expect(toPlanFile(document, LAYERS)).toBeUndefined();
    }
    const entry = { name: "AA", kind: "add", origin: { layer: "env-file", source: ".env" } };
    const document = (change: object, more: readonly object[] = []): object => ({
      fingerprints: null,
      targets: [{ arn: "a", revision_id: null, variables: [{ ...entry, ...change }] }, ...more],
    });
    expect(toPlanFile(document({}, [{ arn: "a", revision_id: null, variables: [] }]), LAYERS)).toBeUndefined();
    expect(toPlanFile(document({}), LAYERS)).toBeDefined();
    for (const change of [{ name: 1 }, { kind: "toString" }, { origin: { layer: "other", source: "x" } }, { origin: null }]) {
      expect(toPlanFile(document(change), LAYERS)).toBeUndefined();
    }
  });
});
