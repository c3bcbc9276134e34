/** What reports say about a run: names, kinds of change and origins, and how it ended. No value ever gets here. */
import { findingsOfAll } from "../../core/finding-groups.ts";
import type { CheckedRun } from "../../core/rules/checked-run.ts";
import type { RedactedChange, RedactedPlan } from "../../core/secrecy/redact.ts";
import type { NameChoice } from "../../core/select.ts";
import type { ActiveStage } from "../../core/stage/active-stage.ts";
import type { Finding, LambdaEnvError } from "../../errors.ts";
import { EXIT_CODES, type ExitCode } from "../../errors.ts";
import { type Counts, sayCounts, sumCounts } from "../counts.ts";
import { describeChoice } from "../messages/choice.ts";
import { type FleetRow, sumRows } from "../messages/fleet.ts";
import { describeAsks } from "../messages/losses.ts";
import type { FleetOutcome, ShownPublication, ShownReversal } from "../outcome.ts";

/** The name of a function; account and region are empty if they are not known. */
export interface Subject {
  readonly functionName: string;
  readonly account: string;
  readonly region: string;
}

/** Used instead of a name if samconfig or a template names the function: follows the word "function". */
export const UNNAMED = "of this folder";

/** One function of the run, planned. */
export interface ReportedTarget extends Subject {
  readonly plan: RedactedPlan;
  /** Findings that do not stop the command. */
  readonly findings: readonly Finding[];
  /** What was written and verified. */
  readonly written: boolean;
  /** The revision that was last read; absent where it is not known. */
  readonly revisionId?: string;
  readonly published?: ShownPublication;
  /** Present after a run on several functions. */
  readonly ending?: ReportedEnding;
}

/** The outcome for one of several functions. */
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
  /** What `check` found, which plans nothing; absent if it failed before. */
  readonly checked?: CheckedRun;
  /** The names that the run may touch. */
  readonly choice: NameChoice;
  readonly stage?: Pick<ActiveStage, "name" | "source" | "isProtected"> | undefined;
  readonly exitCode: ExitCode;
  /** Returns a hint in the words of the caller. */
  readonly sayHint?: (hint: string) => string;
  readonly failure?: LambdaEnvError;
}

/** Returns the hint as the caller of the run would type it. */
export function hintOf({ sayHint = (hint) => hint }: Pick<RunReport, "sayHint">, hint: string): string {
  return sayHint(hint);
}

/** Returns the subject of the report: its function, or the number of functions. */
export function subjectOf({ subject, targets }: RunReport): Subject {
  const [only, second] = targets;
  if (only === undefined) return subject;
  return second === undefined ? only : { ...only, functionName: `${targets.length} functions` };
}

/** Returns the messages about the functions, each once, that of a failure first. */
export function findingsOf({ targets, failure }: Pick<RunReport, "targets" | "failure">): readonly Finding[] {
  const all = [...(failure?.findings ?? []), ...findingsOfAll(targets)];
  return [...new Map(all.map((finding) => [JSON.stringify(finding), finding])).values()];
}

export function wasWritten({ targets }: RunReport): boolean {
  return targets.some(({ written }) => written);
}

/** Returns a description of what will happen, or has happened, to a variable. */
export function changeWords(change: RedactedChange, written: boolean): string {
  const done = change.kind === "update" && change.loss !== undefined ? LOST[change.loss] : DONE[change.kind];
  return written ? done : `would be ${done}`;
}

/** Returns what `set` would ask about before it writes; undefined if it asks nothing, or has written. */
export function asksIn({ plan, written }: ReportedTarget, command: string): string | undefined {
  return written ? undefined : describeAsks(plan.losses, command);
}

/** Returns what `set` would ask about, a sentence for each function of which it would; with its name where there are several. */
export function askingSentences({ targets, command }: Pick<RunReport, "targets" | "command">): readonly string[] {
  return targets.flatMap((target) => {
    const asks = asksIn(target, command);
    if (asks === undefined) return [];
    return [targets.length === 1 ? asks : `${target.functionName}: ${asks}`];
  });
}

/** Returns a line that says how a run ended. */
export function outcomeOf(report: RunReport): string {
  const chosen = describeChoice(report.choice);
  return chosen === undefined ? endOf(report) : `${endOf(report)} (${chosen})`;
}

function endOf(report: RunReport): string {
  const { failure } = report;
  const endings = endingsOf(report);
  const sum = endings.length === 0 ? "" : `; ${sumRows(endings)}`;
  if (failure !== undefined) return `failed: ${failure.code}, exit code ${EXIT_CODES[failure.code]}${sum}`;
  return sayCounts(countsOf(report), wasWritten(report) ? "did" : "would");
}

/** Returns the outcome of each of several functions; empty before the write, and for a single function. */
export function endingsOf({ targets }: Pick<RunReport, "targets">): readonly FleetRow[] {
  return targets.flatMap(({ functionName, ending }) => (ending === undefined ? [] : [{ functionName, ...ending }]));
}

/** Returns the counts of all functions together. */
export function countsOf({ targets }: Pick<RunReport, "targets">): Counts {
  return sumCounts(targets.map(({ plan }) => plan));
}

const DONE = { add: "added", update: "updated", remove: "removed" } as const;

const LOST = { removes: "removed", blanks: "emptied", placeholder: "replaced with a placeholder word" } as const;
