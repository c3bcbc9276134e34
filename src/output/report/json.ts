/** A run as a JSON document with names only, for programs: of success and of failure alike. */
import { type ErrorCode, EXIT_CODES } from "../../errors.ts";
import { errorDocument, findingDocument, lossesDocument, originDocument, renderJson } from "../json.ts";
import { countChanges } from "../plan.ts";
import type { RunReport } from "./report.ts";

/** How a run ends after its write has left, or may have. */
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
  const { command, functionName, account, region, plan, findings, exitCode, failure } = report;
  return renderJson({
    document: "report",
    command,
    target: { function: functionName, account: account || null, region: region || null },
    written: writtenOf(report),
    exit_code: failure === undefined ? exitCode : EXIT_CODES[failure.code],
    changed: plan === undefined ? null : plan.changes.length > 0,
    summary: plan === undefined ? null : summaryOf(plan),
    asks: plan === undefined ? null : lossesDocument(plan.losses),
    changes: (plan?.changes ?? []).map((change) => ({
      kind: change.kind,
      name: change.name,
      origin: change.kind === "remove" ? null : originDocument(change.origin),
    })),
    findings: findings.map(findingDocument),
    error: failure === undefined ? null : (errorDocument(failure)["error"] ?? null),
  });
}

/** Whether the variables were written and verified; null where the write may have arrived, and that was not seen. */
function writtenOf({ command, written, plan, failure }: RunReport): boolean | null {
  if (written) return true;
  const mayHaveLeft = command !== "diff" && plan !== undefined && plan.changes.length > 0;
  return mayHaveLeft && failure !== undefined && AFTER_WRITE.has(failure.code) ? null : false;
}

function summaryOf(plan: NonNullable<RunReport["plan"]>): { readonly [key: string]: number } {
  const { added, updated, removed, kept } = countChanges(plan);
  return { added, updated, removed, kept };
}
