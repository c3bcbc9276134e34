/** The plan: what would change in a function's variables, as immutable data that `diff` prints and `set` applies. */

import { standInOf } from "../checks/value-form.ts";
import { defined } from "../defined.ts";
import { EVERY_NAME, isNamePattern, matchNames, type NameChoice, nameChooser } from "../select.ts";
import { compareNames, type Layer, LIVE, type Origin, type Values, type Variable } from "../variables.ts";
import { seeThroughPlaceholders } from "./copied.ts";
import { type DeployOutlook, deployOutlook, openLayer } from "./deploy-outlook.ts";
import { type Merged, type MergedEntry, mergeLayers } from "./merge.ts";

/** A variable as planned: the winner of the merge. */
type Assigned = Variable & { readonly overrode: readonly Origin[] };

export type Change =
  | { readonly kind: "add"; readonly name: string; readonly after: Assigned }
  | { readonly kind: "update"; readonly name: string; readonly before: string; readonly after: Assigned }
  | { readonly kind: "remove"; readonly name: string; readonly before: string; readonly cause: "unset" | "prune" };

/**
 * Why a live variable stays as it is: no source names it (`live`); a source gives the same value (`same`); the template has only
 * a placeholder for it (`placeholder`), which is an empty value, a word or a reference that stands for the real value; or a
 * source could not determine the value (`unresolved`).
 */
export type KeepReason = "live" | "same" | "placeholder" | "unresolved";

export interface Keep {
  readonly kind: "keep";
  readonly name: string;
  readonly value: string;
  readonly why: KeepReason;
  /** Where a source names it; `live` if none does. */
  readonly origin: Origin;
  /** Why a source could not determine the value, or what its placeholder is. */
  readonly reason?: string;
}

/**
 * A name that a source defines without a value that can be determined, and that the function does not have: it stops the command.
 */
interface Unresolved {
  readonly name: string;
  readonly origin: Origin;
  readonly reason: string;
}

export interface Plan {
  /** The variables the function has, and those it will have. */
  readonly current: Values;
  readonly desired: Values;
  /** One for each name that differs, sorted by name. */
  readonly changes: readonly Change[];
  /** One for each live name that stays, sorted by name. */
  readonly kept: readonly Keep[];
  /** Names that stop the plan from being applied. */
  readonly unresolved: readonly Unresolved[];
  /** Names whose values the sources define, changed or not: nobody else may have changed them in the meantime. */
  readonly claimed: ReadonlySet<string>;
  /** Names whose values are used as they are, whatever they look like. */
  readonly literal: ReadonlySet<string>;
  /** Requested removals of names that are not live, or of patterns that match nothing. */
  readonly absent: readonly string[];
  /** Names that pruning keeps, since the named transform may have created them. */
  readonly spared?: { readonly names: readonly string[]; readonly transform: string };
  /** Requested removals of names that a source defines: a contradiction that stops the command. */
  readonly contradicted: readonly Unresolved[];
  /** What the next deployment of the template would do to the variables of this plan; absent without a template. */
  readonly deploy?: DeployOutlook;
}

export interface PlanInput {
  readonly current: Values;
  /** Without the live layer, lowest first. */
  readonly layers: readonly Layer[];
  /** Names, or patterns with `*` and `?` for the live names that they match. */
  readonly unset?: readonly string[];
  readonly prune?: boolean;
  /** Names whose values are real, even if they are empty or look like a placeholder, a reference, a mask or ciphertext. */
  readonly literal?: readonly string[];
  /** The names that the plan may touch; the others are treated as if no layer had them and nobody had requested their removal. */
  readonly choice?: NameChoice;
}

/**
 * Computes what turns `current` into the variables that the layers define.
 *
 * Shape: `changes` and `kept` together contain each live name and each added name once; `desired` is `current` with `changes`
 * applied, in name order. Names that no layer defines, or that are not chosen, keep their value, unless they are chosen and pruned.
 */
export function makePlan(input: PlanInput): Plan {
  const { current, layers, choice = EVERY_NAME } = input;
  const chooses = nameChooser(choice);
  const literal = new Set(input.literal?.filter(chooses));
  const merged: Merged = new Map([...mergeLayers(seeThroughPlaceholders(layers, literal))].filter(([name]) => chooses(name)));
  const unset = namesToUnset(input, chooses);
  // What may be removed, and what the outlook is on.
  const touched = new Map([...current].filter(([name]) => chooses(name)));
  const removals = removalCauses({ ...input, current: touched, unset }, merged);
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
  const deploy = deployOutlook(new Map([...desired].filter(([name]) => chooses(name))), layers);
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
    ...sparedNames({ ...input, current: touched, unset }, merged),
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

/** Returns the names that a plan is responsible for: those it changes, and those whose values a source defines. */
export function ownNames(plan: Plan): ReadonlySet<string> {
  return new Set([...plan.claimed, ...plan.changes.map((change) => change.name)]);
}

/** Returns the names that the plan removes. */
export function removedNames(plan: Plan): readonly string[] {
  return plan.changes.filter((change) => change.kind === "remove").map((change) => change.name);
}

/** Returns the names to remove. A pattern that matches nothing is kept, so that it can be reported; so is a name, unless it is left out. */
function namesToUnset({ current, unset = [] }: PlanInput, chooses: (name: string) => boolean): readonly string[] {
  const names = unset.flatMap((pattern) => {
    const matched = matchNames(pattern, current.keys());
    if (matched.length > 0) return matched.filter(chooses);
    return isNamePattern(pattern) || chooses(pattern) ? [pattern] : [];
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
  // A template's placeholder means "set elsewhere": it must never replace a live value.
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
