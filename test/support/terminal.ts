/** The built binary on a real terminal: a pseudo-terminal that `script` of util-linux, which most systems have, opens for it. */
import { spawn, spawnSync } from "node:child_process";
import { CLI_COMMAND, type CliOptions, cliEnvironment } from "./cli.ts";

/** Whether there is a `script` that takes a command and returns its exit code. */
export const HAS_TERMINAL = spawnSync("script", ["-qec", "exit 7", "/dev/null"], { stdio: "ignore" }).status === 7;

export interface TerminalOptions extends CliOptions {
  /** What to type when a text has appeared, one after the other; a function does something first. */
  readonly dialogue?: readonly (readonly [appears: string, type: string | (() => string)])[];
  /** How wide it is: 100 where nothing is said. */
  readonly columns?: number;
  /** Where its standard output goes instead of the terminal. */
  readonly stdoutTo?: string;
}

export interface TerminalResult {
  /** Everything that the terminal got, control sequences included. */
  readonly screen: string;
  readonly code: number | null;
}

/** Runs `lambda-env` with `args` on a terminal to its end. */
export function runOnTerminal(args: readonly string[], options: TerminalOptions = {}): Promise<TerminalResult> {
  const words = [...CLI_COMMAND, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  const command = `stty cols ${options.columns ?? 100} rows 30; exec ${words}${options.stdoutTo === undefined ? "" : ` > '${options.stdoutTo}'`}`;
  const child = spawn("script", ["-qec", command, "/dev/null"], {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { TERM: "xterm", SHELL: "/bin/sh", ...cliEnvironment(options) },
    stdio: "pipe",
  });
  options.onStart?.(child);
  const waiting = [...(options.dialogue ?? [])];
  let screen = "";
  let read = 0;
  child.stdin.on("error", () => {});
  child.stdout.on("data", (chunk: Buffer) => {
    screen += chunk.toString();
    const [next] = waiting;
    if (next === undefined || !isThere(screen.slice(read), next[0])) return;
    waiting.shift();
    read = screen.length;
    child.stdin.write(typeof next[1] === "string" ? next[1] : next[1]());
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ screen, code }));
  });
}

/** A question takes only what is typed once all of it is on the screen, which may come in parts. */
function isThere(screen: string, text: string): boolean {
  const at = screen.indexOf(text);
  if (at === -1) return false;
  const rest = screen.slice(at + text.length);
  return text.endsWith(": ") || !QUESTION.test(text) || rest.includes("\n") || /\[y\/N\]/.test(text + rest);
}

/** How the questions begin whose answers are typed by tests. */
const QUESTION = /^(?:remove|empty|change|overwrite|leave|without|put|add|write|copy)\b|\?$/;
