/** `lambda-env completion`: print the script that makes a shell complete commands, options and names. */
import type { Context } from "../cli/context.ts";
import type { Options } from "../cli/options.ts";
import { type ExitCode, LambdaEnvError } from "../errors.ts";
import { COMPLETION_SCRIPTS } from "../output/completion/scripts.ts";

export async function run({ words }: Options, { reporter }: Context): Promise<ExitCode> {
  const script = COMPLETION_SCRIPTS.get(words[0] ?? "");
  if (script === undefined) {
    const what = words.length === 0 ? "no shell is named" : "completion does not know this shell";
    throw new LambdaEnvError("USAGE", what, { hint: `lambda-env completion ${[...COMPLETION_SCRIPTS.keys()].join("|")}` });
  }
  reporter.result(script);
  return 0;
}
