/** A run as JUnit XML: one test case per variable, failing exactly when the exit code says so. */
import type { RedactedChange } from "../../core/secrecy/redact.ts";
import { compareNames } from "../../core/variables.ts";
import { escapeForeign } from "../escape.ts";
import { renderFinding } from "../findings/findings.ts";
import { MAX_PRINTED } from "../messages/error.ts";
import { describeRow } from "../messages/fleet.ts";
import { renderOrigin } from "../origin.ts";
import { asksIn, changeWords, type ReportedTarget, type RunReport } from "./report.ts";

interface Case {
  readonly name: string;
  readonly verdict?: { readonly kind: "failure" | "error" | "skipped"; readonly type: string; readonly message: string };
}

/** Returns the report; without times, so that equal runs give equal bytes. */
export function renderJunit(report: RunReport): string {
  const suites = suitesOf(report);
  const all = suites.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="lambda-env" ${totalsOf(all)}>`,
    ...suites.flatMap((suite) => suiteLines(suite, report.command)),
    "</testsuites>",
    "",
  ].join("\n");
}

interface Suite {
  readonly functionName: string;
  readonly cases: readonly Case[];
  readonly asks?: string | undefined;
}

/** Returns one suite per function. The case of the run itself, which fails if the run did, is in the last one. */
function suitesOf(report: RunReport): readonly Suite[] {
  const { targets, subject, command } = report;
  const suites = targets.map((target): Suite => {
    const { functionName, plan } = target;
    const cases = [
      ...plan.changes.map((change) => changeCase(change, target, report)),
      ...plan.kept.map(({ name }): Case => ({ name })),
    ].sort((a, b) => compareNames(a.name, b.name));
    return { functionName, cases: [...cases, ...endingCase(target, command)], asks: asksIn(target, command) };
  });
  // With several functions, each has its own outcome. The run has theirs, unless it was interrupted.
  const { failure } = report;
  if (targets.some(({ ending }) => ending !== undefined) && failure?.code !== "INTERRUPTED") return suites;
  const last = suites.at(-1) ?? { functionName: subject.functionName, cases: [] };
  return [...suites.slice(0, -1), { ...last, cases: [...last.cases, runCase(report)] }];
}

function suiteLines({ functionName, cases, asks }: Suite, command: string): readonly string[] {
  return [
    `  <testsuite name="${xmlAttribute(`lambda-env ${command} ${functionName}`)}" ${totalsOf(cases)} skipped="${countOf(cases, "skipped")}">`,
    ...cases.map(({ name, verdict }) => {
      const head = `    <testcase classname="${xmlAttribute(functionName)}" name="${xmlAttribute(name)}"`;
      if (verdict === undefined) return `${head}/>`;
      const { kind, type, message } = verdict;
      if (kind === "skipped") return `${head}><skipped message="${xmlAttribute(message)}"/></testcase>`;
      return `${head}><${kind} type="${xmlAttribute(type)}" message="${xmlAttribute(message)}"/></testcase>`;
    }),
    ...(asks === undefined ? [] : [`    <system-out>${xmlAttribute(asks)}</system-out>`]),
    "  </testsuite>",
  ];
}

function totalsOf(cases: readonly Case[]): string {
  return `tests="${cases.length}" failures="${countOf(cases, "failure")}" errors="${countOf(cases, "error")}"`;
}

function countOf(cases: readonly Case[], kind: "failure" | "error" | "skipped"): number {
  return cases.filter(({ verdict }) => verdict?.kind === kind).length;
}

/** Returns the case for the outcome of one of several functions. */
function endingCase({ functionName, ending }: ReportedTarget, command: string): readonly Case[] {
  if (ending === undefined) return [];
  const { outcome, error } = ending;
  const message = describeRow({ functionName, ...ending });
  if (outcome === "failed") return [{ name: command, verdict: { kind: "error", type: error?.code ?? "", message } }];
  if (outcome === "not-started") return [{ name: command, verdict: { kind: "skipped", type: outcome, message } }];
  return [{ name: command }];
}

function runCase({ command, failure }: RunReport): Case {
  if (failure === undefined) return { name: command };
  const mistakes = failure.findings.filter((finding) => finding.severity === "error");
  const left = mistakes.length - MAX_PRINTED;
  const message = [
    failure.message,
    ...mistakes.slice(0, MAX_PRINTED).map((finding) => renderFinding(finding).text),
    ...(left > 0 ? [`and ${left} more`] : []),
  ].join("; ");
  return { name: command, verdict: { kind: "error", type: failure.code, message } };
}

function changeCase(change: RedactedChange, { written }: ReportedTarget, { exitCode }: RunReport): Case {
  const { name, kind } = change;
  if (exitCode !== 2) return { name };
  const from = change.kind === "remove" ? "" : `, from ${renderOrigin(change.origin)}`;
  return { name, verdict: { kind: "failure", type: kind, message: `${name} ${changeWords(change, written)}${from}` } };
}

/**
 * Returns text for an attribute: XML 1.0 cannot contain control characters, halves of surrogate pairs and two other characters at
 * all.
 */
export function xmlAttribute(text: string): string {
  return escapeForeign(text)
    .toWellFormed()
    .replace(/[\uFFFE\uFFFF]/g, "\uFFFD")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
