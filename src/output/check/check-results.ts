/** What `check` found, as text and as a document. */
import {
  type CheckedRun,
  countSeverities,
  findingsOfRun,
  isFaulty,
  type SeverityCounts,
  sortFindings,
} from "../../core/rules/checked-run.ts";
import type { Finding } from "../../errors.ts";
import { findingDocument, renderJson, targetDocument } from "../documents/json.ts";
import { escapeForeign } from "../escape.ts";
import { renderFinding } from "../findings/findings.ts";
import type { Look } from "../look.ts";
import { renderSentence } from "../rows.ts";

/** Returns the findings, those of the files first, then those of each function in the order of their names, and a line that counts them. */
export function renderCheck(run: CheckedRun, look: Look): string {
  const { style } = look;
  const sections = [
    ...(run.findings.length === 0 ? [] : [sortFindings(run.findings).flatMap((finding) => findingLines(finding, look))]),
    ...run.targets
      .filter(({ findings }) => findings.length > 0)
      .map(({ target, findings }) => [
        style.bold(escapeForeign(target.functionName)),
        ...sortFindings(findings).flatMap((finding) => findingLines(finding, look)),
      ]),
  ];
  const all = findingsOfRun(run);
  const summary = sayChecked(run);
  const end = renderSentence(summary, look, isFaulty(all) ? style.danger : undefined);
  return [...sections.flatMap((lines) => [...lines, ""]), ...end].map((line) => `${line}\n`).join("");
}

/** Returns how many findings there are of what was checked: `2 errors, 1 warning: 5 functions, 12 rules`. */
export function sayChecked(run: CheckedRun): string {
  const checked = [
    ...(run.count > 0 ? [counted(run.count, run.isOffline ? "function of the template" : "function")] : []),
    ...(run.rules > 0 ? [counted(run.rules, "rule")] : []),
  ];
  const where = checked.length === 0 ? "" : ` in ${checked.join(" and ")}`;
  return `${saySeverities(countSeverities(findingsOfRun(run)))}${where}${run.isOffline ? ", from files alone" : ""}`;
}

function saySeverities({ error, warning, notice }: SeverityCounts): string {
  const parts = [
    ...(error > 0 ? [counted(error, "error")] : []),
    ...(warning > 0 ? [counted(warning, "warning")] : []),
    ...(notice > 0 ? [counted(notice, "note")] : []),
  ];
  return parts.length === 0 ? "no findings" : parts.join(", ");
}

function counted(count: number, what: string): string {
  if (count === 1) return `1 ${what}`;
  const [noun = "", ...rest] = what.split(" ");
  return [`${count} ${noun}s`, ...rest].join(" ");
}

function findingLines(finding: Finding, look: Look): readonly string[] {
  const { text, hint } = renderFinding(finding);
  const { style } = look;
  const kind = finding.severity === "notice" ? "note" : finding.severity;
  const paint = kind === "error" ? style.error : kind === "warning" ? style.warning : style.dim;
  const [first = "", ...more] = renderSentence(`${kind}: ${escapeForeign(text)}`, look);
  const lines = [`${paint(first.slice(0, kind.length + 1))}${first.slice(kind.length + 1)}`, ...more];
  return [...lines, ...(hint === undefined ? [] : renderSentence(`  hint: ${escapeForeign(hint)}`, look, style.dim))];
}

/** Returns the document of `--json`. */
export function checkDocument(run: CheckedRun): string {
  return renderJson({ command: "check", ...checkMembers(run) });
}

/** Returns the members of a document about what was found. */
export function checkMembers(run: CheckedRun): Parameters<typeof renderJson>[0] {
  const all = findingsOfRun(run);
  const { error, warning, notice } = countSeverities(all);
  return {
    offline: run.isOffline,
    totals: { targets: run.count, rules: run.rules, errors: error, warnings: warning, notices: notice },
    findings: sortFindings(run.findings).map(findingDocument),
    targets: run.targets.map(({ target, findings }) => ({
      ...targetDocument(target),
      findings: sortFindings(findings).map(findingDocument),
    })),
  };
}
