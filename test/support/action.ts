/** The parts of a GitHub runner that our steps depend on: inputs, files for outputs and the summary, a shell. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { type CliResult, cliEnvironment, tempFolder } from "./cli.ts";

export const ROOT = resolve(import.meta.dirname, "../..");

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

interface Step {
  readonly id: string;
  readonly shell: string;
  readonly run: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface ActionOptions {
  readonly with: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly endpoint?: { readonly url: string };
  /** The environment of the job. */
  readonly env?: Readonly<Record<string, string>>;
  /** What happened: the payload of the webhook. */
  readonly event?: object;
  /** Gets the shell of the step, which is what a runner signals. */
  readonly onStart?: (shell: ChildProcess) => void;
}

export interface ActionResult extends CliResult {
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** The folder for temporary files that the runner gives to the job. */
  readonly temp: string;
}

/** Returns the action as it is written. */
export function readAction(): Action {
  return parse(readFileSync(join(ROOT, "action.yml"), "utf8")) as Action;
}

/** Runs the steps of the action as a runner would. */
export async function runAction(options: ActionOptions): Promise<ActionResult> {
  const { inputs, outputs, runs } = readAction();
  for (const name of Object.keys(options.with)) if (!Object.hasOwn(inputs, name)) throw new Error(`no input ${name}`);
  const temp = tempFolder();
  const file = (name: string, text = ""): string => {
    const path = join(temp, name);
    writeFileSync(path, text);
    return path;
  };
  mkdirSync(join(temp, "work"));
  const files = {
    output: file("output"),
    summary: file("summary.md"),
    event: file("event.json", JSON.stringify(options.event ?? {})),
  };
  const value = (expression: string): string =>
    expression.replace(/\$\{\{ *([^}]*?) *\}\}/g, (_, path: string) => {
      if (path === "github.token") return "token-of-the-job";
      const name = /^inputs\.([a-z-]+)$/.exec(path)?.[1] ?? "";
      if (!Object.hasOwn(inputs, name)) throw new Error(`cannot evaluate ${path}`);
      const written = options.with[name] ?? inputs[name]?.default ?? "";
      return written.includes("${{") ? value(written) : written;
    });
  const results: CliResult[] = [];
  for (const { run, shell, env } of runs.steps) {
    if (shell !== "bash") throw new Error(`no shell ${shell}`);
    const script = file("script.sh", run);
    const child = spawn("bash", ["--noprofile", "--norc", "-e", "-o", "pipefail", script], {
      cwd: options.cwd,
      env: {
        ...cliEnvironment({ ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }) }),
        CI: "true",
        GITHUB_ACTIONS: "true",
        GITHUB_ACTION_PATH: ROOT,
        GITHUB_WORKSPACE: options.cwd,
        GITHUB_OUTPUT: files.output,
        GITHUB_STEP_SUMMARY: files.summary,
        GITHUB_EVENT_PATH: files.event,
        GITHUB_REPOSITORY: "someone/something",
        RUNNER_TEMP: join(temp, "work"),
        ...options.env,
        ...Object.fromEntries(Object.entries(env).map(([name, text]) => [name, value(text)])),
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    options.onStart?.(child);
    results.push(await collect(child));
  }
  const [result = { stdout: "", stderr: "", code: null }] = results;
  const set = parseOutputs(readFileSync(files.output, "utf8"));
  const own = Object.entries(outputs).map(([name, { value: text }]) => {
    const source = /^\$\{\{ steps\.run\.outputs\.([a-z-]+) \}\}$/.exec(text)?.[1] ?? "";
    return [name, set[source] ?? ""] as const;
  });
  return { ...result, outputs: Object.fromEntries(own), summary: readFileSync(files.summary, "utf8"), temp };
}

/** The runner's own grammar: `name=value`, or `name<<end`, lines, `end`. */
function parseOutputs(text: string): Readonly<Record<string, string>> {
  const outputs: Record<string, string> = {};
  const lines = text.split("\n");
  for (let index = 0; index < lines.length; index++) {
    const [, name, end] = /^([^=<]+)<<(.+)$/.exec(lines[index] ?? "") ?? [];
    if (name === undefined || end === undefined) continue;
    const last = lines.indexOf(end, index + 1);
    outputs[name] = lines.slice(index + 1, last).join("\n");
    index = last;
  }
  return outputs;
}

function collect(child: ReturnType<typeof spawn>): Promise<CliResult> {
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.on("data", (chunk: Buffer) => {
      texts[name] += chunk.toString();
    });
  }
  return new Promise((done, reject) => {
    child.once("error", reject);
    child.once("close", (code) => done({ ...texts, code }));
  });
}
