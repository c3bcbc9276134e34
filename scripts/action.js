/** The one step of the GitHub Action: installs the tool, runs it with the inputs, sets the outputs, and comments on the pull request. */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { proxiedFetch } from "./proxied-fetch.js";

class InputError extends Error {}
class HttpError extends Error {}

const { env } = process;
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const temp = env.RUNNER_TEMP || tmpdir();
const cancelled = listenForCancel();

/** @param {string} name of an input, in kebab case */
const input = (name) => env[`INPUT_${name.toUpperCase().replaceAll("-", "_")}`]?.trim() ?? "";
/** @param {string} name of an input that has one entry per line */
const lines = (name) =>
  input(name)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");

try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = error instanceof InputError ? 64 : 1;
  fail(error instanceof InputError ? error.message : "the action itself failed", process.exitCode);
  if (!(error instanceof InputError)) process.stderr.write(`${error.stack}\n`);
}

async function main() {
  const command = choice("command", ["diff", "set", "unset"]);
  const comment = choice("comment", ["false", "true", "changes-only"]);
  const cwd = resolve(input("working-directory") || ".");
  if (!existsSync(cwd)) throw new InputError("the input working-directory is not a folder");
  const reports = mkdtempSync(join(temp, "lambda-env-"));
  try {
    const files = { markdown: join(reports, "comment.md"), report: join(reports, "report.json") };
    const plan = command === "diff" ? resolve(cwd, input("plan") || join(temp, `lambda-env-plan-${randomUUID()}.json`)) : "";
    const program = await install();
    const exitCode = await run(process.execPath, ["--", program, ...commandLine(command, plan, files)], {
      cwd,
      env: toolEnvironment(),
    });
    const counts = readCounts(files.report);
    if (!existsSync(files.markdown)) appendSummary(`**lambda-env ${command} failed: exit code ${exitCode}**`);
    setOutputs({ ...counts, plan: existsSync(plan) ? plan : "", "exit-code": String(exitCode) });
    if (comment !== "false" && existsSync(files.markdown)) {
      await commentOnPullRequest(readFileSync(files.markdown, "utf8"), {
        create: comment === "true" || counts.changed !== "false",
      });
    }
    return exitCode;
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
}

/** Turns the inputs into arguments of a process, without a shell. They hold no values: those are in files, in secrets and in the environment. */
function commandLine(command, plan, files) {
  const option = (name, flag = `--${name}`) => (input(name) === "" ? [] : [flag, input(name)]);
  const list = (name, flag) => lines(name).flatMap((line) => [flag, line]);
  const flag = (name, word = `--${name}`) => (choice(name, ["false", "true"]) === "true" ? [word] : []);
  const sources = [
    ...option("template"),
    ...list("env-file", "-e"),
    ...flag("expand"),
    ...list("secrets", "--secret"),
    ...list("parameters", "--parameter"),
    ...list("unset", "--unset"),
    ...flag("prune"),
    ...list("literal", "--literal"),
  ];
  const own = {
    diff: () => [...sources, ...flag("fail-on-diff", "--exit-code"), "--out", plan],
    set: () => [
      ...sources,
      ...option("plan"),
      ...flag("publish"),
      ...option("alias"),
      ...flag("dry-run"),
      ...option("on-failure"),
      // Confirms removals only: nobody agreed to an empty value, such as that of a secret that is not set.
      ...flag("confirm", "--allow-remove"),
      ...flag("allow-empty"),
    ],
    unset: () => [...option("on-failure"), ...flag("dry-run"), ...flag("confirm", "--yes"), ...flag("allow-empty")],
  };
  return [
    command,
    ...list("function", "--function"),
    ...option("stack"),
    ...list("logical-id", "--logical-id"),
    ...flag("all"),
    ...list("tag", "--tag"),
    ...option("config-env"),
    ...own[command](),
    ...option("region"),
    ...option("timeout"),
    ...option("comment-id"),
    ...["--report", "github", "--report", `markdown=${files.markdown}`, "--report", `json=${files.report}`],
    "--",
    ...lines("variables"),
    ...(command === "unset" ? lines("unset") : []),
  ];
}

/** Returns the environment of the tool: the job's, without the inputs of the action, one of which is the token. */
function toolEnvironment() {
  const own = Object.entries(env).filter(([name]) => !name.startsWith("INPUT_"));
  const key = input("fingerprint-key");
  return {
    ...Object.fromEntries(own),
    ...(key === "" ? {} : { LAMBDA_ENV_FINGERPRINT_KEY: key }),
    LAMBDA_ENV_GITHUB_MASK: choice("mask", ["secrets", "all", "none", "true", "false"]),
  };
}

/** Returns the path of the tool: the checked-out one, or the wanted version from npm, installed without running scripts. */
async function install() {
  const wanted = input("version");
  if (wanted === "local") {
    const program = join(root, "bin/lambda-env.js");
    if (!existsSync(join(root, "dist"))) throw new InputError("version is local, but the checked-out tool is not built");
    return program;
  }
  const version = wanted || JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version;
  if (!/^[0-9A-Za-z][0-9A-Za-z.+-]*$/.test(version)) throw new InputError("version is not a version of an npm package");
  const folder = join(temp, `lambda-env-${version}`);
  const program = join(folder, "node_modules/lambda-env/bin/lambda-env.js");
  if (existsSync(program)) return program;
  const args = ["install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const options = { cwd: temp, env: installEnvironment(), shell: process.platform === "win32" };
  const exitCode = await run("npm", [...args, `lambda-env@${version}`], options);
  if (cancelled.aborted) return program;
  if (exitCode !== 0) {
    throw new InputError(`lambda-env ${version} cannot be installed from npm; the log says why`);
  }
  return program;
}

/** Returns the environment of npm: paths and how to reach its registry, but no secret of the job. */
function installEnvironment() {
  const known =
    /^(?:PATH|HOME|USERPROFILE|APPDATA|LOCALAPPDATA|SYSTEMROOT|COMSPEC|TEMP|TMP|TMPDIR|NODE_EXTRA_CA_CERTS|.*_PROXY|NPM_CONFIG_.*)$/i;
  return Object.fromEntries(Object.entries(env).filter(([name]) => known.test(name)));
}

/**
 * Runs a program on the streams of this process, and returns its exit code.
 *
 * The runner sends SIGINT when the job is cancelled, and SIGTERM some seconds later. The program gets the first signal only:
 * it then verifies a write that was sent, and stops. The second signal would end it in the middle.
 */
function run(program, args, options) {
  if (cancelled.aborted) return Promise.resolve(130);
  const child = spawn(program, args, { ...options, stdio: ["ignore", "inherit", "inherit"] });
  const stop = () => child.kill("SIGINT");
  cancelled.addEventListener("abort", stop, { once: true });
  return new Promise((done, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      cancelled.removeEventListener("abort", stop);
      done(code ?? 130);
    });
  });
}

/** Returns a signal that is aborted when the job is cancelled. */
function listenForCancel() {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => controller.abort());
  return controller.signal;
}

/** Returns what the report says of the run; all values are empty if it failed early. */
function readCounts(file) {
  if (!existsSync(file)) return { changed: "", added: "", updated: "", removed: "", written: "" };
  const { changed, totals, written } = JSON.parse(readFileSync(file, "utf8"));
  const text = (value) => (value === null || value === undefined ? "" : String(value));
  return {
    changed: text(changed),
    added: text(totals?.added),
    updated: text(totals?.updated),
    removed: text(totals?.removed),
    written: text(written),
  };
}

/** Writes the outputs. The delimiter is random, so that a value cannot set other outputs. */
function setOutputs(outputs) {
  if (!env.GITHUB_OUTPUT) return;
  for (const [name, value] of Object.entries(outputs)) {
    const end = `end-${randomUUID()}`;
    appendFileSync(env.GITHUB_OUTPUT, `${name}<<${end}\n${value}\n${end}\n`);
  }
}

function appendSummary(text) {
  if (env.GITHUB_STEP_SUMMARY) appendFileSync(env.GITHUB_STEP_SUMMARY, `${text}\n`);
}

/** Updates the comment that starts with the same hidden line as `body`, or creates one. The step does not fail if that fails. */
async function commentOnPullRequest(body, { create }) {
  const number = readEvent().pull_request?.number;
  if (number === undefined) return notice("there is no pull request to comment on");
  const repository = `${env.GITHUB_API_URL}/repos/${env.GITHUB_REPOSITORY}`;
  const [marker] = body.split("\n");
  try {
    const old = await findComment(`${repository}/issues/${number}/comments`, marker);
    if (old !== undefined) await call("PATCH", `${repository}/issues/comments/${old.id}`, { body });
    else if (create) await call("POST", `${repository}/issues/${number}/comments`, { body });
  } catch (error) {
    warn(`the comment cannot be written: ${error instanceof HttpError ? error.message : "GitHub cannot be reached"}`);
  }
}

/** Returns the event that started the workflow, or an empty object if it cannot be read. */
function readEvent() {
  try {
    return JSON.parse(readFileSync(env.GITHUB_EVENT_PATH ?? "", "utf8"));
  } catch {
    return {};
  }
}

async function findComment(url, marker) {
  for (let page = 1; ; page++) {
    const comments = await call("GET", `${url}?per_page=100&page=${page}`);
    const found = comments.find((comment) => comment.body?.startsWith(`${marker}\n`) && isOurs(comment));
    if (found !== undefined || comments.length < 100) return found;
  }
}

/** Returns whether a comment can be ours. Anybody can write a comment with the hidden line, and ours would then appear under their name. */
function isOurs({ user, author_association: association }) {
  return user?.type === "Bot" || ["OWNER", "MEMBER", "COLLABORATOR"].includes(association);
}

async function call(method, url, body) {
  const response = await proxiedFetch(url, {
    method,
    headers: {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${input("github-token")}`,
      "content-type": "application/json",
      "x-github-api-version": "2022-11-28",
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new HttpError(`GitHub answers ${response.status}; the job needs pull-requests: write`);
  return response.json();
}

function choice(name, allowed) {
  const value = input(name) || allowed[0];
  if (allowed.includes(value)) return value;
  throw new InputError(`the input ${name} is not one of ${allowed.join(", ")}`);
}

function fail(text, exitCode) {
  process.stderr.write(`::error title=lambda-env::${text}\n`);
  setOutputs({ "exit-code": String(exitCode) });
  appendSummary(`**lambda-env failed: ${text}**`);
}

function warn(text) {
  process.stderr.write(`::warning title=lambda-env::${text}\n`);
}

function notice(text) {
  process.stderr.write(`::notice title=lambda-env::${text}\n`);
}
