/** `${NAME}` in the values of `.env` files: a warning that other tools would replace it, or with `--expand` the replacement. */
import { makeFinding } from "../core/finding.ts";
import { type Layer, type LayerEntry, makeLayer, type Origin } from "../core/variables.ts";
import type { Finding } from "../errors.ts";
import { findReferences, hasOtherBraces } from "../formats/dotenv/references.ts";
import type { CallerEnvironment } from "./source.ts";

type ValueEntry = Extract<LayerEntry, { readonly kind: "value" }>;

export interface ExpandOptions {
  readonly env: CallerEnvironment;
  /** Names whose values are used as they are. */
  readonly literal: readonly string[];
}

export interface ExpandedLayers {
  readonly layers: readonly Layer[];
  readonly findings: readonly Finding[];
}

/** Returns a warning for each value that refers to something that `layers`, lowest first, or the environment define. */
export function checkReferences(layers: readonly Layer[], { env, literal }: ExpandOptions): readonly Finding[] {
  const isDefined = (name: string): boolean => layers.some(({ entries }) => entries.has(name)) || Object.hasOwn(env, name);
  return layers.flatMap((layer) =>
    [...layer.entries.values()].flatMap((entry) => {
      if (!canExpand(entry, literal)) return [];
      if (layers.findLast(({ entries }) => entries.has(entry.name)) !== layer) return [];
      const names = findReferences(entry.value).flatMap(({ name }) => (isDefined(name) ? name : []));
      const about = { name: entry.name, at: entry.origin };
      return names.length === 0 ? [] : [makeFinding("NOT_EXPANDED", "warning", { names: [...new Set(names)].join(", ") }, about)];
    }),
  );
}

/**
 * Returns `layers`, lowest first, with the references in values of `.env` files replaced and the origin of each replacement
 * noted.
 *
 * A name is looked up among the arguments, then in the lines and files above, then in the other sources, then in the environment.
 * Errors: a reference that none of them defines is a finding, which contains nothing of the value.
 */
export async function expandLayers(layers: readonly Layer[], { env, literal }: ExpandOptions): Promise<ExpandedLayers> {
  const { expandReferences } = await import("../formats/dotenv/expand.ts");
  const findings: Finding[] = [];
  const above = new Map<string, LayerEntry>();
  const given = new Map(layers.filter(({ kind }) => kind === "argument").flatMap(({ entries }) => [...entries]));
  // A value that cannot be determined here is not replaced by a default either.
  const isUnknown = (name: string): boolean => (given.get(name) ?? above.get(name))?.kind === "unresolved";
  const find = (name: string): ValueEntry | undefined => {
    const entry = given.get(name) ?? above.get(name);
    if (entry !== undefined) return entry.kind === "value" ? entry : undefined;
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    return value === undefined ? undefined : { kind: "value", name, value, sensitive: true, origin: ENVIRONMENT };
  };
  const expandEntry = (entry: LayerEntry): LayerEntry => {
    if (!canExpand(entry, literal)) return entry;
    const references = findReferences(entry.value);
    const isUndefined = ({ name, hasDefault }: (typeof references)[number]): boolean =>
      isUnknown(name) || (!hasDefault && find(name) === undefined);
    if (hasOtherBraces(entry.value) || references.some(isUndefined)) {
      const { name, origin } = entry;
      findings.push(makeFinding("REFERENCE_UNDEFINED", "error", {}, { name, at: origin }));
      return { kind: "unresolved", name, origin, reason: "it refers to something undefined" };
    }
    const value = expandReferences(entry.value, (name) => find(name)?.value);
    const used = new Map(references.flatMap(({ name }) => find(name) ?? []).map((one) => [one.name, one.origin]));
    return used.size === 0 ? { ...entry, value } : { ...entry, value, provenance: `with ${renderUsed(used)}` };
  };
  const expanded = layers.map((layer) => {
    const entries: LayerEntry[] = [];
    for (const entry of layer.entries.values()) {
      const made = expandEntry(entry);
      entries.push(made);
      above.set(made.name, made);
    }
    return { ...layer, ...makeLayer(layer.kind, layer.source, entries) };
  });
  return { layers: expanded, findings };
}

const ENVIRONMENT: Origin = { layer: "argument", source: "your environment" };

function canExpand(entry: LayerEntry, literal: readonly string[]): entry is ValueEntry {
  return entry.kind === "value" && entry.expands === true && !literal.includes(entry.name);
}

function renderUsed(used: ReadonlyMap<string, Origin>): string {
  return [...used].map(([name, { source, line }]) => `${name} of ${source}${line === undefined ? "" : `:${line}`}`).join(", ");
}
