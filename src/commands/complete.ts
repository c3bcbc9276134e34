/**
 * `lambda-env __complete SHELL WORD…`, which the scripts of `completion` run: prints what can be typed next. It prints nothing on
 * any failure.
 */

import { TOPIC_NAMES } from "../cli/command.ts";
import { candidatesAt } from "../cli/completion/candidates.ts";
import { splitLine, unquoteWord } from "../cli/completion/line.ts";
import { type Position, positionOf } from "../cli/completion/position.ts";
import { systemClock } from "../cli/context.ts";
import { toOptions } from "../cli/option-values.ts";
import type { OptionName } from "../cli/options.ts";
import { type RunOptions, runOptions } from "../cli/stage/run-options.ts";
import { renderCompletion } from "../output/completion/candidate.ts";
import type { NameKind } from "../workflow/completion/names.ts";
import type { Surroundings } from "../workflow/surroundings.ts";
import { COMMANDS } from "./catalog.ts";

/** Nobody waits longer for a list of names, unless they say so. */
const PATIENCE_MS = 1000;
/** How many seconds to wait instead. */
const PATIENCE = "LAMBDA_ENV_COMPLETION_TIMEOUT";

type CompletingProcess = Pick<NodeJS.Process, "argv" | "env" | "stdout" | "stdin" | "cwd"> &
  Partial<Pick<NodeJS.Process, "exit">>;

/** Prints the candidates. `cacheFolder` stores names for some minutes; without it, each lookup is a request. */
export async function complete(process: CompletingProcess, cacheFolder: string | undefined): Promise<0> {
  const [, shell = "", ...typed] = process.argv.slice(2);
  const position = positionOf(wordsOf(shell, typed), COMMANDS);
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), patienceMs(process.env[PATIENCE]));
  const lookUp = async (kind: NameKind): Promise<readonly string[]> => {
    const { lookUpNames } = await import("../workflow/completion/names.ts");
    const surroundings = surroundingsOf(process, patience.signal);
    const { options: request, stage } = await optionsAt(position, surroundings, kind);
    return lookUpNames(kind, { request, surroundings: { ...surroundings, stage }, cacheFolder });
  };
  const inTime = (kind: NameKind): Promise<readonly string[]> =>
    Promise.race([lookUp(kind), aborted(patience.signal)]).catch(() => []);
  const completion = await candidatesAt(position, { commands: COMMANDS, topics: TOPIC_NAMES, lookUp: inTime });
  clearTimeout(timer);
  await new Promise<void>((done) => process.stdout.write(renderCompletion(completion), () => done()));
  // A source of credentials that does not answer would keep the process running, and with it the shell's prompt blocked.
  // Everything has been written.
  if (patience.signal.aborted) process.exit?.(0);
  return 0;
}

function patienceMs(seconds: string | undefined): number {
  const isNumber = /^\d{1,4}(\.\d+)?$/.test(seconds ?? "");
  return isNumber ? Number(seconds) * 1000 : PATIENCE_MS;
}

/**
 * Returns the words of the line. bash separates words at `=` and `:`, so its script passes the whole line. That of fish passes
 * the current word with its quotes; that of PowerShell passes all words, and marks the current one with a dot.
 */
function wordsOf(shell: string, typed: readonly string[]): readonly string[] {
  const before = typed.slice(0, -1);
  const current = typed.at(-1) ?? "";
  if (shell === "bash") return splitLine(current).slice(1);
  if (shell === "fish") return [...before, unquoteWord(current)];
  return shell === "powershell" ? [...before, current.slice(1)].map(unquoteWord) : typed;
}

/**
 * Returns the options before the cursor as those of the command, with those of their stage, without arguments, which may be values. The
 * names of the stages need no stage.
 */
async function optionsAt(
  { command, given }: Position,
  surroundings: Surroundings,
  kind: NameKind,
): Promise<Pick<RunOptions, "options" | "stage">> {
  const accepted: readonly OptionName[] = command?.options ?? [];
  const options = toOptions(accepted, given, surroundings.env, { words: [], program: [] });
  if (command === undefined || kind === "stages") return { options, stage: undefined };
  const typed = new Set(accepted.filter((name) => given[name] !== undefined));
  return runOptions({ command, options, typed }, surroundings);
}

function surroundingsOf(process: CompletingProcess, signal: AbortSignal): Surroundings {
  return {
    get stdin() {
      return process.stdin;
    },
    env: process.env,
    cwd: process.cwd(),
    signal,
    clock: systemClock(),
    writes: false,
    notify: () => {},
    askMfaCode: async () => undefined,
    guard: () => {},
    allow: () => {},
  };
}

function aborted(signal: AbortSignal): Promise<readonly string[]> {
  return new Promise((done) => signal.addEventListener("abort", () => done([]), { once: true }));
}
