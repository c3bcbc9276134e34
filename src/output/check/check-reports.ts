/** What `check` found, as reports: annotations, Markdown, JUnit, GitLab's code quality report and JSON. */
import { countSeverities, findingsOfRun, sortFindings } from "../../core/rules/checked-run.ts";
import { EXIT_CODES, type Finding } from "../../errors.ts";
import { renderJson, stageDocument } from "../documents/json.ts";
import { escapeJson } from "../escape.ts";
import { renderFinding } from "../findings/findings.ts";
import { choiceDocument } from "../messages/choice.ts";
import { renderPlace } from "../origin.ts";
import { annotationCommand, type PathOf } from "../report/github.ts";
import { xmlAttribute } from "../report/junit.ts";
import { codeSpan, commentText, linesWithin, stageLines, tableCell } from "../report/markdown.ts";
import { type RunReport, subjectOf } from "../report/report.ts";
import { checkMembers, sayChecked } from "./check-results.ts";

/** A report of a run of `check` that did not fail. */
export type CheckReport = RunReport & { readonly checked: NonNullable<RunReport["checked"]> };

/** GitHub shows ten of each kind for a step; one is left for the sentence at the end. */
const MAX_OF_A_KIND = 9;
/** Of the 65,535 bytes of a comment, what the table may take. */
const TABLE_BYTES = 60_000;

/** Returns the findings in the order of the text, each with the function that it concerns. */
function listed({ checked }: CheckReport): readonly Finding[] {
  return [
    ...sortFindings(checked.findings),
    ...checked.targets.flatMap(({ target, findings }) =>
      sortFindings(findings).map((finding) => ({ ...finding, functions: [target.functionName] })),
    ),
  ];
}

/** Returns one workflow command per line: errors and warnings at their places, and what was checked. */
export function renderCheckAnnotations(report: CheckReport, pathOf: PathOf): readonly string[] {
  const ofKind = (severity: "error" | "warning"): readonly string[] =>
    listed(report)
      .filter((finding) => finding.severity === severity)
      .slice(0, MAX_OF_A_KIND)
      .map((finding) => annotationCommand(severity, renderFinding(finding).text, finding.at, pathOf, finding.code));
  return [...ofKind("error"), ...ofKind("warning"), annotationCommand("notice", sayChecked(report.checked), undefined, pathOf)];
}

/** Returns the report as Markdown; its first line identifies it, as that of `renderMarkdown` does. */
export function renderCheckMarkdown(report: CheckReport, identity: string): string {
  const head = [`<!-- lambda-env ${commentText(identity)} -->`, ...heading(report)];
  const rows = listed(report).map((finding) => {
    const { functions = [], at, ...bare } = finding;
    const { text, hint } = renderFinding(bare);
    const where = at === undefined ? "" : tableCell(renderPlace(at));
    const what = hint === undefined ? tableCell(text) : `${tableCell(text)}<br>${tableCell(hint)}`;
    return `| ${finding.severity} | ${where} | ${functions.map(tableCell).join(", ")} | ${what} |`;
  });
  const table = ["| | where | function | what |", "|---|---|---|---|"];
  const more = (left: number): readonly string[] => [`| | | | … and ${left} more |`];
  return [...head, ...(rows.length === 0 ? [] : [...table, ...linesWithin(rows, TABLE_BYTES, more), ""])].join("\n");
}

/** Returns the report as JUnit XML: a test case per finding that is not a note, and one for what has none. */
export function renderCheckJunit(report: CheckReport): string {
  const { checked, subject } = report;
  const suites = [
    { name: "files", findings: checked.findings },
    ...checked.targets.map(({ target, findings }) => ({ name: target.functionName, findings })),
  ].map(({ name, findings }) => ({ name, faults: sortFindings(findings).filter(({ severity }) => severity !== "notice") }));
  const cases = suites.map(({ faults }) => Math.max(1, faults.length)).reduce((sum, count) => sum + count, 0);
  const failures = suites.reduce((sum, { faults }) => sum + faults.length, 0);
  const lines = suites.flatMap(({ name, faults }) => [
    `  <testsuite name="${xmlAttribute(`lambda-env check ${name}`)}" tests="${Math.max(1, faults.length)}" failures="${faults.length}" errors="0" skipped="0">`,
    ...(faults.length === 0 ? [`    <testcase classname="${xmlAttribute(name)}" name="check"/>`] : []),
    ...faults.map((finding) => {
      const head = `    <testcase classname="${xmlAttribute(name)}" name="${xmlAttribute(`${finding.name ?? subject.functionName} ${finding.code}`)}"`;
      return `${head}><failure type="${xmlAttribute(finding.code)}" message="${xmlAttribute(renderFinding(finding).text)}"/></testcase>`;
    }),
    "  </testsuite>",
  ]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="lambda-env" tests="${cases}" failures="${failures}" errors="0">`,
    ...lines,
    "</testsuites>",
    "",
  ].join("\n");
}

const QUALITY = { error: "major", warning: "minor", notice: "info" } as const;

/**
 * Returns GitLab's code quality report: a finding without a place is shown at the function's name.
 *
 * Source: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
export function renderCheckQuality(report: CheckReport, pathOf: PathOf): string {
  const seen = new Map<string, number>();
  const entries = listed(report).map((finding) => {
    const { at, code, functions = [], name = "", severity } = finding;
    const path = at === undefined ? undefined : pathOf(at);
    // Without the line, which moves; findings that are alike are counted.
    const alike = [code, name, at?.source ?? "", ...functions].join(" ");
    const count = (seen.get(alike) ?? 0) + 1;
    seen.set(alike, count);
    return {
      description: renderFinding(finding).text,
      check_name: `lambda-env/${code}`,
      fingerprint: count === 1 ? alike : `${alike} ${count}`,
      severity: QUALITY[severity],
      location: { path: path ?? functions[0] ?? "lambda-env", lines: { begin: path === undefined ? 1 : (at?.line ?? 1) } },
    };
  });
  return `${escapeJson(JSON.stringify(entries, null, 2))}\n`;
}

/** Returns the document for programs. */
export function renderCheckJson(report: CheckReport): string {
  const { checked, choice, exitCode, command, failure, stage } = report;
  const { functionName, account, region } = subjectOf(report);
  const { error, warning } = countSeverities(findingsOfRun(checked));
  return renderJson({
    document: "report",
    command,
    subject: { function: functionName, account: account || null, region: region || null },
    ...(stage === undefined ? {} : { stage: stageDocument(stage) }),
    chosen: choiceDocument(choice),
    written: false,
    exit_code: failure === undefined ? exitCode : EXIT_CODES[failure.code],
    faulty: error + warning > 0,
    ...checkMembers(checked),
    error: null,
  });
}

function heading(report: CheckReport): readonly string[] {
  const { functionName } = subjectOf(report);
  const [only, second] = report.checked.targets;
  const name = only === undefined || second !== undefined ? functionName : only.target.functionName;
  return [`### lambda-env check: ${codeSpan(name)}`, "", ...stageLines(report.stage), `**${sayChecked(report.checked)}**`, ""];
}
