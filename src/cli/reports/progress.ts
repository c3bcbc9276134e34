/** What a command reports about its progress, for the reports of its run. */
import type { CheckedRun } from "../../core/rules/checked-run.ts";
import type { ExitCode } from "../../errors.ts";
import type { ShownPublication } from "../../output/outcome.ts";
import type { ReportedEnding } from "../../output/report/report.ts";
import type { PlannedTarget } from "../../workflow/change/plan-target.ts";
import type { Context } from "../context.ts";

/** A function that a command has planned, and whether it was written and verified. */
export type ProgressTarget = Pick<PlannedTarget, "target" | "plan" | "findings" | "snapshot"> & {
  readonly written?: boolean;
  readonly published?: ShownPublication | undefined;
  /** Present after a run on several functions. */
  readonly ending?: ReportedEnding;
};

/** Reports the progress of a command. */
export type NotifyProgress = (targets: readonly ProgressTarget[]) => void;

/** Reports what `check` found. */
export type NotifyChecked = (checked: CheckedRun) => void;

export type ReportedWork = (context: Context, notify: NotifyProgress, notifyChecked: NotifyChecked) => Promise<ExitCode>;
