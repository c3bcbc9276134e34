/** What commands show of a plan, and the rules of revealing values. */

import { MAX_SIZE_BYTES, sizeBytes } from "../core/checks/checks.ts";
import type { Plan } from "../core/plan/plan.ts";
import { type RedactedPlan, redactPlan, type Visibility } from "../core/redact.ts";
import { type Finding, LambdaEnvError } from "../errors.ts";
import { findingDocument, type Json, planDocument, renderJson } from "../output/json.ts";
import type { Target } from "../workflow/find.ts";
import type { Context } from "./context.ts";
import type { Options } from "./options.ts";

/** Returns whether values may be shown. Errors: USAGE, where the output may be kept for others to read: in CI and in a pipe. */
export function visibilityOf(options: Options, context: Context): Visibility {
  const wish = options["show-values"];
  if (wish === undefined) return "hide";
  if (wish === "always") return "reveal";
  const reason =
    (context.env["CI"] ?? "") !== "" ? "CI is set" : context.stdout.isTTY === true ? undefined : "the output is no terminal";
  if (reason === undefined) return "reveal";
  throw new LambdaEnvError("USAGE", `--show-values is refused: ${reason}`, {
    hint: "--show-values=always, if you are sure who reads it",
  });
}

/** Tells which function is meant, before anything is confirmed or written. */
export function tellTarget(target: Target, context: Context): void {
  const { functionName, account, region } = target;
  context.reporter.note(`function ${functionName}, account ${account}, region ${region}`);
}

/** Tells what the next deployment of the template would undo. */
export function tellDeployOutlook(plan: RedactedPlan, context: Context): void {
  const { drops = [], blanks = [], overwrites = [] } = plan.deploy ?? {};
  if (overwrites.length > 0) {
    context.reporter.note(
      `the next sam deploy that changes the variables overwrites what has another value in the template: ${overwrites.join(", ")}`,
    );
  }
  if (drops.length > 0) {
    context.reporter.note(
      `the next sam deploy that changes the variables drops what the template does not have: ${drops.join(", ")}`,
    );
  }
  if (blanks.length > 0) {
    context.reporter.note(
      `the next sam deploy that changes the variables blanks what the template has empty: ${blanks.join(", ")}`,
    );
  }
}

/** Returns the one document of `set`, `unset` and `diff`. */
export function renderPlanDocument(
  command: string,
  target: Target,
  plan: Plan,
  details: {
    readonly visibility: Visibility;
    readonly findings: readonly Finding[];
    readonly outcome: { readonly [key: string]: Json };
  },
): string {
  return renderJson({
    command,
    target: targetDocument(target),
    ...details.outcome,
    ...planDocument(redactPlan(plan, details.visibility)),
    size: { bytes: sizeBytes(plan.desired), limit: MAX_SIZE_BYTES },
    findings: details.findings.map(findingDocument),
  });
}

export function targetDocument(target: Target): { readonly [key: string]: Json } {
  const { functionName, functionArn, account, region, revisionId } = target;
  return { function: functionName, arn: functionArn, account, region, revision_id: revisionId ?? null };
}
