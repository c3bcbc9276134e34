/** The first file that runs: it answers `--version` and `--help` from constants and loads the rest only when it is needed. */
import { fstatSync, writeSync } from "node:fs";
import module from "node:module";
import { isAbsolute, join } from "node:path";
import type { ExitCode } from "./errors.ts";
import { HELP_PAGE } from "./help.ts";
import { type HelpPage, layoutHelp } from "./output/help/layout.ts";

declare const __VERSION__: string;

/** Runs the command line of `process` and returns the exit code. It sets nothing on the process. */
export async function start(process: NodeJS.Process): Promise<number> {
  const argv = process.argv.slice(2);
  if (argv.length === 0) return print(2, layoutHelp(HELP_PAGE, columnsOf(process, "stderr")), 64);
  if (argv.length === 1 && argv[0] === "--version") return print(1, `${__VERSION__}\n`, 0);
  const page = asksForHelp(argv) ? await pageOf(argv.find((word) => !HELP_WORDS.includes(word))) : undefined;
  if (page !== undefined) return print(1, layoutHelp(page, columnsOf(process, "stdout")), 0);
  cacheCompiledCode(process.env);
  if (argv[0] === "__complete") {
    const { complete } = await import("./commands/complete.ts");
    return complete(process, cacheFolder(process.env));
  }
  const { openEarly } = await import("./network/early.ts");
  const early = await openEarly({ argv, env: process.env, cwd: () => process.cwd() });
  try {
    const { main } = await import("./main.ts");
    await early?.proceed();
    const help: Help = async (topic) => layoutHelp((await pageOf(topic)) ?? HELP_PAGE, process.stdout.columns);
    return await main(process, { version: __VERSION__, help, early });
  } finally {
    early?.abandon();
  }
}

type Help = (topic?: string) => Promise<string>;

const HELP_WORDS: readonly (string | undefined)[] = ["help", "--help", "-h"];

/** Returns whether `argv` is at most a name and a request for help; `unset help` is not. */
function asksForHelp([first, second, ...rest]: readonly string[]): boolean {
  return rest.length === 0 && (HELP_WORDS.includes(first) || (second !== "help" && HELP_WORDS.includes(second)));
}

/** Returns the help of a command or a topic, without a name that of the program. */
async function pageOf(name: string | undefined): Promise<HelpPage | undefined> {
  if (name === undefined) return HELP_PAGE;
  const { HELP_PAGES } = await import("./help-pages.ts");
  return Object.hasOwn(HELP_PAGES, name) ? HELP_PAGES[name] : undefined;
}

/**
 * Returns the width of a terminal; undefined for anything else. Opening a stream takes longer than writing the text, so only a
 * device is opened.
 */
function columnsOf(process: NodeJS.Process, stream: "stdout" | "stderr"): number | undefined {
  try {
    return fstatSync(stream === "stdout" ? 1 : 2).isCharacterDevice() ? process[stream].columns : undefined;
  } catch {
    return undefined;
  }
}

/** Writes without opening the process's streams, which would take longer than writing the text. */
function print(descriptor: number, text: string, exitCode: ExitCode): ExitCode {
  try {
    writeSync(descriptor, text);
  } catch {
    // The reader has gone, as with `| head -0`: nobody is left to read.
  }
  return exitCode;
}

/**
 * Stores compiled code in the user's own cache folder: the default folder is shared, which a tool for secrets should not trust.
 */
function cacheCompiledCode(env: NodeJS.ProcessEnv): void {
  const folder = cacheFolder(env);
  const { enableCompileCache } = module as { readonly enableCompileCache?: (folder: string) => unknown };
  if (folder !== undefined) enableCompileCache?.(folder);
}

/**
 * Returns the folder for compiled code, or undefined if the environment does not name one.
 *
 * An empty or relative path would mean the current folder, where others may plant code.
 * Source: https://specifications.freedesktop.org/basedir-spec/latest/ ("all paths must be absolute", otherwise ignored)
 */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const { XDG_CACHE_HOME: cache = "", HOME: home = "" } = env;
  if (isAbsolute(cache)) return join(cache, "lambda-env");
  return isAbsolute(home) ? join(home, ".cache", "lambda-env") : undefined;
}
