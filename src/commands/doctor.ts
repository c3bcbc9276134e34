/** `lambda-env doctor`: whether everything that the other commands need is there, and where each setting comes from. It writes nothing. */
import type { Context } from "../cli/context.ts";
import { assertOneFunction } from "../cli/forms.ts";
import { type Options, twinOf } from "../cli/options.ts";
import type { ExitCode } from "../errors.ts";
import { sayCauses } from "../output/messages/error.ts";
import { diagnosisDocument, exitCodeOf, renderDiagnosis } from "../output/results/doctor.ts";
import { diagnose } from "../workflow/doctor/diagnose.ts";

export async function run(options: Options, context: Context): Promise<ExitCode> {
  assertOneFunction(options, "doctor");
  const { reporter, version } = context;
  const program = { version, node: process.version, platform: `${process.platform} ${process.arch}` };
  const diagnosis = await diagnose(options, context, twinOf);
  for (const check of diagnosis) {
    if (check.status !== "problem") continue;
    for (const text of sayCauses(check.error)) reporter.debug(text);
  }
  reporter.result(options.json ? diagnosisDocument(diagnosis, program) : renderDiagnosis(diagnosis, program, reporter.look));
  return exitCodeOf(diagnosis);
}
