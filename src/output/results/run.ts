/** A run on functions, from its plans to its outcome: the one document of `set`, `unset` and `diff`, and its parts as text. */
import type { Json } from "../../core/json.ts";
import type { Drift } from "../../core/plan/drift.ts";
import type { RedactedPlan } from "../../core/secrecy/redact.ts";
import type { NameChoice } from "../../core/select.ts";
import type { Target } from "../../core/target.ts";
import type { Finding, LambdaEnvError } from "../../errors.ts";
import { sumCounts } from "../counts.ts";
import {
  errorDocument,
  type FailedFunction,
  failedDocument,
  findingDocument,
  planDocument,
  publicationDocument,
  renderJson,
  targetDocument,
} from "../documents/json.ts";
import { escapeForeign } from "../escape.ts";
import { choiceDocument } from "../messages/choice.ts";
import type { Outcome, ShownPublication, ShownReversal } from "../outcome.ts";
import type { Size } from "../size.ts";
import { type Comparison, comparisonDocument } from "./compare.ts";

/** One function of a run, as it may be shown. */
export interface ShownTarget {
  readonly target: Target;
  readonly plan: RedactedPlan;
  readonly outcome: Outcome;
  /** The size of the variables as planned, and Lambda's limit. */
  readonly size: Size;
  readonly findings: readonly Finding[];
  /** Why values differ from the template; undefined if that was not looked up or cannot be determined. */
  readonly drift?: readonly Drift[];
  readonly published?: ShownPublication;
  /** The function that it is compared with, if nothing else is a source. */
  readonly comparison?: Pick<Comparison, "other" | "isChosen">;
  /** Why it failed. */
  readonly error?: LambdaEnvError;
  /** Present if what was written, or may have been, was reverted. */
  readonly reversal?: ShownReversal;
}

/** Returns the one document of a run. */
export function renderRun(
  command: string,
  targets: readonly ShownTarget[],
  facts: { readonly dryRun: boolean; readonly choice: NameChoice; readonly failed?: readonly FailedFunction[] },
): string {
  return renderJson({
    command,
    dry_run: facts.dryRun,
    chosen: choiceDocument(facts.choice),
    targets: targets.map(targetOfRun),
    ...failedDocument(facts.failed ?? []),
    totals: totalsDocument(targets),
  });
}

function targetOfRun({
  target,
  plan,
  outcome,
  size,
  findings,
  drift,
  published,
  error,
  reversal,
  comparison,
}: ShownTarget): Json {
  return {
    ...targetDocument(target),
    outcome,
    ...planDocument(plan),
    size: { bytes: size.bytes, limit: size.limit },
    findings: findings.map(findingDocument),
    drift: drift === undefined ? null : drift.map(({ name, causes }) => ({ name, causes })),
    published: published === undefined ? null : publicationDocument(published),
    ...(comparison === undefined ? {} : { comparison: comparisonDocument({ ...comparison, plan }) }),
    ...(error === undefined ? {} : errorDocument(error)),
    ...(reversal === undefined ? {} : { reverted: reversalDocument(reversal) }),
  };
}

function reversalDocument({ wroteBack, kept, keptAlias }: ShownReversal): Json {
  return { written: wroteBack, kept, kept_alias: keptAlias ?? null };
}

/** Returns the sums of a run. */
export function totalsDocument(targets: readonly Pick<ShownTarget, "plan" | "outcome">[]): Json {
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
    // A single function that fails has no document of this kind.
    ...(targets.length === 1 ? {} : endings),
  };
}

/** Returns what was published, as a line of the result. */
export function renderPublication({ version, alias }: ShownPublication): string {
  if (alias === undefined) return `published version ${escapeForeign(version)}\n`;
  const from = alias.from === version ? "already points to it" : `moved to it from ${escapeForeign(alias.from)}`;
  return `published version ${escapeForeign(version)}, alias ${escapeForeign(alias.name)} ${from}\n`;
}

/** The last line of a run that only shows what it would do. */
export const DRY_RUN = "dry run: nothing was written";

/** Returns the sentence after a write. */
export function sayVerified({ functionName }: Target): string {
  return `verified: ${escapeForeign(functionName)} now has the intended variables`;
}
