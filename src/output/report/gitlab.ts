/** A run as GitLab's terraform report, which its merge-request widget shows. */
import { escapeJson } from "../escape.ts";
import { askingSentences, countsOf, type RunReport } from "./report.ts";

/** Returns the three counts that the widget reads, and in `asks`, which it ignores, what `set` would ask about. */
export function renderGitlab(report: Pick<RunReport, "targets" | "command">): string {
  const { added, updated, removed } = countsOf(report);
  const asks = askingSentences(report);
  const counts = { create: added, update: updated, delete: removed };
  return `${escapeJson(JSON.stringify(asks.length === 0 ? counts : { ...counts, asks }))}\n`;
}
