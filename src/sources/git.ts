/** What git thinks of a file that is about to hold sensitive values. */
import { spawn } from "node:child_process";
import { basename, dirname } from "node:path";
import { resolveTarget } from "./path.ts";
import type { Environment } from "./source.ts";

/** `outside`: in no work tree, or there is no git to ask. */
export type GitStatus = "tracked" | "ignored" | "unignored" | "outside";

/** All that git may see of our environment, which may hold secrets: where programs are, and the user's own ignore file. */
const VISIBLE = ["PATH", "HOME", "XDG_CONFIG_HOME", "SystemRoot"];

export interface GitStatusOptions {
  readonly cwd: string;
  readonly env: Environment;
  readonly signal: AbortSignal;
}

/** Returns how the work tree around the file that `path` leads to treats it; the file need not exist. */
export async function gitStatus(path: string, { cwd, env, signal }: GitStatusOptions): Promise<GitStatus> {
  const target = await resolveTarget(path, cwd).catch(() => undefined);
  if (target === undefined) return "outside";
  // `./` keeps git from reading marks such as `:(top)` into the name.
  const name = `./${basename(target)}`;
  const ask = (...args: readonly string[]): Promise<number | undefined> =>
    exitCodeOf("git", ["-C", dirname(target), ...args, "--", name], env, signal);
  const listed = await ask("--literal-pathspecs", "ls-files", "--error-unmatch");
  if (listed === 0) return "tracked";
  if (listed !== 1) return "outside";
  // `--no-index`: it would take a name such as `.env.*` for a pattern of tracked files, and this one is known not to be tracked.
  return (await ask("check-ignore", "--no-index", "--quiet")) === 0 ? "ignored" : "unignored";
}

/** Returns undefined if the program cannot be started or was ended by a signal. */
async function exitCodeOf(
  program: string,
  args: readonly string[],
  env: Environment,
  signal: AbortSignal,
): Promise<number | undefined> {
  const visible = Object.fromEntries(VISIBLE.filter((name) => env[name] !== undefined).map((name) => [name, env[name]]));
  return await new Promise((done) => {
    const child = spawn(program, args, { env: visible, stdio: "ignore", windowsHide: true, signal });
    child.once("error", () => done(undefined));
    child.once("close", (code) => done(code ?? undefined));
  });
}
