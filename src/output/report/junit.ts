/** A run as JUnit XML: a test case a name, red exactly where the exit code is. */
import type { RedactedChange } from "../../core/redact.ts";
import { compareNames } from "../../core/variables.ts";
import { MAX_PRINTED } from "../error.ts";
import { escapeForeign } from "../escape.ts";
import { renderFinding } from "../findings.ts";
import { renderOrigin } from "../origin.ts";
import { asksIn, deedOf, type RunReport } from "./report.ts";

interface Case {
  readonly name: string;
  readonly verdict?: { readonly kind: "failure" | "error"; readonly type: string; readonly message: string };
}

/** Returns the report; without times, so that equal runs give equal bytes. */
export function renderJunit(report: RunReport): string {
  const cases = casesOf(report);
  const count = (kind: string): number => cases.filter(({ verdict }) => verdict?.kind === kind).length;
  const totals = `tests="${cases.length}" failures="${count("failure")}" errors="${count("error")}"`;
  const asks = asksIn(report);
  const suite = `lambda-env ${report.command} ${report.functionName}`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="lambda-env" ${totals}>`,
    `  <testsuite name="${attribute(suite)}" ${totals} skipped="0">`,
    ...cases.map(({ name, verdict }) => {
      const head = `    <testcase classname="${attribute(report.functionName)}" name="${attribute(name)}"`;
      if (verdict === undefined) return `${head}/>`;
      const { kind, type, message } = verdict;
      return `${head}><${kind} type="${attribute(type)}" message="${attribute(message)}"/></testcase>`;
    }),
    ...(asks === undefined ? [] : [`    <system-out>${attribute(asks)}</system-out>`]),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function casesOf(report: RunReport): readonly Case[] {
  const { plan, command, failure } = report;
  const names = [
    ...(plan?.changes ?? []).map((change) => changeCase(change, report)),
    ...(plan?.kept ?? []).map(({ name }): Case => ({ name })),
  ].sort((a, b) => compareNames(a.name, b.name));
  if (failure === undefined) return [...names, { name: command }];
  const mistakes = failure.findings.filter((finding) => finding.severity === "error");
  const left = mistakes.length - MAX_PRINTED;
  const message = [
    failure.message,
    ...mistakes.slice(0, MAX_PRINTED).map((finding) => renderFinding(finding).text),
    ...(left > 0 ? [`and ${left} more`] : []),
  ].join("; ");
  return [...names, { name: command, verdict: { kind: "error", type: failure.code, message } }];
}

function changeCase(change: RedactedChange, { exitCode, written }: RunReport): Case {
  const { name, kind } = change;
  if (exitCode !== 2) return { name };
  const from = change.kind === "remove" ? "" : `, from ${renderOrigin(change.origin)}`;
  return { name, verdict: { kind: "failure", type: kind, message: `${name} ${deedOf(change, written)}${from}` } };
}

/** XML 1.0 cannot hold control characters, halves of surrogate pairs and two others at all. */
function attribute(text: string): string {
  return escapeForeign(text)
    .toWellFormed()
    .replace(/[\uFFFE\uFFFF]/g, "\uFFFD")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
