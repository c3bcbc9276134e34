/**
 * The built program, run as a user would, in an environment that holds what is named here and nothing else: in this process, which
 * is many times cheaper, or where the process itself matters, in one of its own.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { onTestFinished } from "vitest";
import type { LocalEndpoint } from "../../src/local/server/server.ts";
import { removeFolderSync } from "./folder.ts";
import { runInProcess } from "./in-process.ts";

const BIN = resolve(import.meta.dirname, "../../bin/lambda-env.js");

export interface CliResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

export interface CliOptions {
  readonly endpoint?: Pick<LocalEndpoint, "url">;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  readonly cwd?: string;
  /** Gets the process of the run, which is then one of its own. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** Runs `lambda-env` with `args` to its end. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return needsProcess(args, options) ? spawnCli(args, options) : runInProcess(args, options, cliEnvironment(options));
}

/**
 * Whether a run needs a process of its own: in the project `process` always; and elsewhere where it is signalled, where the
 * answer is written before any stream is opened, and where it looks at what its descriptors are.
 */
function needsProcess(args: readonly string[], { onStart, env = {} }: CliOptions): boolean {
  const asked = process.env["LAMBDA_ENV_TEST_SPAWN"] !== undefined;
  return asked || onStart !== undefined || isAnsweredAtOnce(args) || env["GITHUB_ACTIONS"] !== undefined;
}

/** Whether the entry file itself answers: `--version`, `help set` and their like. */
export function isAnsweredAtOnce(args: readonly string[]): boolean {
  return args.length < 2 || (args.length === 2 && ["help", "--help", "-h"].some((word) => args.includes(word)));
}

/** Runs `lambda-env` with `args` to its end, in a process of its own. */
function spawnCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const [node = "", ...bin] = CLI_COMMAND;
  const child = spawn(node, [...bin, ...args], {
    cwd: options.cwd ?? tmpdir(),
    env: cliEnvironment(options),
    stdio: "pipe",
  });
  options.onStart?.(child);
  child.stdin.on("error", () => {});
  child.stdin.end(options.input ?? "");
  return collect(child);
}

/**
 * Sends a signal, and returns when the process has said on standard error that it is interrupted. For a hook of the endpoint: the
 * reply is held back until then, since a signal may take longer than a reply, most of all one that a parent passes on.
 */
export function interrupt(child: ChildProcess | undefined, name: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => {
    let said = "";
    child?.stderr?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes("interrupted")) resolve();
    });
    child?.once("close", () => resolve());
    child?.kill(name);
  });
}

/** Returns what `child`, whose streams are pipes, wrote to each until it ended, and its exit code. */
export function collect(child: ChildProcess): Promise<CliResult> {
  const chunks: Record<"stdout" | "stderr", Buffer[]> = { stdout: [], stderr: [] };
  for (const name of ["stdout", "stderr"] as const) child[name]?.on("data", (chunk: Buffer) => chunks[name].push(chunk));
  const text = (name: "stdout" | "stderr"): string => Buffer.concat(chunks[name]).toString();
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ stdout: text("stdout"), stderr: text("stderr"), code }));
  });
}

/** The command line that runs the binary as its own first line does, for tests that need a shell or a terminal around it. */
export const CLI_COMMAND: readonly string[] = [process.execPath, "--", BIN];

/** Returns a folder for `PATH` that has the binary under its own name, as an installed package would. */
export function folderOfCommand(): string {
  const folder = tempFolder();
  const line = CLI_COMMAND.map((word) => `"${word}"`).join(" ");
  writeFileSync(join(folder, "lambda-env"), `#!/bin/sh\nexec ${line} "$@"\n`, { mode: 0o755 });
  return folder;
}

export function cliEnvironment({ endpoint, env = {} }: Pick<CliOptions, "endpoint" | "env">): NodeJS.ProcessEnv {
  const home = env["HOME"] ?? tempFolder();
  return {
    PATH: process.env["PATH"],
    HOME: home,
    // Where a text of `edit` is, and stays if it cannot be used; without it, it would be in the memory that the machine shares.
    XDG_RUNTIME_DIR: home,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_EC2_METADATA_DISABLED: "true",
    LANG: "C.UTF-8",
    ...(endpoint === undefined ? {} : { AWS_ENDPOINT_URL: endpoint.url }),
    ...env,
  };
}

/** Returns a new folder that goes away with the test. */
export function tempFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "lambda-env-test-"));
  onTestFinished(() => removeFolderSync(folder));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** Returns what the document in `text` says of the one function of the run. */
export function targetIn(text: string): ReturnType<typeof JSON.parse> {
  const { targets } = JSON.parse(text) as { readonly targets: readonly unknown[] };
  if (targets.length !== 1) throw new Error(`${targets.length} targets`);
  return targets[0];
}
