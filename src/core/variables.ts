/** The vocabulary of the domain: values, variables, and where each comes from. */
import type { Place } from "../errors.ts";
import { defined } from "./defined.ts";

/** Names and their values. A map, since `constructor` and `toString` are legal names. */
export type Values = ReadonlyMap<string, string>;

/**
 * The kind of a layer: `live`, or that of its source. Only the room of the sources knows which sources there are, and their
 * order.
 */
export type LayerKind = string;

/** Where a variable was read: its layer, the source as the user knows it, and the place in it. */
export interface Origin extends Place {
  readonly layer: LayerKind;
  /** The key in a secret's JSON object, shown after a `#`. */
  readonly key?: string;
  /** Where the function is that the value is copied from; in a plan only where that is another account or region. */
  readonly home?: FunctionHome;
}

/** Where a function is. */
export interface FunctionHome {
  readonly account: string;
  readonly region: string;
}

/** The origin of everything that the function already has. */
export const LIVE: Origin = { layer: "live", source: "live" };

/** A value that a source gives, before or after merging. */
export interface Variable {
  readonly name: string;
  readonly value: string;
  /** Must not be shown. Only a template's public values are not sensitive. */
  readonly sensitive: boolean;
  readonly origin: Origin;
  /** Where a template's expression got its value, for people: `parameter Stage`, `output of stack network`. */
  readonly provenance?: string;
  /** Whether the secret or parameter behind it was stored after the last deployment. */
  readonly rotated?: true;
  /** Other programs replace a `$NAME` in it: a value of a `.env` file that is not in single quotes. */
  readonly expands?: boolean;
}

/** What a layer defines for one name: a value, or that the value cannot be determined here. */
export type LayerEntry =
  | ({ readonly kind: "value" } & Variable)
  | {
      readonly kind: "unresolved";
      readonly name: string;
      readonly origin: Origin;
      /** Why, in a few words without a value: `!Ref is not evaluated`. */
      readonly reason: string;
    };

/** One source, read: an entry for each name that it defines. */
export interface Layer {
  readonly kind: LayerKind;
  readonly source: string;
  readonly entries: ReadonlyMap<string, LayerEntry>;
  /** The transform that may define more names than these, if its output could not be read. */
  readonly openTo?: string;
}

/** Returns the sources of the layers, each once and in their order; what was typed as an argument is none that needs to be named. */
export function sourceNames(layers: readonly Layer[]): readonly string[] {
  return [...new Set(layers.flatMap(({ kind, source }) => (kind === "argument" ? [] : [source])))];
}

/** Compares names by UTF-16 code units, the same on every machine and in every locale. */
export function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Returns a layer of plain values; of equal names the last one wins. `origin` gives the origin of each. */
export function makeLayer(kind: LayerKind, source: string, entries: Iterable<LayerEntry>, openTo?: string): Layer {
  const byName = new Map<string, LayerEntry>();
  for (const entry of entries) byName.set(entry.name, entry);
  return { kind, source, entries: byName, ...defined({ openTo }) };
}
