/** A run on functions, from its plans to what became of them: the one document of `set`, `unset` and `diff`, and its parts as text. */
import type { Json } from "../../core/json.ts";
import type { Drift, DriftCause } from "../../core/plan/drift.ts";
import type { RedactedPlan } from "../../core/secrecy/redact.ts";
import type { Target } from "../../core/target.ts";
import type { Finding, LambdaEnvError } from "../../errors.ts";
import { sumCounts } from "../counts.ts";
import { errorDocument, findingDocument, planDocument, renderJson, targetDocument } from "../documents/json.ts";
import { escapeForeign } from "../escape.ts";
import type { Outcome, ShownPublication, ShownReversal } from "../outcome.ts";

/** One function of a run, as it may be shown. */
export interface ShownTarget {
  readonly target: Target;
  readonly plan: RedactedPlan;
  readonly outcome: Outcome;
  /** The size of the variables as planned, and what Lambda allows. */
  readonly size: { readonly bytes: number; readonly limit: number };
  readonly findings: readonly Finding[];
  /** Why values differ from the template; undefined where that was not looked up or cannot be determined. */
  readonly drift?: readonly Drift[];
  readonly published?: ShownPublication;
  /** Why it failed. */
  readonly error?: LambdaEnvError;
  /** Present where what was written, or may have been, was taken back. */
  readonly reversal?: ShownReversal;
}

/** Returns the one document of a run. */
export function renderRun(command: string, targets: readonly ShownTarget[], facts: { readonly dryRun: boolean }): string {
  return renderJson({
    command,
    dry_run: facts.dryRun,
    targets: targets.map(targetOfRun),
    totals: totalsDocument(targets),
  });
}

function targetOfRun({ target, plan, outcome, size, findings, drift, published, error, reversal }: ShownTarget): Json {
  return {
    ...targetDocument(target),
    outcome,
    ...planDocument(plan),
    size: { bytes: size.bytes, limit: size.limit },
    findings: findings.map(findingDocument),
    drift: drift === undefined ? null : drift.map(({ name, causes }) => ({ name, causes })),
    published: published === undefined ? null : publicationDocument(published),
    ...(error === undefined ? {} : errorDocument(error)),
    ...(reversal === undefined ? {} : { reverted: { kept: reversal.kept, kept_alias: reversal.keptAlias ?? null } }),
  };
}

function totalsDocument(targets: readonly ShownTarget[]): Json {
  const { added, updated, removed, kept } = sumCounts(targets.map(({ plan }) => plan));
  const count = (wanted: Outcome): number => targets.filter(({ outcome }) => outcome === wanted).length;
  const endings = { failed: count("failed"), reverted: count("reverted"), not_started: count("not-started") };
  return {
    targets: targets.length,
    changed: targets.filter(({ plan }) => plan.changes.length > 0).length,
    written: targets.filter(({ outcome }) => outcome === "written").length,
    added,
    updated,
    removed,
    kept,
    // One function that fails has no document of this kind.
    ...(targets.length === 1 ? {} : endings),
  };
}

function publicationDocument({ version, alias }: ShownPublication): Json {
  return { version, alias: alias === undefined ? null : { name: alias.name, from: alias.from } };
}

/** Returns what was published as a line of the result. */
export function renderPublication({ version, alias }: ShownPublication): string {
  if (alias === undefined) return `published version ${escapeForeign(version)}\n`;
  const from = alias.from === version ? "already was at it" : `moved to it from ${escapeForeign(alias.from)}`;
  return `published version ${escapeForeign(version)}, alias ${escapeForeign(alias.name)} ${from}\n`;
}

/** What ends a run that only shows what it would do. */
export const DRY_RUN = "dry run: nothing was written";

/** Returns the sentence that ends a write. */
export function sayVerified({ functionName }: Target): string {
  return `verified: ${escapeForeign(functionName)} has what was meant`;
}

/** Returns what the next deployment of the template would undo, one sentence for each way. */
export function sayDeployOutlook({ deploy }: RedactedPlan): readonly string[] {
  const { drops = [], blanks = [], overwrites = [] } = deploy ?? {};
  const say = (what: string, names: readonly string[]): readonly string[] =>
    names.length === 0 ? [] : [`the next sam deploy that changes the variables ${what}: ${names.join(", ")}`];
  return [
    ...say("overwrites what has another value in the template", overwrites),
    ...say("drops what the template does not have", drops),
    ...say("blanks what the template has empty", blanks),
  ];
}

/** What is said of each cause. */
const CAUSES: readonly (readonly [DriftCause, string])[] = [
  ["template", "the template or its parameters changed since the last deploy"],
  ["by-hand", "the function was changed by hand since the last deploy"],
  ["rotated", "the secret or parameter behind it changed since the last deploy"],
];

/** Returns the differences by their causes, one sentence for each. */
export function sayDrift(drift: readonly Drift[]): readonly string[] {
  return CAUSES.flatMap(([cause, words]) => {
    const names = drift.filter(({ causes }) => causes.includes(cause)).map(({ name }) => name);
    return names.length === 0 ? [] : [`${words}: ${names.join(", ")}`];
  });
}
