/** `--report`: the way from a command to its reports, which load only when they are asked for. */

import type { RedactedPlan } from "../core/redact.ts";
import type { ExitCode, Finding } from "../errors.ts";
import type { Target } from "../workflow/find.ts";
import type { Context } from "./context.ts";
import type { Options } from "./options.ts";

/** What a command has got to by now. */
export interface Progress {
  readonly target: Target;
  readonly plan: RedactedPlan;
  readonly findings: readonly Finding[];
  readonly written: boolean;
}

export type TellProgress = (progress: Progress) => void;

export type ReportedWork = (context: Context, tell: TellProgress) => Promise<ExitCode>;

/**
 * Runs `work`, which tells how far it got, and makes the reports that `--report` asks for.
 *
 * Errors: as `prepareOutputs` and `reportRun`.
 */
export async function withReports(command: string, options: Options, context: Context, work: ReportedWork): Promise<ExitCode> {
  if (options.report.length === 0 && options.out === undefined) return work(context, () => {});
  const { prepareOutputs } = await import("./written-files.ts");
  await prepareOutputs(options, context);
  if (options.report.length === 0) return work(context, () => {});
  const { reportRun } = await import("./report-run.ts");
  return reportRun(command, options, context, work);
}
