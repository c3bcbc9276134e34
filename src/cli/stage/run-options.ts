/** The options of a run, with those of its stage. The code that reads a stage is only loaded if the options name one. */
import type { ActiveStage } from "../../core/stage/active-stage.ts";
import type { Options } from "../options.ts";
import type { ParsedCommand } from "../parse.ts";
import type { StageSurroundings } from "./resolve-stage.ts";

export interface RunOptions {
  readonly options: Options;
  readonly stage: ActiveStage | undefined;
  /** What to say on standard error. */
  readonly messages: readonly string[];
}

/** Returns the options of the run. Errors: those of `resolveStage`. */
export async function runOptions(
  { command, options, typed }: Pick<ParsedCommand, "command" | "options" | "typed">,
  surroundings: StageSurroundings,
): Promise<RunOptions> {
  if (options.stage === undefined) return { options, stage: undefined, messages: [] };
  const { resolveStage } = await import("./resolve-stage.ts");
  return resolveStage({ options, typed, accepted: command.options }, surroundings);
}
