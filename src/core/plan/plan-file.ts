/**
 * A plan without values, stored in a file between the run that shows it and the run that applies it; and whether it is still up
 * to date.
 */

import { defined } from "../defined.ts";
import { membersOf } from "../json.ts";
import type { NameChoice } from "../select.ts";
import { compareNames, type LayerKind, LIVE, type Origin } from "../variables.ts";
import { type Loss, lossOf } from "./losses.ts";
import type { Outdated, PlannedKind } from "./outdated.ts";
import type { Change, Keep, Plan } from "./plan.ts";

/** One name of the function or of the sources, as the plan saw it. */
interface PlannedName {
  readonly name: string;
  readonly kind: PlannedKind;
  /** Why it is removed or kept. */
  readonly why?: string;
  /** How its live value would get lost, if it would. */
  readonly loss?: Loss;
  /** Where its value comes from; `live` if no source names it. */
  readonly origin: Origin;
  /** Fingerprints of the live value and of the planned one. */
  readonly before?: string;
  readonly after?: string;
}

/** The plan of one function. */
export interface PlannedFunction {
  readonly functionArn: string;
  readonly revisionId?: string;
  /** Sorted by name, each name once. */
  readonly names: readonly PlannedName[];
}

export interface PlanFile {
  /**
   * Whether the names carry fingerprints. Without them, only the revision, the names, the origins and the kinds of change can be
   * compared.
   */
  readonly fingerprinted: boolean;
  /** The names that the plan was made for: what else the function and the sources have must stay as it is. */
  readonly choice: NameChoice;
  /** The stage that it was made with, if any. */
  readonly stage?: string;
  /** Each function once. */
  readonly functions: readonly PlannedFunction[];
}

/** A keyed digest of a name and its value, which reveals nothing about the value to anyone without the key. */
export type Fingerprint = (name: string, value: string) => string;

export interface PlanFileTarget {
  readonly functionArn: string;
  readonly revisionId?: string;
}

/** A name that is not as planned any longer, and how it differs. */
export interface OutdatedName {
  readonly name: string;
  readonly how: Outdated;
}

/** Returns the part of `plan` that may be stored: no values, and fingerprints only if there is a key for them. */
export function planFunction(plan: Plan, target: PlanFileTarget, fingerprint: Fingerprint | undefined): PlannedFunction {
  const { functionArn, revisionId } = target;
  const names = [...plan.changes, ...plan.kept]
    .map((entry) => toPlannedName(entry, fingerprint))
    .sort((a, b) => compareNames(a.name, b.name));
  const revision = defined({ revisionId });
  return { functionArn, ...revision, names };
}

/**
 * Returns the names that have changed between the plan and `now`, a plan made from the same sources; sorted.
 *
 * Line numbers are not compared: an additional comment in a source does not make another plan.
 */
export function findOutdatedNames(planned: PlannedFunction, now: PlannedFunction): readonly OutdatedName[] {
  const then = new Map(planned.names.map((entry) => [entry.name, entry]));
  const today = new Map(now.names.map((entry) => [entry.name, entry]));
  return [...new Set([...then.keys(), ...today.keys()])].sort(compareNames).flatMap((name) => {
    const how = howOutdated(then.get(name), today.get(name));
    return how === undefined ? [] : [{ name, how }];
  });
}

/** Returns the plan in a parsed JSON document; undefined if it is not one, or has a layer that is not one of `layers`. */
export function toPlanFile(document: unknown, layers: readonly LayerKind[]): PlanFile | undefined {
  const { targets, fingerprints, chosen, stage } = membersOf(document);
  const { name: stageName } = membersOf(stage);
  const { only = [], except = [] } = membersOf(chosen);
  if (!(fingerprints === null || fingerprints === FINGERPRINTS) || !Array.isArray(targets)) return undefined;
  if (!isTexts(only) || !isTexts(except)) return undefined;
  const functions = targets.flatMap((entry: unknown) => readPlannedFunction(entry, layers) ?? []);
  const isWhole = functions.length > 0 && new Set(functions.map(({ functionArn }) => functionArn)).size === targets.length;
  if (!isWhole) return undefined;
  const ofStage = typeof stageName === "string" ? { stage: stageName } : {};
  return { fingerprinted: fingerprints !== null, choice: { only, except }, ...ofStage, functions };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === "string");
}

function readPlannedFunction(entry: unknown, layers: readonly LayerKind[]): PlannedFunction | undefined {
  const { arn, revision_id: revisionId, variables } = membersOf(entry);
  if (typeof arn !== "string" || !(revisionId === null || typeof revisionId === "string")) return undefined;
  if (!Array.isArray(variables)) return undefined;
  const names = variables.flatMap((variable: unknown) => readPlannedName(variable, layers) ?? []);
  if (new Set(names.map(({ name }) => name)).size !== variables.length) return undefined;
  return { functionArn: arn, ...(revisionId === null ? {} : { revisionId }), names };
}

/** The environment variable of the key. Not an option: a key on a command line would be in every process list. */
export const FINGERPRINT_KEY = "LAMBDA_ENV_FINGERPRINT_KEY";

/** How fingerprints are made, as written in the document. */
export const FINGERPRINTS = "hmac-sha256";

function toPlannedName(entry: Change | Keep, fingerprint: Fingerprint | undefined): PlannedName {
  const { name, kind } = entry;
  const print = (field: "before" | "after", value: string): Partial<PlannedName> =>
    fingerprint === undefined ? {} : { [field]: fingerprint(name, value) };
  switch (entry.kind) {
    case "add":
      return { name, kind, origin: entry.after.origin, ...print("after", entry.after.value) };
    case "update": {
      const { origin, value } = entry.after;
      const loss = lossOf(entry);
      return { name, kind, origin, ...(loss && { loss }), ...print("before", entry.before), ...print("after", value) };
    }
    case "remove":
      return { name, kind, why: entry.cause, origin: LIVE, ...print("before", entry.before) };
    case "keep":
      return { name, kind, why: entry.why, origin: entry.origin, ...print("before", entry.value) };
  }
}

function howOutdated(then: PlannedName | undefined, now: PlannedName | undefined): Outdated | undefined {
  if (then === undefined) return now?.kind === "keep" ? "is-live" : `now-${now?.kind ?? "add"}`;
  if (now === undefined) return then.kind === "add" ? "is-undefined" : "is-not-live";
  if (then.before !== now.before) return "other-live-value";
  if (then.kind !== now.kind) return `${then.kind}-now-${now.kind}`;
  if (then.loss !== now.loss) return now.loss === undefined ? "real-value" : `now-${now.loss}`;
  if (sourceOf(then) !== sourceOf(now)) return "other-source";
  if (then.after !== now.after) return "other-value";
  return then.why === now.why ? undefined : "other-reason";
}

function sourceOf({ origin }: PlannedName): string {
  return JSON.stringify([origin.layer, origin.source, origin.key ?? null]);
}

function readPlannedName(entry: unknown, layers: readonly LayerKind[]): PlannedName | undefined {
  const { name, kind, why, blanks, placeholder, origin, before, after } = membersOf(entry);
  const { layer, source, key } = membersOf(origin);
  const known = layers.find((candidate) => candidate === layer);
  if (typeof name !== "string" || !isKind(kind) || known === undefined || typeof source !== "string") return undefined;
  return {
    name,
    kind,
    ...(typeof why === "string" ? { why } : {}),
    ...(blanks === true ? { loss: "blanks" } : placeholder === true ? { loss: "placeholder" } : {}),
    origin: { layer: known, source, ...(typeof key === "string" ? { key } : {}) },
    ...(typeof before === "string" ? { before } : {}),
    ...(typeof after === "string" ? { after } : {}),
  };
}

const KINDS: readonly PlannedKind[] = ["add", "update", "remove", "keep"];

function isKind(kind: unknown): kind is PlannedName["kind"] {
  return typeof kind === "string" && KINDS.some((known) => known === kind);
}
