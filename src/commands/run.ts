/** `lambda-env run`: run a command with the function's variables in its environment, without writing them to disk. */
import type { Context } from "../cli/context.ts";
import { assertOneFunction } from "../cli/forms.ts";
import type { Options } from "../cli/options.ts";
import { runProgram } from "../cli/program/run-program.ts";
import { makeProgramEnvironment, type ProgramEnvironment } from "../core/program/environment.ts";
import { LambdaEnvError } from "../errors.ts";
import { sayWithheld } from "../output/results/program.ts";
import { assertLiteralNames } from "../workflow/change/plan-change.ts";
import { readProgramValues } from "../workflow/program-values.ts";
import { assertSound } from "../workflow/sources.ts";

export async function run(options: Options, context: Context): Promise<number> {
  const [program, ...args] = programOf(options);
  assertOneFunction(options, "run");
  assertLiteralNames(options);
  const { reporter } = context;
  // Before the SDK is loaded, which sets variables of its own in the environment of this process.
  const caller = { ...context.env };
  const { functionName, values } = await readProgramValues(options, context);
  const { allow, pristine } = options;
  const isWindows = process.platform === "win32";
  const environment = makeProgramEnvironment({ caller, values, allow, pristine, isWindows });
  assertHarmless(environment, functionName);
  assertSound(environment.findings, "the command was not run");
  if (environment.withheld.length > 0) reporter.note(sayWithheld(environment.withheld, functionName));
  // The command may print them, so a job that requests masks gets one for each.
  context.guard(environment.given.values(), "source");
  return runProgram({ program, args, env: environment.variables, values: [...environment.given.values()] }, context);
}

/** Throws USAGE if no command follows `--`, and for a variable in its place, which a shell would have handled. */
function programOf({ program: words }: Options): readonly [string, ...string[]] {
  const [program = "", ...args] = words;
  if (program === "") {
    throw new LambdaEnvError("USAGE", "no command is named; it goes after --", { hint: "lambda-env run -f my-fn -- npm start" });
  }
  if (/^[A-Za-z_]\w*=/.test(program)) {
    throw new LambdaEnvError("USAGE", "a command is expected after --, but there is a variable with its value", {
      hint: "put it before --, or run env NAME=VALUE COMMAND",
    });
  }
  return [program, ...args];
}

/** Throws CONFIRMATION_REQUIRED for names that change how the command itself is found or loaded. */
function assertHarmless({ dangerous }: ProgramEnvironment, functionName: string): void {
  if (dangerous.length === 0) return;
  const flags = (option: string): string => dangerous.map((name) => `${option} ${name}`).join(" ");
  throw new LambdaEnvError(
    "CONFIRMATION_REQUIRED",
    `${functionName} has ${dangerous.join(", ")}, which may change how the command is found, loaded or configured; it was not run`,
    { hint: `${flags("--allow")} to run it with the function's, ${flags("--except")} to run it without` },
  );
}
