/** `--report`: connects a command to its reports, which are only loaded when they are requested. */
import type { ExitCode } from "../../errors.ts";
import type { Context } from "../context.ts";
import type { Options } from "../options.ts";
import type { ReportedWork } from "./progress.ts";

/**
 * Runs `work`, which reports its progress, and writes the reports that `--report` requests.
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
