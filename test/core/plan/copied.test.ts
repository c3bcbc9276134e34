import fc from "fast-check";
import { expect, test } from "vitest";
import { standInOf } from "../../../src/core/checks/value-form.ts";
import { namesOfStage, seeThroughPlaceholders } from "../../../src/core/plan/copied.ts";
import { makePlan } from "../../../src/core/plan/plan.ts";
import { type Layer, type LayerEntry, makeLayer, type Values } from "../../../src/core/variables.ts";
import { layerStacks, variableSets } from "../../support/arbitraries.ts";
import { runs } from "../../support/depth.ts";

const NONE: ReadonlySet<string> = new Set();

function functionLayer(values: Values): Layer {
  const origin = { layer: "function", source: "other" };
  return makeLayer(
    "function",
    "other",
    [...values].map(([name, value]): LayerEntry => ({ kind: "value", name, value, sensitive: true, origin })),
  );
}

function template(...entries: readonly Partial<LayerEntry>[]): Layer {
  const origin = { layer: "template", source: "template.yaml" };
  return makeLayer(
    "template",
    "template.yaml",
    entries.map((entry) => ({ kind: "value", value: "", sensitive: false, origin, ...entry }) as LayerEntry),
  );
}

test("a function's variables, with --prune, are what the other has, byte for byte, whatever it had", () => {
  fc.assert(
    fc.property(variableSets, variableSets, (current, values) => {
      const plan = makePlan({ current, layers: [functionLayer(values)], prune: true });
      expect(new Map(plan.desired)).toEqual(new Map(values));
      const again = makePlan({ current: plan.desired, layers: [functionLayer(values)], prune: true });
      expect(again.changes).toEqual([]);
    }),
    { numRuns: runs(1000) },
  );
});

test("without --prune nothing is removed, and what the other has wins", () => {
  fc.assert(
    fc.property(variableSets, variableSets, (current, values) => {
      const { desired } = makePlan({ current, layers: [functionLayer(values)] });
      expect(new Map(desired)).toEqual(new Map([...current, ...values]));
    }),
    { numRuns: runs(1000) },
  );
});

test("a template's placeholder, and nothing else of it, lets the function's value through", () => {
  fc.assert(
    fc.property(variableSets, layerStacks, (values, drawn) => {
      const stack = drawn.filter(({ kind }) => kind !== "function");
      const layers = [functionLayer(values), ...stack];
      for (const [index, layer] of seeThroughPlaceholders(layers, NONE).entries()) {
        const before = layers[index] as Layer;
        const lost = [...before.entries.values()].filter(({ name }) => !layer.entries.has(name));
        for (const entry of lost) {
          expect(before.kind).toBe("template");
          expect(values.has(entry.name)).toBe(true);
          expect(entry.kind === "value" ? standInOf(entry.name, entry.value) : undefined).toBeDefined();
        }
      }
      expect(seeThroughPlaceholders(stack, NONE)).toEqual(stack.length === 0 ? [] : expect.arrayContaining([...stack]));
    }),
    { numRuns: runs(1000) },
  );
  const from = functionLayer(new Map([["API_KEY", "real"]]));
  const { desired } = makePlan({ current: new Map([["API_KEY", "old"]]), layers: [from, template({ name: "API_KEY" })] });
  expect(desired.get("API_KEY")).toBe("real");
  const literal = makePlan({
    current: new Map([["API_KEY", "old"]]),
    layers: [from, template({ name: "API_KEY" })],
    literal: ["API_KEY"],
  });
  expect(literal.desired.get("API_KEY")).toBe("");
});

test("names of the stage are those that the template computes, or could not, and that the other has with another value", () => {
  const from = functionLayer(
    new Map([
      ["TABLE", "dev-table"],
      ["SAME", "one"],
      ["PLAIN", "x"],
      ["UNKNOWN", "dev"],
      ["EMPTY", "real"],
    ]),
  );
  const layer = template(
    { name: "TABLE", value: "prod-table", provenance: "table of stack prod" },
    { name: "SAME", value: "one", provenance: "parameter Same" },
    { name: "PLAIN", value: "y" },
    { kind: "unresolved", name: "UNKNOWN", reason: "no stack" },
    { name: "EMPTY", value: "", provenance: "parameter Empty" },
    { name: "ELSEWHERE", value: "z", provenance: "parameter Elsewhere" },
  );
  expect(namesOfStage([from, layer])).toEqual(["TABLE", "UNKNOWN"]);
  expect(namesOfStage([layer])).toEqual([]);
});
