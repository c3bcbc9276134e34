/** The step of the GitHub Action: runs the tool with the inputs, sets the outputs, writes the summary, and comments on the pull request. */
import { randomUUID } from "node:crypto";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type CommentPlace, findPullRequest, type GitHubEvent, sayWhyNot, writeComment } from "./comment.ts";
import { type GitHub, openGitHub } from "./github.ts";
import {
  assertTaken,
  type CommandShape,
  type CommandTable,
  choose,
  InputError,
  type Inputs,
  inputNames,
  readInputs,
  toArguments,
} from "./inputs.ts";
import { NONE, type Outputs, outputsOf, outputsOfRefusal } from "./results.ts";
import { listenForCancel, runTool } from "./tool.ts";

declare const __COMMANDS__: CommandTable;

const { env } = process;
/** Commands with reports that write nothing. */
const ONLY_READ: readonly string[] = ["diff", "check"];
/** It writes to a secret, and has no report: the document that it prints says what it did. */
const PUSH = "push";

const cancelled = listenForCancel(process);

main(readInputs(env)).then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    const isInput = error instanceof InputError;
    const text = isInput ? error.message : "the action itself failed, which is a bug: please report it";
    process.exitCode = isInput ? 64 : 1;
    command("error", text);
    if (!isInput && error instanceof Error) process.stderr.write(`${error.stack?.replaceAll("\n::", "\n ::")}\n`);
    setOutputs(outputsOfRefusal(process.exitCode, isInput ? "USAGE" : "BUG"));
    appendSummary(`**lambda-env failed: ${text}**`);
  },
);

async function main(inputs: Inputs): Promise<number> {
  const name = choose(inputs, "command", Object.keys(__COMMANDS__));
  const shape = __COMMANDS__[name] ?? { options: {} };
  assertTaken(name, inputs, __COMMANDS__);
  const comment = choose(inputs, "comment", ["false", "true", "changes-only"]);
  if (!/^\d*$/.test(inputs.get("pr-number") ?? "")) throw new InputError("the input pr-number is not a number");
  const cwd = resolve(inputs.get("working-directory") ?? ".");
  if (!existsSync(cwd)) throw new InputError("the input working-directory is not a folder");
  const temp = env["RUNNER_TEMP"] || tmpdir();
  const reports = mkdtempSync(join(temp, "lambda-env-"));
  try {
    const files = { markdown: join(reports, "comment.md"), json: join(temp, `lambda-env-${name}-${randomUUID()}.json`) };
    const hasReports = Object.hasOwn(shape.options, "report");
    const plan = planOf(shape.options, inputs, { cwd, temp });
    const [word = "", ...args] = toArguments(name, shape, plan === undefined ? inputs : new Map([...inputs, ["plan", plan]]));
    const own = hasReports
      ? ["--report=github", `--report=markdown=${files.markdown}`, `--report=json=${files.json}`]
      : ["--json"];
    const debug = env["RUNNER_DEBUG"] === "1" ? ["--debug"] : [];
    const { exitCode, stdout } = await runTool(join(__dirname, "lambda-env.cjs"), [word, ...own, ...debug, ...args], {
      cwd,
      env: toolEnvironment(inputs, shape),
      cancelled,
      collects: !hasReports,
    });
    if (!hasReports && stdout !== "") writeFileSync(files.json, stdout, { mode: 0o600 });
    const body = readIfThere(files.markdown);
    const document = readIfThere(files.json);
    const outputs = outputsOf({
      document,
      exitCode,
      writes: (hasReports && !ONLY_READ.includes(name)) || name === PUSH,
      wasCancelled: cancelled.aborted,
    });
    if (body === undefined) appendSummary(summaryOf(name, exitCode, stdout));
    setOutputs({
      ...outputs,
      plan: plan !== undefined && existsSync(plan) ? plan : NONE,
      json: document === undefined ? NONE : files.json,
      "comment-body": body ?? NONE,
    });
    if (comment !== "false" && body !== undefined && !cancelled.aborted) {
      await commentOnPullRequest(body, comment === "true" || outputs["changed"] !== "false" || exitCode === 2, inputs);
    }
    return exitCode;
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
}

/** Returns the file that the command writes its plan to; undefined for a command that writes none. */
function planOf(
  options: Readonly<Record<string, string>>,
  inputs: Inputs,
  { cwd, temp }: { readonly cwd: string; readonly temp: string },
): string | undefined {
  if (!Object.hasOwn(options, "out")) return undefined;
  return resolve(cwd, inputs.get("plan") ?? join(temp, `lambda-env-plan-${randomUUID()}.json`));
}

/** Returns the environment of the tool: the job's, without the inputs of the action, one of which is the token. */
function toolEnvironment(inputs: Inputs, shape: CommandShape): Readonly<Record<string, string | undefined>> {
  const own = Object.entries(env).filter(([name]) => !name.startsWith("INPUT_"));
  const key = inputs.get("fingerprint-key");
  return {
    ...Object.fromEntries(own),
    ...(key === undefined ? {} : { LAMBDA_ENV_FINGERPRINT_KEY: key }),
    LAMBDA_ENV_GITHUB_INPUTS: JSON.stringify(inputNames(shape)),
    LAMBDA_ENV_GITHUB_MASK: choose(inputs, "mask", ["secrets", "all", "none", "true", "false"]),
  };
}

/** Returns the summary of a run that wrote none itself. */
function summaryOf(name: string, exitCode: number, stdout: string): string {
  if (exitCode === 0) return `**lambda-env ${name}**\n\n\`\`\`json\n${stdout.trimEnd()}\n\`\`\``;
  if (cancelled.aborted) return `**lambda-env ${name} was cancelled: exit code ${exitCode}**`;
  return `**lambda-env ${name} failed: exit code ${exitCode}**`;
}

/** Writes the outputs. The delimiter is random, so that a value cannot set other outputs. */
function setOutputs(outputs: Outputs): void {
  const file = env["GITHUB_OUTPUT"];
  if (!file) return;
  for (const [name, value] of Object.entries(outputs)) {
    const end = `end-${randomUUID()}`;
    appendFileSync(file, `${name}<<${end}\n${value}\n${end}\n`);
  }
}

function appendSummary(text: string): void {
  if (env["GITHUB_STEP_SUMMARY"]) appendFileSync(env["GITHUB_STEP_SUMMARY"], `${text}\n`);
}

/** Comments on the pull request of the run. The step does not fail if that fails. */
async function commentOnPullRequest(body: string, create: boolean, inputs: Inputs): Promise<void> {
  const place: CommentPlace = {
    repository: env["GITHUB_REPOSITORY"] ?? "",
    eventName: env["GITHUB_EVENT_NAME"] ?? "",
    event: readEvent(),
    branch: env["GITHUB_REF_TYPE"] === "tag" ? "" : (env["GITHUB_REF_NAME"] ?? ""),
    given: inputs.get("pr-number"),
  };
  let opened: Promise<GitHub> | undefined;
  const github = (): Promise<GitHub> => {
    opened ??= openGitHub({ url: env["GITHUB_API_URL"] ?? "", token: inputs.get("github-token") ?? "", env });
    return opened;
  };
  try {
    const number = await findPullRequest(github, place);
    if (number === undefined) return command("notice", "there is no pull request to comment on; the input pr-number names one");
    await writeComment(await github(), { repository: place.repository, number, body, create });
  } catch (error) {
    command("warning", `the comment cannot be written: ${sayWhyNot(error, place, env["GITHUB_ACTOR"] ?? "")}`);
  }
}

/** Returns the event that started the workflow, or an empty object if it cannot be read. */
function readEvent(): GitHubEvent {
  try {
    return JSON.parse(readFileSync(env["GITHUB_EVENT_PATH"] ?? "", "utf8")) as GitHubEvent;
  } catch {
    return {};
  }
}

function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function command(kind: "error" | "warning" | "notice", text: string): void {
  process.stderr.write(`::${kind} title=lambda-env::${text}\n`);
}
