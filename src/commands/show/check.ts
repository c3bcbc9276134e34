/** `lambda-env check`: what is wrong with the variables of functions, or with the files that they come from; it writes nothing. */
import type { Context } from "../../cli/context.ts";
import type { Options } from "../../cli/options.ts";
import type { NotifyChecked } from "../../cli/reports/progress.ts";
import { withReports } from "../../cli/reports/report.ts";
import { findingsOfRun, isFaulty } from "../../core/rules/checked-run.ts";
import type { ExitCode } from "../../errors.ts";
import { checkDocument, renderCheck } from "../../output/check/check-results.ts";
import { assertLiteralNames } from "../../workflow/change/plan-change.ts";
import { runChecks } from "../../workflow/check/check.ts";

export function run(options: Options, context: Context): Promise<ExitCode> {
  return withReports("check", options, context, (reported, _, notifyChecked) => check(options, reported, notifyChecked));
}

async function check(options: Options, context: Context, notify: NotifyChecked): Promise<ExitCode> {
  assertLiteralNames(options);
  const checked = await runChecks(options, context);
  notify(checked);
  const { reporter } = context;
  reporter.result(options.json ? checkDocument(checked) : renderCheck(checked, reporter.look));
  return isFaulty(findingsOfRun(checked)) ? 2 : 0;
}
