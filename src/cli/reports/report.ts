/** `--report`: connects a command to its reports, which are only loaded when they are requested. */
import type { ExitCode } from "../../errors.ts";
import type { Context } from "../context.ts";
import type { Options } from "../options.ts";
import type { ReportedWork } from "./progress.ts";
import { claimUntouched } from "./untouched.ts";

/**
 * Runs `work`, which reports its progress, and writes the reports that `--report` requests. A failure of a command that writes says
 * so where nothing was written, in reports too.
 *
 * Errors: as `prepareOutputs` and `reportRun`.
 */
export function withReports(command: string, options: Options, context: Context, work: ReportedWork): Promise<ExitCode> {
  if (!context.writes) return runReported(command, options, context, work);
  const claiming: ReportedWork = (reported, notify, notifyChecked) =>
    claimUntouched(reported, (watched) => work(watched, notify, notifyChecked));
  return claimUntouched(context, (watched) => runReported(command, options, watched, claiming));
}

async function runReported(command: string, options: Options, context: Context, work: ReportedWork): Promise<ExitCode> {
  if (options.report.length === 0 && options.out === undefined) return work(context, ignore, ignore);
  const { prepareOutputs } = await import("./written-files.ts");
  await prepareOutputs(options, context);
  if (options.report.length === 0) return work(context, ignore, ignore);
  const { reportRun } = await import("./report-run.ts");
  return reportRun(command, options, context, work);
}

function ignore(): void {}
