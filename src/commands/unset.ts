/** `lambda-env unset`: remove the named variables, keep all others. */
import type { Context } from "../context.ts";
import { type ExitCode, LambdaEnvError } from "../errors.ts";
import { changeVariables } from "./change.ts";
import { assertNames } from "./forms.ts";
import type { Options } from "./options.ts";
import { type TellProgress, withReports } from "./report.ts";

export function run(options: Options, context: Context): Promise<ExitCode> {
  return withReports("unset", options, context, (reported, tell) => unset(options, reported, tell));
}

async function unset(options: Options, context: Context, tell: TellProgress): Promise<ExitCode> {
  if (options.words.length === 0) {
    throw new LambdaEnvError("USAGE", "no variable is named", { hint: "lambda-env unset -f my-fn NAME" });
  }
  assertNames(options.words, "unset takes names alone: lambda-env unset -f my-fn NAME");
  return changeVariables(
    {
      command: "unset",
      local: { layers: [], findings: [] },
      readRemote: async () => ({ layers: [], findings: [] }),
      unset: options.words,
      lookup: options["dry-run"] ? "look-for-aliases" : "ask-nothing-more",
      tell,
    },
    options,
    context,
  );
}
