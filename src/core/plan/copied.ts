/** What a template says of names whose values come from another function, which is the layer below it. */
import { standInOf } from "../checks/value-form.ts";
import { compareNames, type FunctionHome, type Layer, type LayerEntry } from "../variables.ts";

const TEMPLATE = "template";

/**
 * Returns the layers without a template's placeholders of names that a layer below gives a value: a placeholder says that the value is set
 * elsewhere, and there it is. Names in `literal` have no placeholders.
 */
export function seeThroughPlaceholders(layers: readonly Layer[], literal: ReadonlySet<string>): readonly Layer[] {
  const below = new Set<string>();
  return layers.map((layer) => {
    const entries = [...layer.entries].filter(([name, entry]) => !below.has(name) || !isStandIn(entry, literal));
    for (const name of layer.entries.keys()) below.add(name);
    if (layer.kind !== TEMPLATE || entries.length === layer.entries.size) return layer;
    return { ...layer, entries: new Map(entries) };
  });
}

/**
 * Returns the names that the template computes for its stage, and that another function has with another value: that value is not copied.
 * Sorted.
 */
export function namesOfStage(layers: readonly Layer[]): readonly string[] {
  const copied = new Map(layers.filter(({ kind }) => kind === "function").flatMap(({ entries }) => [...entries]));
  const computed = layers.filter(({ kind }) => kind === TEMPLATE).flatMap(({ entries }) => [...entries.values()]);
  return computed
    .filter((entry) => {
      const other = copied.get(entry.name);
      if (other?.kind !== "value") return false;
      if (entry.kind === "unresolved") return true;
      return entry.provenance !== undefined && entry.value !== other.value && !isStandIn(entry, NONE);
    })
    .map(({ name }) => name)
    .sort(compareNames);
}

/** Returns the layers with homes for those entries alone that are copied from another account or region than `here`. */
export function markElsewhere(layers: readonly Layer[], here: FunctionHome): readonly Layer[] {
  return layers.map((layer) => {
    if (layer.kind !== "function") return layer;
    const entries = [...layer.entries].map(([name, entry]): [string, LayerEntry] => {
      const { home, ...origin } = entry.origin;
      const isHere = home === undefined || (home.account === here.account && home.region === here.region);
      return [name, isHere ? { ...entry, origin } : entry];
    });
    return { ...layer, entries: new Map(entries) };
  });
}

const NONE: ReadonlySet<string> = new Set();

function isStandIn(entry: LayerEntry, literal: ReadonlySet<string>): boolean {
  return entry.kind === "value" && !literal.has(entry.name) && standInOf(entry.name, entry.value) !== undefined;
}
