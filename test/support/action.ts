/** The parts of a GitHub runner that our step depends on: inputs, files for outputs and the summary, pipes, signals. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parse } from "yaml";
import { type CliResult, cliEnvironment, collect, tempFolder } from "./cli.ts";

export const ROOT = resolve(import.meta.dirname, "../..");
/** Built from the sources before the tests run; the committed build is compared with it. */
export const BUILT_ACTION = join(ROOT, "node_modules/.cache/lambda-env-action");

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, object>>;
  readonly runs: { readonly using: string; readonly main: string };
}

export interface ActionOptions {
  readonly with: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly endpoint?: { readonly url: string };
  /** The environment of the job. */
  readonly env?: Readonly<Record<string, string>>;
  /** What happened: the payload of the webhook. */
  readonly event?: object;
  /** Gets the process of the step, which alone is what a runner signals. */
  readonly onStart?: (step: ChildProcess) => void;
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

/** Runs the action as a runner does: one process, without a shell, each stream through a pipe of its own. */
export async function runAction(options: ActionOptions): Promise<ActionResult> {
  const { inputs, outputs, runs } = readAction();
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
  // A runner passes inputs that the action does not declare, too, with a warning.
  const defaults = Object.entries(inputs).map(([name, { default: text = "" }]) => [name, evaluate(text)] as const);
  const given = Object.entries({ ...Object.fromEntries(defaults), ...options.with });
  const child = spawn(process.execPath, [join(BUILT_ACTION, basename(runs.main))], {
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
      ...Object.fromEntries(given.map(([name, text]) => [`INPUT_${name.toUpperCase().replaceAll(" ", "_")}`, text])),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  options.onStart?.(child);
  const result = await collect(child);
  const set = parseOutputs(readFileSync(files.output, "utf8"));
  const undeclared = Object.keys(set).filter((name) => !Object.hasOwn(outputs, name));
  if (undeclared.length > 0) throw new Error(`action.yml has no output ${undeclared.join(", ")}`);
  return { ...result, outputs: set, summary: readFileSync(files.summary, "utf8"), temp };
}

function evaluate(text: string): string {
  return text.replace(/\$\{\{ *([^}]*?) *\}\}/g, (_, path: string) => {
    if (path !== "github.token") throw new Error(`cannot evaluate ${path}`);
    return "token-of-the-job";
  });
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
