/** A run as Markdown, for a step summary and for a comment on a pull request. */
import type { RedactedChange, RedactedKeep } from "../../core/secrecy/redact.ts";
import { countChanges } from "../counts.ts";
import { escapeForeign } from "../escape.ts";
import { renderFinding } from "../findings/findings.ts";
import { describeRow, type FleetRow } from "../messages/fleet.ts";
import { briefLosses } from "../messages/losses.ts";
import { renderOrigin } from "../origin.ts";
import { keepReason } from "../results/plan.ts";
import {
  asksIn,
  changeWords,
  endingsOf,
  findingsOf,
  hintOf,
  outcomeOf,
  type ReportedTarget,
  type RunReport,
  subjectOf,
} from "./report.ts";

/** The longest comment body that GitHub accepts. */
const MAX_BYTES = 65_535;
/** Reserved for the lines around the tables. */
const MARGIN_BYTES = 2_000;
/** This many functions share the space for details equally. */
const MAX_SECTIONS = 20;
/** Beyond this number, names in a row of the overview are only counted. */
const MAX_BRIEF = 3;
/** Beyond this number, rows are folded. */
const MAX_OPEN_ROWS = 20;

/**
 * Returns the report as Markdown, at most 65,535 bytes long; what does not fit is counted.
 *
 * Its first line is an invisible comment with `identity`, so that a later report finds an earlier one for the same target, and no
 * other.
 */
export function renderMarkdown(report: RunReport, identity: string): string {
  const { command, failure, stage, targets } = report;
  const { functionName, account, region } = subjectOf(report);
  const place = [account === "" ? "" : `account ${codeSpan(account)}`, region === "" ? "" : codeSpan(region)].filter(
    (part) => part !== "",
  );
  const where = [codeSpan(functionName), ...(place.length === 0 ? [] : [`in ${place.join(", ")}`])].join(" ");
  const head = [
    `<!-- lambda-env ${commentText(identity)} -->`,
    `### lambda-env ${command}: ${where}`,
    "",
    ...stageLines(stage),
    `**${outcomeOf(report)}**`,
    "",
  ];
  const messages = failure === undefined ? [] : failureLines(report);
  const failed = linesWithin(messages, (MAX_BYTES - MARGIN_BYTES) / 4, (left) => [`- … and ${left} more`]);
  const [only, second] = targets;
  if (only === undefined) return [...head, ...failed, ""].join("\n");
  const space = MAX_BYTES - MARGIN_BYTES;
  if (second === undefined) {
    return [...head, ...endingLines(report), ...targetLines(only, report, { budget: space, before: failed })].join("\n");
  }
  const endings = endingLines(report);
  const rows = endings.length > 0 ? endings : overview(targets, space / 4);
  return [...head, ...failed, ...rows, ...sections(report, space / 3)].join("\n");
}

/** Returns the line that names the stage of a run. */
export function stageLines(stage: RunReport["stage"]): readonly string[] {
  if (stage === undefined) return [];
  return [`Stage ${codeSpan(stage.name)} of ${codeSpan(stage.source)}${stage.isProtected ? ", protected" : ""}`, ""];
}

/** Returns a row per function, as in the text of the plan. */
function overview(targets: readonly ReportedTarget[], bytes: number): readonly string[] {
  const rows = targets.map(({ functionName, plan }) => {
    const { added, updated, removed, kept } = countChanges(plan);
    const asks = briefLosses(plan.losses, MAX_BRIEF).map(codeSpan).join(", ");
    return `| ${tableCell(functionName)} | ${added} | ${updated} | ${removed} | ${kept} | ${asks.replaceAll("|", "\\|")} |`;
  });
  const lines = ["| function | add | update | remove | unchanged | |", "|---|--:|--:|--:|--:|---|"];
  return [...lines, ...linesWithin(rows, bytes, (left) => [`| … and ${left} more | | | | | |`]), ""];
}

/** Returns what changes in each function that changes, if there is space for it. */
function sections(report: RunReport, bytes: number): readonly string[] {
  const changing = report.targets.filter(({ plan }) => plan.changes.length > 0);
  const budget = bytes / Math.max(1, Math.min(changing.length, MAX_SECTIONS));
  const blocks = changing.map((target) =>
    [`#### ${codeSpan(target.functionName)}`, "", ...targetLines(target, report, { budget, before: [] })].join("\n"),
  );
  return linesWithin(blocks, bytes, (left) => [`… and ${left} more functions`, ""]);
}

/** Returns the outcome of each of several functions: first those that need attention. */
function endingLines(report: RunReport): readonly string[] {
  const rank = (row: FleetRow): number => ["failed", "not-started", "reverted", "written", "unchanged"].indexOf(row.outcome);
  const rows = [...endingsOf(report)].sort((a, b) => rank(a) - rank(b));
  if (rows.length === 0) return [];
  const lines = linesWithin(
    rows.map((row) => `| ${tableCell(row.functionName)} | ${tableCell(describeRow(row))} |`),
    (MAX_BYTES - MARGIN_BYTES) / 4,
    (left) => [`| … and ${left} more | |`],
  );
  return ["| function | |", "|---|---|", ...lines, ""];
}

interface TargetSpace {
  /** In bytes. */
  readonly budget: number;
  /** Returns the lines between what is asked about and the tables. */
  readonly before: readonly string[];
}

function targetLines(target: ReportedTarget, { command }: RunReport, { budget, before }: TargetSpace): readonly string[] {
  const { plan, written } = target;
  const deploy = linesWithin(deployLines(target), budget / 4, (left) => [`- … and ${left} more`]);
  const changes = linesWithin(
    KINDS.flatMap((kind) => plan.changes.filter((change) => change.kind === kind)).map((change) => changeRow(change, written)),
    budget / 4,
    more,
  );
  const kept = linesWithin(plan.kept.map(keepRow), budget / 4, more);
  return [
    ...asksLines(target, command),
    ...before,
    ...deploy,
    ...table(changes, `${changes.length} changes`, changes.length > MAX_OPEN_ROWS),
    ...table(kept, `${plan.kept.length} unchanged`, true),
  ];
}

/** Returns what a reviewer approves besides plain changes. */
function asksLines(target: ReportedTarget, command: string): readonly string[] {
  const asks = asksIn(target, command);
  return asks === undefined ? [] : [`:warning: ${codeSpan(asks)}`, ""];
}

function failureLines(report: RunReport): readonly string[] {
  const { failure } = report;
  if (failure === undefined) return [];
  const reported = findingsOf(report)
    .filter((finding) => finding.severity === "error")
    .map(renderFinding);
  const lines = [...reported, { text: failure.message, hint: failure.hint }];
  return [
    ...lines.flatMap(({ text, hint }) => [
      `- ${codeSpan(text)}`,
      ...(hint === undefined ? [] : [`  - ${codeSpan(hintOf(report, hint))}`]),
    ]),
    "",
  ];
}

function deployLines({ plan }: ReportedTarget): readonly string[] {
  const { drops = [], blanks = [], overwrites = [] } = plan.deploy ?? {};
  const lines = [
    ...(drops.length === 0 ? [] : [`- The next deployment that changes the variables drops ${list(drops)}.`]),
    ...(overwrites.length === 0 ? [] : [`- The next deployment that changes the variables overwrites ${list(overwrites)}.`]),
    ...(blanks.length === 0 ? [] : [`- The next deployment that changes the variables blanks ${list(blanks)}.`]),
  ];
  return lines.length === 0 ? [] : [...lines, ""];
}

function table(rows: readonly string[], title: string, folded: boolean): readonly string[] {
  if (rows.length === 0) return [];
  const lines = ["| | name | from |", "|---|---|---|", ...rows, ""];
  return folded ? ["<details>", `<summary>${title}</summary>`, "", ...lines, "</details>", ""] : lines;
}

/** In the order of a plan's text. */
const KINDS = ["remove", "update", "add"] as const;

const SIGN = { add: "+", update: "~", remove: "-" } as const;

function changeRow(change: RedactedChange, written: boolean): string {
  const from = change.kind === "remove" ? "" : tableCell(renderOrigin(change.origin));
  return `| ${codeSpan(SIGN[change.kind])} ${changeWords(change, written)} | ${tableCell(change.name)} | ${from} |`;
}

function keepRow(keep: RedactedKeep): string {
  return `| ${codeSpan("=")} | ${tableCell(keep.name)} | ${tableCell(keepReason(keep))} |`;
}

function more(left: number): readonly string[] {
  return [`| | … and ${left} more | |`];
}

/** Returns as many of the lines as fit into `bytes`, and a line that counts the others. */
export function linesWithin(
  lines: readonly string[],
  bytes: number,
  sayLeft: (left: number) => readonly string[],
): readonly string[] {
  let used = 0;
  const count = lines.findIndex((line) => {
    used += new TextEncoder().encode(line).length + 1;
    return used > bytes;
  });
  return count === -1 ? lines : [...lines.slice(0, count), ...sayLeft(lines.length - count)];
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, MAX_OPEN_ROWS).map(codeSpan).join(", ");
  return names.length <= MAX_OPEN_ROWS ? shown : `${shown} and ${names.length - MAX_OPEN_ROWS} more`;
}

/** Returns text for an HTML comment, which `--` might end: everything but plain names is percent-encoded. */
export function commentText(text: string): string {
  return text.replace(/[^A-Za-z0-9_./ -]|-(?=-)|-$/gu, (character) => encodeURIComponent(character).replaceAll("-", "%2D"));
}

/** Returns foreign text as a code span: it cannot become a mention, a link, HTML or a heading. */
export function codeSpan(text: string): string {
  const safe = escapeForeign(text);
  const longest = Math.max(0, ...Array.from(safe.matchAll(/`+/g), ([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = safe.startsWith("`") || safe.endsWith("`") ? " " : "";
  return safe === "" ? "" : `${fence}${pad}${safe}${pad}${fence}`;
}

/** Returns text for a cell of a table, where a bar ends the cell even within a code span. */
export function tableCell(text: string): string {
  return codeSpan(text).replaceAll("|", "\\|");
}
