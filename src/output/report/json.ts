/** A run as a JSON document with names only, for programs: after success and failure alike. */
import { defined } from "../../core/defined.ts";
import type { Json } from "../../core/json.ts";
import { type ErrorCode, EXIT_CODES } from "../../errors.ts";
import { countChanges } from "../counts.ts";
import {
  errorDocument,
  findingDocument,
  lossesDocument,
  originDocument,
  publicationDocument,
  renderJson,
  stageDocument,
} from "../documents/json.ts";
import { choiceDocument } from "../messages/choice.ts";
import { countsOf, type ReportedTarget, type RunReport, type Subject, wasWritten } from "./report.ts";

/** How a run ends after its write was sent, or may have been sent. */
const AFTER_WRITE: ReadonlySet<ErrorCode> = new Set([
  "UPDATE_FAILED",
  "NOT_VERIFIED",
  "OVERWRITTEN",
  "NOT_SETTLED",
  "UNAVAILABLE",
  "INTERRUPTED",
  "BUG",
]);

/** Returns the document; what is not known is `null`. */
export function renderJsonReport(report: RunReport): string {
  const { command, subject, choice, stage, targets, exitCode, failure } = report;
  const isKnown = targets.length > 0;
  const written = writtenOf(report);
  return renderJson({
    ...(stage === undefined ? {} : { stage: stageDocument(stage) }),
    document: "report",
    command,
    subject: placeDocument(subject),
    chosen: choiceDocument(choice),
    written,
    exit_code: failure === undefined ? exitCode : EXIT_CODES[failure.code],
    changed: isKnown ? targets.some(({ plan }) => plan.changes.length > 0) : null,
    totals: isKnown ? { targets: targets.length, ...countsOf(report) } : null,
    targets: targets.map((target) => targetDocument(target, isWritten(target, written), failure !== undefined)),
    error: failure === undefined ? null : (errorDocument(failure)["error"] ?? null),
  });
}

function targetDocument(target: ReportedTarget, written: boolean | null, failed: boolean): { readonly [key: string]: Json } {
  const { plan, findings, ending, revisionId, published } = target;
  // What failed after the write may have changed the function once more.
  const isKnown = written === false || (written === true && !failed);
  return {
    ...placeDocument(target),
    revision_id: (isKnown ? revisionId : undefined) ?? null,
    published: published === undefined ? null : publicationDocument(published),
    written,
    ...defined({ outcome: ending?.outcome }),
    ...(ending?.error === undefined ? {} : errorDocument(ending.error)),
    changed: plan.changes.length > 0,
    summary: { ...countChanges(plan) },
    asks: lossesDocument(plan.losses),
    changes: plan.changes.map((change) => ({
      kind: change.kind,
      name: change.name,
      blanks: change.kind === "update" && change.loss === "blanks",
      placeholder: change.kind === "update" && change.loss === "placeholder",
      origin: change.kind === "remove" ? null : originDocument(change.origin),
    })),
    findings: findings.map(findingDocument),
  };
}

/** Returns whether a function was written: with several functions, each has its own outcome; with one, it is that of the run. */
function isWritten({ written, ending }: ReportedTarget, ofRun: boolean | null): boolean | null {
  if (written) return true;
  if (ending === undefined) return ofRun === null ? null : false;
  const { outcome, error, reversal } = ending;
  const mayHaveLeft = outcome === "failed" && reversal === undefined && error !== undefined && AFTER_WRITE.has(error.code);
  return mayHaveLeft ? null : false;
}

function placeDocument({ functionName, account, region }: Subject): { readonly [key: string]: Json } {
  return { function: functionName, account: account || null, region: region || null };
}

/** Returns whether the variables were written and verified; null if the write may have been applied and that is not known. */
function writtenOf(report: RunReport): boolean | null {
  if (wasWritten(report)) return true;
  const { command, targets, failure } = report;
  const mayHaveLeft = command !== "diff" && targets.some(({ plan }) => plan.changes.length > 0);
  return mayHaveLeft && failure !== undefined && AFTER_WRITE.has(failure.code) ? null : false;
}
