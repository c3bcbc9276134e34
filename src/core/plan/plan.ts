/** The plan: what would change in a function's variables, as immutable data that `diff` prints and `set` applies. */

import { isBlank, standInOf } from "../checks/value-form.ts";
import { defined } from "../defined.ts";
import { matchNames } from "../select.ts";
import { compareNames, type Layer, LIVE, type Origin, type Values, type Variable } from "../variables.ts";
import { type Merged, type MergedEntry, mergeLayers } from "./merge.ts";

/** A variable as the plan wants it: the winner of the merge. */
type Assigned = Variable & { readonly overrode: readonly Origin[] };

export type Change =
  | { readonly kind: "add"; readonly name: string; readonly after: Assigned }
  | { readonly kind: "update"; readonly name: string; readonly before: string; readonly after: Assigned }
  | { readonly kind: "remove"; readonly name: string; readonly before: string; readonly cause: "unset" | "prune" };

/**
 * Why a live variable stays as it is: no source names it (`live`), a source gives the same value (`same`), the template has
 * only a placeholder (`placeholder`): an empty value, a word or a reference that stands for the real value, or a source could not tell the value (`unresolved`).
 */
export type KeepReason = "live" | "same" | "placeholder" | "unresolved";

export interface Keep {
  readonly kind: "keep";
  readonly name: string;
  readonly value: string;
  readonly why: KeepReason;
  /** Where a source names it; `live` where none does. */
  readonly origin: Origin;
  /** Why a source could not tell the value, or what its placeholder is. */
  readonly reason?: string;
}

/** A name that a source defines without telling its value, and that the function does not have: it stops the command. */
interface Unresolved {
  readonly name: string;
  readonly origin: Origin;
  readonly reason: string;
}

export interface Plan {
  /** What the function has, and what it shall have. */
  readonly current: Values;
  readonly desired: Values;
  /** One for each name that differs, sorted by name. */
  readonly changes: readonly Change[];
  /** One for each live name that stays, sorted by name. */
  readonly kept: readonly Keep[];
  /** Names that stop the plan from being applied. */
  readonly unresolved: readonly Unresolved[];
  /** Names whose value the sources state, changed or not: nobody else may have changed them meanwhile. */
  readonly claimed: ReadonlySet<string>;
  /** Names whose values are taken as they are, whatever they look like. */
  readonly literal: ReadonlySet<string>;
  /** Removals that were asked for of names that are not live, or of patterns that match none. */
  readonly absent: readonly string[];
  /** What pruning leaves alone, since the named transform may have made it. */
  readonly spared?: { readonly names: readonly string[]; readonly transform: string };
  /** Removals that were asked for of names that a source defines: a contradiction that stops the command. */
  readonly contradicted: readonly Unresolved[];
  /** What the next deployment of the template would do to the variables of this plan; none without a template. */
  readonly deploy?: DeployOutlook;
}

/** Names that a deployment of the template would drop, those that its placeholders would blank, and those it gives other values. */
export interface DeployOutlook {
  readonly overwrites: readonly string[];
  readonly drops: readonly string[];
  readonly blanks: readonly string[];
}

export interface PlanInput {
  readonly current: Values;
  /** Without the live layer, lowest first. */
  readonly layers: readonly Layer[];
  /** Names, or patterns with `*` and `?`, which stand for the live names that they match. */
  readonly unset?: readonly string[];
  readonly prune?: boolean;
  /** Names whose values are real, though they are empty or look like a placeholder, a reference, a mask or ciphertext. */
  readonly literal?: readonly string[];
}

/**
 * Computes what turns `current` into what the layers say.
 *
 * Shape: `changes` and `kept` together hold each live name and each added name once; `desired` is `current` with `changes`
 * applied, in name order. Names that no layer has keep their value, unless pruned.
 */
export function makePlan(input: PlanInput): Plan {
  const { current, layers } = input;
  const merged = mergeLayers(layers);
  const unset = namesToUnset(input);
  const removals = removalCauses({ ...input, unset }, merged);
  const literal = new Set(input.literal);
  const changes: Change[] = [];
  const kept: Keep[] = [];
  const unresolved: Unresolved[] = [];

  for (const [name, value] of current) {
    const cause = removals.get(name);
    if (cause !== undefined) changes.push({ kind: "remove", name, before: value, cause });
    else {
      const entry = merged.get(name);
      const keep = keepOf(name, value, entry, literal);
      if (keep !== undefined) kept.push(keep);
      else if (entry?.kind === "value") changes.push({ kind: "update", name, before: value, after: toAssigned(entry) });
    }
  }
  for (const [name, entry] of merged) {
    if (current.has(name)) continue;
    if (entry.kind === "value") changes.push({ kind: "add", name, after: toAssigned(entry) });
    else unresolved.push({ name, origin: entry.origin, reason: entry.reason });
  }

  const byName = (a: { name: string }, b: { name: string }): number => compareNames(a.name, b.name);
  changes.sort(byName);
  kept.sort(byName);
  unresolved.sort(byName);
  const desired = applyChanges(current, changes);
  const deploy = deployOutlook(desired, layers);
  return {
    current,
    desired,
    changes,
    kept,
    unresolved,
    claimed: claimedNames(merged, kept),
    literal,
    absent: unset.filter((name) => !current.has(name) && !merged.has(name)),
    contradicted: contradictions(unset, merged),
    ...sparedNames({ ...input, unset }, merged),
    ...defined({ deploy }),
  };
}

/** Returns `values` with `changes` applied, in name order. */
export function applyChanges(values: Values, changes: readonly Change[]): Values {
  const result = new Map(values);
  for (const change of changes) {
    if (change.kind === "remove") result.delete(change.name);
    else result.set(change.name, change.after.value);
  }
  return new Map([...result].sort(([a], [b]) => compareNames(a, b)));
}

/** Returns the changes that take `applyChanges(values, changes)` back to `values`. */
export function invertChanges(changes: readonly Change[]): readonly Change[] {
  const restored = (name: string, value: string): Assigned => ({ name, value, sensitive: true, origin: LIVE, overrode: [] });
  return changes.map((change): Change => {
    const { name } = change;
    if (change.kind === "add") return { kind: "remove", name, before: change.after.value, cause: "unset" };
    if (change.kind === "remove") return { kind: "add", name, after: restored(name, change.before) };
    return { kind: "update", name, before: change.after.value, after: restored(name, change.before) };
  });
}

/** Returns the names that a plan answers for: those that it changes, and those whose value a source states. */
export function ownNames(plan: Plan): ReadonlySet<string> {
  return new Set([...plan.claimed, ...plan.changes.map((change) => change.name)]);
}

/** Names that the plan removes. */
export function removedNames(plan: Plan): readonly string[] {
  return plan.changes.filter((change) => change.kind === "remove").map((change) => change.name);
}

/** A pattern that matches nothing stays, to be reported. */
function namesToUnset({ current, unset = [] }: PlanInput): readonly string[] {
  const names = unset.flatMap((pattern) => {
    const matched = matchNames(pattern, current.keys());
    return matched.length > 0 ? matched : [pattern];
  });
  return [...new Set(names)];
}

function removalCauses(input: PlanInput, merged: Merged): ReadonlyMap<string, "unset" | "prune"> {
  const causes = new Map<string, "unset" | "prune">();
  if (input.prune === true && openLayer(input.layers) === undefined) {
    for (const name of input.current.keys()) if (!merged.has(name)) causes.set(name, "prune");
  }
  for (const name of input.unset ?? []) if (!merged.has(name)) causes.set(name, "unset");
  return causes;
}

function openLayer(layers: readonly Layer[]): string | undefined {
  return layers.find(({ openTo }) => openTo !== undefined)?.openTo;
}

function sparedNames({ current, layers, unset = [], prune }: PlanInput, merged: Merged): Pick<Plan, "spared"> {
  const transform = openLayer(layers);
  if (prune !== true || transform === undefined) return {};
  const names = [...current.keys()].filter((name) => !merged.has(name) && !unset.includes(name)).sort(compareNames);
  return names.length === 0 ? {} : { spared: { names, transform } };
}

function contradictions(unset: readonly string[], merged: Merged): readonly Unresolved[] {
  return unset.flatMap((name) => {
    const entry = merged.get(name);
    return entry === undefined ? [] : [{ name, origin: entry.origin, reason: "asked to be removed" }];
  });
}

function keepOf(name: string, value: string, entry: MergedEntry | undefined, literal: ReadonlySet<string>): Keep | undefined {
  if (entry === undefined) return { kind: "keep", name, value, why: "live", origin: LIVE };
  const { origin } = entry;
  if (entry.kind === "unresolved") return { kind: "keep", name, value, why: "unresolved", origin, reason: entry.reason };
  if (entry.value === value) return { kind: "keep", name, value, why: "same", origin };
  // A template's placeholder stands for "set elsewhere": it must never replace what is live.
  const reason = origin.layer === "template" && !literal.has(name) ? standInOf(name, entry.value) : undefined;
  return reason === undefined ? undefined : { kind: "keep", name, value, why: "placeholder", origin, reason };
}

function toAssigned(entry: Extract<MergedEntry, { kind: "value" }>): Assigned {
  const { kind: _, ...assigned } = entry;
  return assigned;
}

function claimedNames(merged: Merged, kept: readonly Keep[]): ReadonlySet<string> {
  const placeholders = new Set(kept.filter((keep) => keep.why === "placeholder").map((keep) => keep.name));
  const claimed = new Set<string>();
  for (const [name, entry] of merged) if (entry.kind === "value" && !placeholders.has(name)) claimed.add(name);
  return claimed;
}

function deployOutlook(desired: Values, layers: readonly Layer[]): DeployOutlook | undefined {
  const template = layers.filter((layer) => layer.kind === "template");
  if (template.length === 0) return undefined;
  const carried = mergeLayers(template);
  // A transform may make what the text of the template lacks.
  const drops = openLayer(template) === undefined ? [...desired.keys()].filter((name) => !carried.has(name)) : [];
  const blanks = [...desired].flatMap(([name, value]) => {
    const entry = carried.get(name);
    return entry?.kind === "value" && isBlank(entry.value) && !isBlank(value) ? [name] : [];
  });
  const overwrites = [...desired].flatMap(([name, value]) => {
    const entry = carried.get(name);
    return entry?.kind === "value" && entry.value !== value && !isBlank(entry.value) ? [name] : [];
  });
  return { overwrites, drops, blanks };
}
