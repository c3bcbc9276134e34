/** `lambda-env set`: merge sources into the function's variables and write them. */
import type { Context } from "../../cli/context.ts";
import { assertSourceNamed } from "../../cli/forms.ts";
import type { Options } from "../../cli/options.ts";
import type { NotifyProgress } from "../../cli/reports/progress.ts";
import { withReports } from "../../cli/reports/report.ts";
import { type ExitCode, LambdaEnvError } from "../../errors.ts";
import { readGivenSources } from "../../workflow/stage/given-sources.ts";
import { changeVariables } from "./change.ts";

export function run(options: Options, context: Context): Promise<ExitCode> {
  return withReports("set", options, context, (reported, notify) => set(options, reported, notify));
}

async function set(options: Options, context: Context, notify: NotifyProgress): Promise<ExitCode> {
  assertSourceNamed(options, "set", context);
  if (options.alias !== undefined && !options.publish) {
    throw new LambdaEnvError("USAGE", "--alias needs a version to point the alias at", { hint: "add --publish" });
  }
  const local = await readGivenSources(options, context);
  return changeVariables({ command: "set", request: options, local }, context, notify);
}
