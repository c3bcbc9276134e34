/** The first file that runs: it answers `--version` and `--help` from constants and loads the rest only when it is needed. */
import { fstatSync, writeSync } from "node:fs";
import module from "node:module";
import { isAbsolute, join } from "node:path";
import type { ExitCode } from "./errors.ts";
import { HELP_PAGE } from "./help.ts";
import { type HelpPage, layoutHelp } from "./output/help/layout.ts";

declare const __VERSION__: string;

/** Runs the command line of `process` and returns the exit code. It sets nothing on the process. */
export async function start(process: NodeJS.Process): Promise<ExitCode> {
  const [first, ...rest] = process.argv.slice(2);
  const help = (descriptor: 1 | 2): string =>
    mayBeTerminal(descriptor) ? helpOn(descriptor === 1 ? process.stdout : process.stderr) : layoutHelp(HELP_PAGE, undefined);
  if (rest.length === 0) {
    if (first === "--version") return print(1, `${__VERSION__}\n`, 0);
    if (first === "--help" || first === "-h" || first === "help") return print(1, help(1), 0);
    if (first === undefined) return print(2, help(2), 64);
  }
  cacheCompiledCode(process.env);
  const { main } = await import("./main.ts");
  return main(process, __VERSION__, (page) => helpOn(process.stdout, page));
}

function helpOn({ columns }: NodeJS.WriteStream, page: HelpPage = HELP_PAGE): string {
  return layoutHelp(page, columns);
}

/** Whether it is worth opening the stream to ask for its width, which costs more than the text. */
function mayBeTerminal(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice();
  } catch {
    return false;
  }
}

/** Writes without opening the process's streams, which costs more than the text. */
function print(descriptor: number, text: string, exitCode: ExitCode): ExitCode {
  try {
    writeSync(descriptor, text);
  } catch {
    // The reader has gone, as with `| head -0`: there is nobody left to tell.
  }
  return exitCode;
}

/** Keeps compiled code in the user's own cache folder: the default is a shared one, which a tool for secrets should not trust. */
function cacheCompiledCode(env: NodeJS.ProcessEnv): void {
  const folder = cacheFolder(env);
  const { enableCompileCache } = module as { readonly enableCompileCache?: (folder: string) => unknown };
  if (folder !== undefined) enableCompileCache?.(folder);
}

/**
 * Returns the folder for compiled code, or nothing where the environment names none.
 *
 * An empty or relative path would mean the current folder, where others may plant code.
 * Source: https://specifications.freedesktop.org/basedir-spec/latest/ ("all paths must be absolute", otherwise ignored)
 */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const { XDG_CACHE_HOME: cache = "", HOME: home = "" } = env;
  if (isAbsolute(cache)) return join(cache, "lambda-env");
  return isAbsolute(home) ? join(home, ".cache", "lambda-env") : undefined;
}
