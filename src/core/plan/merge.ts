/** Layers of sources → one entry per name: the highest layer wins and remembers what it overrode. */
import type { Layer, LayerEntry, Origin } from "../variables.ts";

/** The winning entry of a name, with the origins that it overrode, nearest first. */
export type MergedEntry = LayerEntry & { readonly overrode: readonly Origin[] };
export type Merged = ReadonlyMap<string, MergedEntry>;

/**
 * Merges layers, lowest first; for each name the later layer wins.
 *
 * Shape: every name of every layer, once. Merging is associative: the result does not depend on how the layers are grouped.
 */
export function mergeLayers(layers: readonly Layer[]): Merged {
  const merged = new Map<string, MergedEntry>();
  for (const layer of layers) {
    for (const [name, entry] of layer.entries) {
      const below = merged.get(name);
      const overrode = below === undefined ? [] : [below.origin, ...below.overrode];
      merged.set(name, { ...entry, overrode });
    }
  }
  return merged;
}
