import { expect, it } from "vitest";
import { type LayerKind, makeLayer } from "../../src/core/variables.ts";
import { LAYER_KINDS } from "../../src/sources/index.ts";
import { combineSources, type SourceResults } from "../../src/workflow/sources.ts";

const SURROUNDINGS = { env: {}, guard: () => {}, writes: true } as unknown as Parameters<typeof combineSources>[3];

function results(...layers: readonly (readonly [LayerKind, string])[]): SourceResults {
  return { layers: layers.map(([kind, source]) => makeLayer(kind, source, [])), findings: [] };
}

it.each([false, true])("layers have the order of the registry, whenever they were read (expanded: %s)", async (expand) => {
  const [, lowest = "", ...others] = LAYER_KINDS;
  const highest = others.at(-1) ?? "";
  const remote = results([highest, "a"], [lowest, "b"]);
  const local = results([lowest, "c"], [highest, "d"], [lowest, "e"]);
  const { layers } = await combineSources(remote, local, { expand, literal: [], only: [], except: [] }, SURROUNDINGS);
  expect(layers.map(({ kind, source }) => [kind, source])).toEqual([
    [lowest, "b"],
    [lowest, "c"],
    [lowest, "e"],
    [highest, "a"],
    [highest, "d"],
  ]);
});
