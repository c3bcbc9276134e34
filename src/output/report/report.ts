/** What reports tell of a run: names, kinds of change and origins, and how it ended. No value ever gets here. */
import { findingsOfAll } from "../../core/finding-groups.ts";
import type { RedactedChange, RedactedPlan } from "../../core/secrecy/redact.ts";
import type { Finding, LambdaEnvError } from "../../errors.ts";
import { EXIT_CODES, type ExitCode } from "../../errors.ts";
import { type Counts, sayCounts, sumCounts } from "../counts.ts";
import { type FleetRow, sumRows } from "../messages/fleet.ts";
import { describeAsks } from "../messages/losses.ts";
import type { FleetOutcome, ShownReversal } from "../outcome.ts";

/** How a function is named; account and region are empty where they are not known. */
export interface Subject {
  readonly functionName: string;
  readonly account: string;
  readonly region: string;
}

/** In place of a name, where samconfig or a template names the function: behind the word for a function. */
export const UNNAMED = "of this folder";

/** One function of the run, planned. */
export interface ReportedTarget extends Subject {
  readonly plan: RedactedPlan;
  /** What does not stop the command. */
  readonly findings: readonly Finding[];
  /** What was written and verified. */
  readonly written: boolean;
  /** Present after a run on several functions. */
  readonly ending?: ReportedEnding;
}

/** What became of a function of several. */
export interface ReportedEnding {
  readonly outcome: FleetOutcome;
  readonly error?: LambdaEnvError;
  readonly reversal?: ShownReversal;
}

export interface RunReport {
  readonly command: string;
  /** What was known before any request: a run may fail before it has a plan. */
  readonly subject: Subject;
  readonly targets: readonly ReportedTarget[];
  readonly exitCode: ExitCode;
  readonly failure?: LambdaEnvError;
}

/** Returns what the report is about: its function, or how many there are. */
export function subjectOf({ subject, targets }: RunReport): Subject {
  const [only, second] = targets;
  if (only === undefined) return subject;
  return second === undefined ? only : { ...only, functionName: `${targets.length} functions` };
}

/** Returns what is to be said of the functions, each thing once, that of a failure first. */
export function findingsOf({ targets, failure }: Pick<RunReport, "targets" | "failure">): readonly Finding[] {
  const all = [...(failure?.findings ?? []), ...findingsOfAll(targets)];
  return [...new Map(all.map((finding) => [JSON.stringify(finding), finding])).values()];
}

export function wasWritten({ targets }: RunReport): boolean {
  return targets.some(({ written }) => written);
}

/** Says what becomes of a variable, or became of it. */
export function deedOf(change: RedactedChange, written: boolean): string {
  const done = change.kind === "update" && change.loss !== undefined ? LOST[change.loss] : DONE[change.kind];
  return written ? done : `would be ${done}`;
}

/** Says what `set` would ask about before it writes; undefined where it asks nothing, or has written. */
export function asksIn({ plan, written }: ReportedTarget, command: string): string | undefined {
  return written ? undefined : describeAsks(plan.losses, command);
}

/** Says how a run ended, in a line. */
export function outcomeOf(report: RunReport): string {
  const { failure } = report;
  const endings = endingsOf(report);
  const sum = endings.length === 0 ? "" : `; ${sumRows(endings)}`;
  if (failure !== undefined) return `failed: ${failure.code}, exit code ${EXIT_CODES[failure.code]}${sum}`;
  return sayCounts(countsOf(report), wasWritten(report) ? "did" : "would");
}

/** Returns what became of each of several functions; nothing before that, and of one. */
export function endingsOf({ targets }: Pick<RunReport, "targets">): readonly FleetRow[] {
  return targets.flatMap(({ functionName, ending }) => (ending === undefined ? [] : [{ functionName, ...ending }]));
}

/** Returns the counts of all functions together. */
export function countsOf({ targets }: Pick<RunReport, "targets">): Counts {
  return sumCounts(targets.map(({ plan }) => plan));
}

const DONE = { add: "added", update: "updated", remove: "removed" } as const;

const LOST = { removes: "removed", blanks: "emptied", placeholder: "replaced with a placeholder word" } as const;
