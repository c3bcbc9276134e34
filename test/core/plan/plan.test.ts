import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { standInOf } from "../../../src/core/checks/value-form.ts";
import { seeThroughPlaceholders } from "../../../src/core/plan/copied.ts";
import { lossesOf } from "../../../src/core/plan/losses.ts";
import { mergeLayers } from "../../../src/core/plan/merge.ts";
import { applyChanges, invertChanges, makePlan, removedNames } from "../../../src/core/plan/plan.ts";
import { type Layer, type LayerKind, makeLayer, type Values } from "../../../src/core/variables.ts";
import { deepFreeze, layerStacks, planInputs, variableSets } from "../../support/arbitraries.ts";

const sorted = (values: Values): [string, string][] => [...values].sort(([a], [b]) => (a < b ? -1 : 1));

function layer(kind: LayerKind, values: Record<string, string>, line = 1): Layer {
  return makeLayer(
    kind,
    kind,
    Object.entries(values).map(([name, value]) => ({
      kind: "value",
      name,
      value,
      sensitive: kind !== "template",
      origin: { layer: kind, source: kind, line },
    })),
  );
}

describe("a plan", () => {
  it("loses exactly the names that were asked to go, and keeps every other value byte for byte", () => {
    fc.assert(
      fc.property(planInputs, (input) => {
        const plan = makePlan(input);
        const gone = [...input.current.keys()].filter((name) => !plan.desired.has(name)).sort();
        const merged = mergeLayers(input.layers);
        const asked = [...input.current.keys()]
          .filter((name) => !merged.has(name) && (input.prune || input.unset.includes(name)))
          .sort();
        expect(gone).toEqual(asked);
        expect(gone).toEqual([...removedNames(plan)].sort());
        for (const [name, value] of input.current)
          if (!merged.has(name) && !gone.includes(name)) expect(plan.desired.get(name)).toBe(value);
      }),
    );
  });

  it("applied to the current variables gives the desired ones", () => {
    fc.assert(
      fc.property(planInputs, (input) => {
        const plan = makePlan(input);
        expect(sorted(applyChanges(input.current, plan.changes))).toEqual(sorted(plan.desired));
        for (const [name, entry] of mergeLayers(seeThroughPlaceholders(input.layers, new Set()))) {
          const placeholder =
            entry.kind === "value" &&
            entry.origin.layer === "template" &&
            standInOf(name, entry.value) !== undefined &&
            input.current.has(name);
          if (entry.kind === "value" && !placeholder) expect(plan.desired.get(name)).toBe(entry.value);
        }
      }),
    );
  });

  it("made again after it was applied has no changes", () => {
    fc.assert(
      fc.property(planInputs, (input) => {
        const { desired } = makePlan(input);
        expect(makePlan({ ...input, current: desired }).changes).toEqual([]);
      }),
    );
  });

  it("of variables against themselves has no changes", () => {
    fc.assert(
      fc.property(variableSets, (current) => {
        const layers = [layer("env-file", Object.fromEntries(current))];
        expect(makePlan({ current, layers }).changes).toEqual([]);
        expect(makePlan({ current, layers, prune: true }).changes).toEqual([]);
      }),
    );
  });

  it("inverted restores what was there", () => {
    fc.assert(
      fc.property(planInputs, (input) => {
        const { changes, desired } = makePlan(input);
        expect(sorted(applyChanges(desired, invertChanges(changes)))).toEqual(sorted(input.current));
      }),
    );
  });

  it("names each live and each added name once, in order, with the right kind", () => {
    fc.assert(
      fc.property(planInputs, (input) => {
        const plan = makePlan(input);
        const changed = plan.changes.map((change) => change.name);
        const kept = plan.kept.map((keep) => keep.name);
        expect(changed).toEqual([...new Set(changed)].sort());
        expect(kept).toEqual([...new Set(kept)].sort());
        expect(changed.filter((name) => kept.includes(name))).toEqual([]);
        for (const change of plan.changes) {
          expect(input.current.has(change.name)).toBe(change.kind !== "add");
          expect(plan.desired.has(change.name)).toBe(change.kind !== "remove");
          if (change.kind === "update") expect(change.before).not.toBe(change.after.value);
        }
        for (const keep of plan.kept) expect(plan.desired.get(keep.name)).toBe(input.current.get(keep.name));
        expect(changed.length + kept.length).toBe(new Set([...input.current.keys(), ...plan.desired.keys()]).size);
      }),
    );
  });

  it("mutates nothing that it was given", () => {
    fc.assert(
      fc.property(planInputs, (input) => {
        expect(() => invertChanges(makePlan(deepFreeze(input)).changes)).not.toThrow();
      }),
    );
  });

  it("never blanks, drops or changes a name that could not be resolved", () => {
    fc.assert(
      fc.property(planInputs, (input) => {
        const plan = makePlan(input);
        for (const [name, entry] of mergeLayers(input.layers)) {
          if (entry.kind === "value") continue;
          expect(plan.desired.get(name)).toBe(input.current.get(name));
          expect(plan.unresolved.some((unresolved) => unresolved.name === name)).toBe(!input.current.has(name));
        }
      }),
    );
  });
});

describe("layers", () => {
  it("win over those below them, and the winner remembers what it overrode", () => {
    const merged = mergeLayers([
      layer("template", { AA: "1" }, 3),
      layer("secret", { AA: "2" }, 4),
      layer("argument", { AA: "3" }, 5),
    ]);
    expect(merged.get("AA")).toMatchObject({ value: "3", origin: { layer: "argument" } });
    expect(merged.get("AA")?.overrode.map((origin) => origin.layer)).toEqual(["secret", "template"]);
  });

  it("name the last layer that has a name as its origin", () => {
    fc.assert(
      fc.property(layerStacks, (layers) => {
        for (const [name, entry] of mergeLayers(layers)) {
          const having = layers.filter((candidate) => candidate.entries.has(name));
          expect(entry.origin).toEqual(having.at(-1)?.entries.get(name)?.origin);
          expect(entry.overrode).toHaveLength(having.length - 1);
        }
      }),
    );
  });

  it("merge to the same whatever the grouping", () => {
    const flatten = (layers: readonly Layer[]): Layer => ({ kind: "env-file", source: "merged", entries: mergeLayers(layers) });
    const winners = (layers: readonly Layer[]): unknown =>
      [...mergeLayers(layers)].map(([name, { overrode: _, ...entry }]) => [name, entry]).sort();
    fc.assert(
      fc.property(layerStacks, layerStacks, (a, b) => {
        const strip = (merged: Layer): Layer => merged;
        expect(JSON.stringify(winners([...a, ...b]))).toBe(JSON.stringify(winners([strip(flatten(a)), strip(flatten(b))])));
      }),
    );
  });
});

describe("the placeholder rule", () => {
  const current = new Map([
    ["API_KEY", "live"],
    ["EMPTY", ""],
  ]);

  it("keeps a live value where the template has an empty one, and says so", () => {
    const plan = makePlan({ current, layers: [layer("template", { API_KEY: "" })] });
    expect(plan.changes).toEqual([]);
    expect(plan.kept.find((keep) => keep.name === "API_KEY")).toMatchObject({ value: "live", why: "placeholder" });
  });

  it.each([
    "CHANGE_ME",
    "<your-key>",
    "***",
    "op://vault/api/key",
    "${{ secrets.API_KEY }}",
    "ENC[AES256_GCM,data:x]",
    " ",
    "\uFEFF",
  ])("keeps it where the template has %j, and lets an explicit source or --literal override that", (value) => {
    const layers = [layer("template", { API_KEY: value })];
    const kept = makePlan({ current, layers });
    expect(kept.changes).toEqual([]);
    expect(kept.claimed.has("API_KEY")).toBe(false);
    expect(kept.kept.find((keep) => keep.name === "API_KEY")).toMatchObject({ why: "placeholder", reason: expect.any(String) });
    expect(makePlan({ current, layers, literal: ["API_KEY"] }).desired.get("API_KEY")).toBe(value);
    expect(makePlan({ current, layers: [...layers, layer("argument", { API_KEY: value })] }).desired.get("API_KEY")).toBe(value);
  });

  it("does not hold for a file or an argument: those blank, which needs a confirmation", () => {
    for (const kind of ["env-file", "argument", "secret"] as const) {
      const plan = makePlan({ current, layers: [layer(kind, { API_KEY: "" })] });
      expect(plan.desired.get("API_KEY")).toBe("");
      expect(lossesOf(plan).blanks).toEqual(["API_KEY"]);
    }
  });

  it("creates a name that is not live with its empty value", () => {
    const plan = makePlan({ current: new Map(), layers: [layer("template", { API_KEY: "" })] });
    expect(plan.changes).toMatchObject([{ kind: "add", name: "API_KEY", after: { value: "" } }]);
  });
});

describe("the outlook on the next deployment", () => {
  it("names what the template does not carry and what its placeholders would blank", () => {
    const current = new Map([
      ["BY_HAND", "x"],
      ["API_KEY", "y"],
      ["STAGE", "prod"],
    ]);
    const plan = makePlan({
      current,
      layers: [layer("template", { API_KEY: "", STAGE: "prod" }), layer("argument", { NEW_ONE: "z" })],
    });
    expect(plan.deploy).toEqual({ template: "template", drops: ["BY_HAND", "NEW_ONE"], blanks: ["API_KEY"], overwrites: [] });
  });

  it("names what has another value in the template, whoever gave it", () => {
    const current = new Map([
      ["BY_HAND", "x"],
      ["STAGE", "dev"],
    ]);
    const layers = [layer("template", { BY_HAND: "template", STAGE: "prod" }), layer("argument", { BY_HAND: "x" })];
    expect(makePlan({ current, layers }).deploy).toEqual({
      template: "template",
      drops: [],
      blanks: [],
      overwrites: ["BY_HAND"],
    });
  });

  it("is not given without a template", () => {
    expect(makePlan({ current: new Map([["AA", "1"]]), layers: [] }).deploy).toBeUndefined();
  });
});

describe("removals", () => {
  const current = new Map([
    ["OLD", "1"],
    ["STAGE", "prod"],
  ]);

  it("of a name that a source defines are a contradiction, and nothing is removed", () => {
    const plan = makePlan({ current, layers: [layer("env-file", { STAGE: "prod" })], unset: ["STAGE"] });
    expect(plan.contradicted).toMatchObject([{ name: "STAGE" }]);
    expect(plan.desired.get("STAGE")).toBe("prod");
  });

  it("of a name that is not live are reported separately", () => {
    expect(makePlan({ current, layers: [], unset: ["GONE"] }).absent).toEqual(["GONE"]);
  });

  it.each([
    [["O*"], ["OLD"], []],
    [["*"], ["OLD", "STAGE"], []],
    [["STAG?", "OLD"], ["OLD", "STAGE"], []],
    [["O*", "OLD"], ["OLD"], []],
    [["X*", "?"], [], ["X*", "?"]],
  ])("by the patterns %j are those of the live names that match", (unset, removed, absent) => {
    const plan = makePlan({ current, layers: [], unset });
    expect(removedNames(plan)).toEqual(removed);
    expect(plan.absent).toEqual(absent);
  });

  it("by pruning keep names that a source defines without a value that can be determined", () => {
    const unresolved = makeLayer("template", "t", [
      { kind: "unresolved", name: "STAGE", origin: { layer: "template", source: "t" }, reason: "!Ref" },
    ]);
    const plan = makePlan({ current, layers: [unresolved], prune: true });
    expect(removedNames(plan)).toEqual(["OLD"]);
  });
});
