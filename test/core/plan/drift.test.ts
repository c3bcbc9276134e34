/** Why a function differs from its template. */
import { describe, expect, it } from "vitest";
import { explainDrift } from "../../../src/core/plan/drift.ts";
import type { LayerEntry } from "../../../src/core/variables.ts";

type Stated = Readonly<Record<string, string | undefined>>;

/** What a template says; undefined stands for what cannot be determined. */
function entries(stated: Stated): ReadonlyMap<string, LayerEntry> {
  const origin = { layer: "template", source: "template.yaml" } as const;
  return new Map(
    Object.entries(stated).map(([name, value]): [string, LayerEntry] => [
      name,
      value === undefined
        ? { kind: "unresolved", name, origin, reason: "not known" }
        : { kind: "value", name, value, sensitive: false, origin },
    ]),
  );
}

function explain(live: Record<string, string>, wanted: Stated, deployed: Stated, rotated: readonly string[] = []) {
  const input = { live: new Map(Object.entries(live)), wanted: entries(wanted), deployed: entries(deployed) };
  return Object.fromEntries(
    explainDrift({ ...input, rotated: new Set(rotated) }).map(({ name, causes }) => [name, causes.join(" ")]),
  );
}

describe("a difference", () => {
  it.each<[string, string, Record<string, string>, Stated, Stated, string[]]>([
    ["the template", "template", { AA: "1" }, { AA: "2" }, { AA: "1" }, []],
    ["the template, which adds it", "template", {}, { AA: "1" }, {}, []],
    ["the template, which drops it", "template", { AA: "1" }, {}, { AA: "1" }, []],
    ["someone", "by-hand", { AA: "2" }, { AA: "1" }, { AA: "1" }, []],
    ["someone who removed it", "by-hand", {}, { AA: "1" }, { AA: "1" }, []],
    ["a secret", "rotated", { AA: "old" }, { AA: "new" }, { AA: "new" }, ["AA"]],
    ["both the template and someone", "template by-hand", { AA: "2" }, { AA: "3" }, { AA: "1" }, []],
    ["both the template and a secret", "template rotated", { AA: "old" }, { AA: "new!" }, { AA: "new" }, ["AA"]],
    ["nobody knows", "", { AA: "1" }, { AA: "2" }, { AA: undefined }, []],
  ])("is due to %s", (_, causes, live, wanted, deployed, rotated) => {
    expect(explain(live, wanted, deployed, rotated)).toEqual({ AA: causes });
  });
});

describe("no difference", () => {
  it.each<[string, Record<string, string>, Stated, Stated]>([
    ["is what the template says", { AA: "1" }, { AA: "1" }, { AA: "0" }],
    ["is a placeholder that was filled", { AA: "filled" }, { AA: "" }, { AA: "" }],
    ["is what cannot be determined", { AA: "1" }, { AA: undefined }, { AA: "2" }],
    ["is what no template has", { AA: "1" }, {}, {}],
  ])("%s", (_, live, wanted, deployed) => {
    expect(explain(live, wanted, deployed)).toEqual({});
  });
});
