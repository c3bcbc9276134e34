/** `lambda-env unset`: remove the named variables, keep all others. */
import type { Context } from "../../cli/context.ts";
import { assertNames } from "../../cli/forms.ts";
import type { Options } from "../../cli/options.ts";
import type { NotifyProgress } from "../../cli/reports/progress.ts";
import { withReports } from "../../cli/reports/report.ts";
import { type ExitCode, LambdaEnvError } from "../../errors.ts";
import { changeVariables } from "./change.ts";

export function run(options: Options, context: Context): Promise<ExitCode> {
  return withReports("unset", options, context, (reported, notify) => unset(options, reported, notify));
}

async function unset(options: Options, context: Context, notify: NotifyProgress): Promise<ExitCode> {
  if (options.words.length === 0) {
    throw new LambdaEnvError("USAGE", "no variable is named", { hint: "lambda-env unset -f my-fn NAME" });
  }
  assertNames(options.words, "unset takes names only: lambda-env unset -f my-fn NAME");
  const request = { ...options, words: [], unset: options.words };
  return changeVariables({ command: "unset", request, local: undefined }, context, notify);
}
