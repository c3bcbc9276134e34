/** `lambda-env unset`: remove the named variables, keep all others. */
import type { Context } from "../context.ts";
import { type ExitCode, LambdaEnvError } from "../errors.ts";
import { changeVariables } from "./change.ts";
import type { Options } from "./options.ts";
import { type TellProgress, withReports } from "./report.ts";

export function run(options: Options, context: Context): Promise<ExitCode> {
  return withReports("unset", options, context, (reported, tell) => unset(options, reported, tell));
}

async function unset(options: Options, context: Context, tell: TellProgress): Promise<ExitCode> {
  if (options.words.length === 0) {
    throw new LambdaEnvError("USAGE", "no variable is named", { hint: "lambda-env unset -f my-fn NAME" });
  }
  if (options.words.some((word) => word.includes("="))) {
    throw new LambdaEnvError("USAGE", "unset takes names alone, without =", { hint: "lambda-env unset -f my-fn NAME" });
  }
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
