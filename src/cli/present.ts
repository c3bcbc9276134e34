/** A run on functions as the user sees it: the only place that chooses between text and JSON. */
import { MAX_SIZE_BYTES, sizeBytes } from "../core/checks/checks.ts";
import type { Drift } from "../core/plan/drift.ts";
import type { Plan } from "../core/plan/plan.ts";
import { redactPlan, type Visibility } from "../core/secrecy/redact.ts";
import { nameChooser } from "../core/select.ts";
import type { Target } from "../core/target.ts";
import type { Finding, LambdaEnvError } from "../errors.ts";
import type { FailedFunction } from "../output/documents/json.ts";
import type { Look } from "../output/look.ts";
import { renderFleet } from "../output/messages/fleet.ts";
import type { Outcome, ShownReversal } from "../output/outcome.ts";
import { renderComparison } from "../output/results/compare.ts";
import { renderPlan, renderTotals } from "../output/results/plan.ts";
import { renderPlanDetails, renderPlanTable } from "../output/results/plan-table.ts";
import { renderPublication, renderRun, type ShownTarget, sayVerified } from "../output/results/run.ts";
import type { Published } from "../workflow/change/publish.ts";
import type { Context } from "./context.ts";
import type { Options } from "./options.ts";

/** One function of a run, with its values. */
export interface PresentedTarget {
  readonly target: Target;
  readonly plan: Plan;
  readonly findings: readonly Finding[];
  readonly outcome: Outcome;
  readonly drift?: readonly Drift[] | undefined;
  readonly published?: Published | undefined;
  /** The function that it is compared with, if nothing else is a source. */
  readonly comparedWith?: Target | undefined;
  /** For one of several functions: why it failed, and what was reverted. */
  readonly error?: LambdaEnvError | undefined;
  readonly reversal?: ShownReversal | undefined;
}

export interface Presenter {
  /**
   * Shows the plans before they are applied: that of one function, or a table of all with the details of those that change. The
   * functions of `failed` cannot be planned.
   */
  readonly plans: (targets: readonly PresentedTarget[], failed?: readonly FailedFunction[]) => void;
  /** Shows how many variables change or changed, their size, and what `set` would ask about or did not have to. */
  readonly summary: (target: PresentedTarget) => void;
  /** Shows that the written variables are the intended ones. */
  readonly verified: (target: Target) => void;
  readonly published: (published: Published | undefined) => void;
  /** Shows the outcome of each of several functions. */
  readonly endings: (targets: readonly PresentedTarget[]) => void;
  /** Ends the run: writes the document, if there is one. */
  readonly end: (targets: readonly PresentedTarget[], failed?: readonly FailedFunction[]) => void;
}

export function makePresenter(
  command: string,
  options: Options,
  visibility: Visibility,
  { reporter, writes }: Context,
): Presenter {
  const { look } = reporter;
  const facts: ShownFacts = { visibility, isChosen: nameChooser(options) };
  const isAll = options["all-variables"];
  const asText = (text: string): void => {
    if (!options.json && text !== "") reporter.result(text);
  };
  return {
    plans: (targets, failed = []) => {
      const shown = targets.map((target) => toShown(target, facts));
      const [only, second] = shown;
      if (only === undefined) return;
      if (second === undefined && failed.length === 0) return asText(renderOne(only, command, look, isAll));
      const isApplied = writes && !options["dry-run"];
      const details = renderPlanDetails(shown, look, isAll);
      asText(renderPlanTable(shown, isApplied ? undefined : command === "unset" ? "unset" : "set", look));
      // The outcome of each function follows.
      asText(isApplied && details !== "" ? `${details}\n` : details);
    },
    summary: (target) => {
      const { plan, size, outcome } = toShown(target, facts);
      asText(renderTotals({ plan, size, tense: outcome === "written" ? "did" : "would", command }, look));
    },
    verified: (target) => reporter.note(sayVerified(target)),
    published: (published) => {
      if (published !== undefined) asText(renderPublication(published));
    },
    endings: (targets) => {
      const rows = targets.flatMap(({ target, outcome, error, reversal, published }) =>
        outcome === "planned"
          ? []
          : [
              {
                functionName: target.functionName,
                outcome,
                ...(error && { error }),
                ...(reversal && { reversal }),
                ...(published && { published }),
              },
            ],
      );
      asText(renderFleet(rows, look));
    },
    end: (targets, failed = []) => {
      if (!options.json) return;
      const shown = targets.map((target) => toShown(target, facts));
      reporter.result(renderRun(command, shown, { dryRun: options["dry-run"], choice: options, failed }));
    },
  };
}

/** Returns whether two functions are compared: they are grouped by which of them has what. */
function renderOne(shown: ShownTarget, command: string, look: Look, isAll: boolean): string {
  const { target, plan, comparison } = shown;
  if (command !== "diff" || comparison === undefined) return renderPlan(shown, look, isAll);
  return renderComparison({ ...comparison, target, plan }, look, isAll);
}

interface ShownFacts {
  readonly visibility: Visibility;
  /** Returns whether `--only` and `--except` select a name. */
  readonly isChosen: (name: string) => boolean;
}

function toShown(
  { target, plan, findings, outcome, drift, published, error, reversal, comparedWith }: PresentedTarget,
  { visibility, isChosen }: ShownFacts,
): ShownTarget {
  return {
    target,
    plan: redactPlan(plan, visibility),
    outcome,
    size: { bytes: sizeBytes(plan.desired), limit: MAX_SIZE_BYTES },
    findings,
    ...(drift && { drift }),
    ...(comparedWith && { comparison: { other: comparedWith, isChosen } }),
    ...(published && { published }),
    ...(error && { error }),
    ...(reversal && { reversal }),
  };
}
