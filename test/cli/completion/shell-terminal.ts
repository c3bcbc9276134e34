/** A shell at a terminal, with keys typed into it: what it makes of a Tab is seen by what the command then gets. */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { CLI_COMMAND, type CliOptions, cliEnvironment, tempFolder } from "../../support/cli.ts";

/** Has a look-up wait for its reply, on a machine of any speed. */
export const PATIENT: Readonly<Record<string, string>> = { LAMBDA_ENV_COMPLETION_TIMEOUT: "60" };

/** Returns a folder for `PATH`, whose `lambda-env` completes as the built one, and otherwise shows its arguments: `<set><-f>`. */
function folderOfShower(): string {
  const folder = tempFolder();
  const program = CLI_COMMAND.map((word) => `"${word}"`).join(" ");
  const script = `#!/bin/sh\nif [ "$1" = __complete ] || [ "$1" = completion ]; then exec ${program} "$@"; fi\nline=got; for word; do line="$line<$word>"; done; printf '%s\\n' "$line"\n`;
  writeFileSync(join(folder, "lambda-env"), script, { mode: 0o755 });
  return folder;
}

export interface ShellOptions extends CliOptions {
  /** Starts the shell without the user's own settings. */
  readonly start: string;
  /** The commands for its first prompt, so that it completes; it ends by printing `READY` in two parts. */
  readonly setup: string;
}

/** Types each of `lines`, ended by Enter, and returns what the command got of each: its arguments as `<a><b>`. */
export function typeLines(lines: readonly string[], options: ShellOptions): Promise<readonly string[]> {
  const env = cliEnvironment(options);
  const child = spawn("script", ["-qec", `stty cols 200 rows 50; exec ${options.start}`, "/dev/null"], {
    cwd: options.cwd ?? tempFolder(),
    env: { TERM: "xterm", SHELL: "/bin/sh", ...PATIENT, ...env, PATH: `${folderOfShower()}:${process.env["PATH"]}` },
    stdio: "pipe",
  });
  onTestFinished(() => void child.kill());
  let screen = "";
  const waiting = [...lines];
  const got = (): readonly string[] => [...screen.matchAll(/(?:^|\n|\r)got((?:<[^>]*>)*)\r?\n/g)].map(([, words = ""]) => words);
  let typed = 0;
  child.stdin.on("error", () => {});
  child.stdout.on("data", (chunk: Buffer) => {
    screen += chunk.toString();
    if (!screen.includes("READY") || got().length < typed) return;
    const line = waiting.shift();
    typed += 1;
    child.stdin.write(line === undefined ? "exit\r" : `${line}\r`);
  });
  child.stdin.write(`${options.setup}; printf 'REA''DY\\n'\r`);
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", () => done(got()));
  });
}
