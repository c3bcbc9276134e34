/** What reports tell of a run: names, kinds of change and origins, and how it ended. No value ever gets here. */
import type { RedactedChange, RedactedPlan } from "../../core/redact.ts";
import type { Finding, LambdaEnvError } from "../../errors.ts";
import { EXIT_CODES, type ExitCode } from "../../errors.ts";
import { describeAsks } from "../losses.ts";
import { type Counts, countChanges } from "../plan.ts";

export interface RunReport {
  readonly command: string;
  /** As far as it is known; a run may fail before. */
  readonly functionName: string;
  readonly account: string;
  readonly region: string;
  readonly plan?: RedactedPlan;
  /** What does not stop the command. */
  readonly findings: readonly Finding[];
  /** What was written and verified. */
  readonly written: boolean;
  readonly exitCode: ExitCode;
  readonly failure?: LambdaEnvError;
}

/** Says what becomes of a variable, or became of it. */
export function deedOf(change: RedactedChange, written: boolean): string {
  const done = change.kind === "update" && change.loss !== undefined ? LOST[change.loss] : DONE[change.kind];
  return written ? done : `would be ${done}`;
}

/** Says what `set` would ask about before it writes; undefined where it asks nothing, or has written. */
export function asksIn({ plan, command, written }: RunReport): string | undefined {
  return plan === undefined || written ? undefined : describeAsks(plan.losses, command);
}

/** Says how a run ended, in a line. */
export function outcomeOf(report: RunReport): string {
  const { failure, plan, written } = report;
  if (failure !== undefined) return `failed: ${failure.code}, exit code ${EXIT_CODES[failure.code]}`;
  const { added, updated, removed, kept } = countsOf(plan);
  if (added + updated + removed === 0) return `no changes, ${kept} kept`;
  if (written) return `${added} added, ${updated} updated, ${removed} removed, ${kept} kept`;
  return `${added} to add, ${updated} to update, ${removed} to remove, ${kept} kept`;
}

export function countsOf(plan: RedactedPlan | undefined): Counts {
  return plan === undefined ? { added: 0, updated: 0, removed: 0, kept: 0 } : countChanges(plan);
}

const DONE = { add: "added", update: "updated", remove: "removed" } as const;

const LOST = { removes: "removed", blanks: "emptied", placeholder: "replaced with a placeholder word" } as const;
