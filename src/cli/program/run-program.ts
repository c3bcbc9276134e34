/** Runs a program of the user in our place: with our streams, each signal once, and its exit code as ours. */
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { resolve } from "node:path";
import spawn from "cross-spawn";
import { LambdaEnvError } from "../../errors.ts";
import type { Context } from "../context.ts";
import { reachesGroup } from "./foreground.ts";

export interface Program {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Text that must not be quoted. */
  readonly values: readonly string[];
}

/** How a program ended. */
type Ending = { readonly code: number } | { readonly signal: NodeJS.Signals };

/**
 * Signals that a shell must see as the cause of our end, so that a loop or a script around us ends too. Others dump core, or mean
 * a mistake.
 */
const RAISED: ReadonlySet<string> = new Set(["SIGINT", "SIGTERM", "SIGHUP"]);

/**
 * Returns the program's exit code, or 128 plus the number of the signal that ended it.
 *
 * Errors: COMMAND_NOT_FOUND, COMMAND_NOT_RUNNABLE; INTERRUPTED if a signal came before the start.
 */
export async function runProgram(program: Program, context: Context): Promise<number> {
  const { reporter, signals } = context;
  reporter.clearProgress();
  // Output that masks hold back comes first: from now on the streams are the program's.
  reporter.deliver();
  if (signals.signal.aborted) throw new LambdaEnvError("INTERRUPTED", "interrupted; the command was not run");
  const ending = await untilItEnds(program, context);
  if ("code" in ending) return ending.code;
  if (RAISED.has(ending.signal)) signals.raise(ending.signal);
  return 128 + constants.signals[ending.signal];
}

async function untilItEnds(program: Program, { signals, cwd }: Context): Promise<Ending> {
  let pass: (name: NodeJS.Signals) => void = () => {};
  // Passed on first: a signal between the start and this line would end us and leave the program running.
  const takeBack = signals.handOver((name) => pass(name));
  try {
    return await new Promise<Ending>((done, fail) => {
      const { env, args } = program;
      const child = spawn(program.program, [...args], { env, cwd, stdio: "inherit" });
      pass = (name) => {
        if (!reachesGroup(name)) child.kill(name);
      };
      child.once("error", fail);
      child.once("exit", (code, signal) => done(signal === null ? { code: code ?? 1 } : { signal }));
    });
  } catch (error) {
    throw explainStart(error, program, cwd);
  } finally {
    takeBack();
  }
}

/** Returns why the program could not be started, with the exit code that shells give it. */
function explainStart(error: unknown, { program, values }: Program, cwd: string): unknown {
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  // An error that no system call caused is a bug of ours.
  if (!/^E[A-Z0-9]+$/.test(code)) return error;
  const subject = isQuotable(program, values) ? program : "the command";
  const options = { cause: error };
  if (code !== "ENOENT") {
    return new LambdaEnvError("COMMAND_NOT_RUNNABLE", `${subject} cannot be run: ${reasonOf(code)}`, options);
  }
  if (/[\\/]/.test(program) && existsSync(resolve(cwd, program))) {
    return new LambdaEnvError(
      "COMMAND_NOT_RUNNABLE",
      `${subject} cannot be run: the program that its first line names does not exist`,
      options,
    );
  }
  return new LambdaEnvError("COMMAND_NOT_FOUND", `${subject} was not found`, {
    ...options,
    hint: "check the command; a shell's own commands and its syntax need the shell: -- sh -c 'COMMAND'",
  });
}

function reasonOf(code: string): string {
  if (code === "EACCES") return "it is not an executable file, or you may not run it";
  return code === "E2BIG" ? "its arguments and its environment are too large for this system" : code;
}

/** Returns the name of the command for messages: a value typed in its place, such as an unquoted `$KEY`, is not repeated. */
function isQuotable(program: string, values: readonly string[]): boolean {
  return (
    /^[\w@%+:,./\\ -]{1,100}$/.test(program) &&
    !values.some((value) => value !== "" && program.includes(value) && value.length > 3)
  );
}
