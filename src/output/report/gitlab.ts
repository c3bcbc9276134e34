/** A run as GitLab's terraform report, which its merge-request widget shows. */
import type { RedactedPlan } from "../../core/redact.ts";
import { countsOf } from "./report.ts";

/** Returns the three counts that the widget reads. */
export function renderGitlab(plan: RedactedPlan): string {
  const { added, updated, removed } = countsOf(plan);
  return `${JSON.stringify({ create: added, update: updated, delete: removed })}\n`;
}
