/** A run as GitLab's terraform report, which its merge-request widget shows. */
import { countsOf, type RunReport } from "./report.ts";

/** Returns the three counts that the widget reads. */
export function renderGitlab(report: Pick<RunReport, "targets">): string {
  const { added, updated, removed } = countsOf(report);
  return `${JSON.stringify({ create: added, update: updated, delete: removed })}\n`;
}
