/** How git treats a file that is about to get sensitive values. */
import { spawn } from "node:child_process";
import { lstat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { LambdaEnvError } from "../errors.ts";
import { resolveTarget, shownPath } from "./path.ts";

/** `outside`: not in any work tree. */
export type GitStatus = "tracked" | "ignored" | "unignored" | "outside";

/**
 * The only variables of our environment that git gets, since others may be secrets: where programs are, who the user is, and the
 * user's settings.
 */
const VISIBLE = ["PATH", "HOME", "XDG_CONFIG_HOME", "SystemRoot", "SUDO_UID", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"];

/** Variables that name a repository, which need not be above the file, such as one for the settings in a home folder. */
const REPOSITORY = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR"];

const ALWAYS = { LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0", GIT_DISCOVERY_ACROSS_FILESYSTEM: "1" };

/** The repository's own file-watching program is not run, whatever its settings say. */
const SETTINGS = ["-c", "core.fsmonitor="];

/** Git answers in milliseconds, and from a slow network drive in seconds. */
const DEFAULT_TIMEOUT_MS = 20_000;

const NOT_INSTALLED = "git is not installed";

/** How long output of git may take to arrive after git has exited. */
const MAX_FLUSH_MS = 1000;

export interface GitStatusOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** How long git may take for one answer. */
  readonly timeoutMs?: number;
}

/**
 * Returns how the work tree around the file at `path` treats it, and the one that `GIT_DIR` names; the file need not exist.
 *
 * Errors: CANNOT_WRITE with git's reason if there is a repository and git does not answer; INTERRUPTED.
 */
export async function gitStatus(path: string, options: GitStatusOptions): Promise<GitStatus> {
  const { cwd, env } = options;
  const target = await resolveTarget(path, cwd).catch(() => undefined);
  if (target === undefined) return "outside";
  const above = await repositoryAbove(dirname(target));
  const answers = await Promise.all([
    above === undefined ? "outside" : askAbove({ path, target, repository: above, extra: {} }, options),
    (env["GIT_DIR"] ?? "") === "" ? "outside" : askNamed({ path, target, repository: "GIT_DIR" }, options),
  ]);
  return (["tracked", "unignored", "ignored"] as const).find((status) => answers.includes(status)) ?? "outside";
}

interface Question {
  /** As the user typed it. */
  readonly path: string;
  readonly target: string;
  /** The name of the repository in messages. */
  readonly repository: string;
  /** The additional environment of git for this question. */
  readonly extra: Readonly<Record<string, string>>;
}

async function askAbove(question: Question, options: GitStatusOptions): Promise<GitStatus> {
  const answer = await ask(question, dirname(question.target), options);
  if (answer === "elsewhere") throw noAnswer(question, "its work tree is elsewhere (core.worktree)");
  return answer;
}

/**
 * Returns how the repository that GIT_DIR names treats the file. Without a work tree in its settings or in GIT_WORK_TREE, the
 * current folder is its work tree.
 */
async function askNamed(about: Omit<Question, "extra">, options: GitStatusOptions): Promise<GitStatus> {
  const { cwd, env } = options;
  const given = REPOSITORY.flatMap((name) =>
    env[name] === undefined || env[name] === "" ? [] : [[name, resolve(cwd, env[name])]],
  );
  const extra: Readonly<Record<string, string>> = Object.fromEntries(given);
  const question = { ...about, extra };
  const answer = await ask(question, extra["GIT_WORK_TREE"] ?? cwd, options);
  const other = answer === "elsewhere" ? await ask(question, dirname(about.target), options) : answer;
  return other === "elsewhere" ? "outside" : other;
}

async function ask(question: Question, folder: string, options: GitStatusOptions): Promise<GitStatus | "elsewhere"> {
  const { target, extra } = question;
  const run = (...args: readonly string[]): Promise<Answer> => runGit(args, { ...options, folder, extra });
  const place = await run("rev-parse", "--is-bare-repository", "--is-inside-git-dir", "--is-inside-work-tree", "--show-toplevel");
  // Without a work tree, git cannot answer the last question, but it still answers those before it.
  const [isBare, isInGitDir, isInWorkTree, ...top] = place.stdout.split("\n");
  if (isBare === "true" || isInGitDir === "true") return "outside";
  if (isInWorkTree === "false") return "elsewhere";
  if (place.code !== 0) throw noAnswer(question, reasonIn(place));
  if (!isWithin(target, top.join("\n").replace(/\n$/, ""))) return "outside";
  // `./` keeps git from interpreting marks such as `:(top)` in the name.
  const name = folder === dirname(target) ? `./${basename(target)}` : target;
  const listed = await run("--literal-pathspecs", "ls-files", "--error-unmatch", "--", name);
  if (listed.code === 0) return "tracked";
  if (listed.code !== 1) throw noAnswer(question, reasonIn(listed));
  // `--no-index`: otherwise git would treat a name such as `.env.*` as a pattern of tracked files, and this file is known not to
  // be tracked.
  const ignored = await run("check-ignore", "--no-index", "--quiet", "--", name);
  if (ignored.code !== 0 && ignored.code !== 1) throw noAnswer(question, reasonIn(ignored));
  return ignored.code === 0 ? "ignored" : "unignored";
}

function isWithin(target: string, top: string): boolean {
  const path = relative(top, target);
  return !(path === ".." || path.startsWith(`..${sep}`) || isAbsolute(path));
}

/** Returns the folder at or above `folder` that has a repository; undefined if there is none. */
async function repositoryAbove(folder: string): Promise<string | undefined> {
  const dotGit = join(folder, ".git");
  const stats = await lstat(dotGit).catch(() => undefined);
  if (stats !== undefined && (!stats.isDirectory() || (await hasAny(dotGit, ["HEAD", "index", "objects", "config"]))))
    return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : repositoryAbove(parent);
}

async function hasAny(folder: string, names: readonly string[]): Promise<boolean> {
  const found = await Promise.all(names.map((name) => lstat(join(folder, name)).then(Boolean, isHidden)));
  return found.some(Boolean);
}

/** Returns whether a folder cannot be read, so that it may be a repository. */
function isHidden(error: NodeJS.ErrnoException): boolean {
  return error.code !== "ENOENT";
}

interface Answer {
  /** Undefined if git was not started, or was killed. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** Why there is no exit code. */
  readonly problem?: string;
}

interface RunOptions extends GitStatusOptions {
  readonly folder: string;
  readonly extra: Question["extra"];
}

function runGit(args: readonly string[], options: RunOptions): Promise<Answer> {
  const { folder, extra, env, signal, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const visible = Object.fromEntries(VISIBLE.filter((name) => env[name] !== undefined).map((name) => [name, env[name]]));
  return new Promise((done, fail) => {
    const child = spawn("git", ["-C", folder, ...SETTINGS, ...args], {
      env: { ...visible, ...ALWAYS, ...extra },
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
      timeout: timeoutMs,
      killSignal: "SIGKILL",
      signal,
    });
    const texts = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].setEncoding("utf8").on("data", (text: string) => {
        texts[stream] += text;
      });
    }
    const end = (answer: Pick<Answer, "code" | "problem">): void => {
      // A program that git started may keep running and keep its streams open.
      child.stdout.destroy();
      child.stderr.destroy();
      done({ ...texts, ...answer });
    };
    child.once("error", (error: NodeJS.ErrnoException) => {
      if (signal.aborted) return fail(new LambdaEnvError("INTERRUPTED", "interrupted; nothing was written"));
      end({
        code: undefined,
        problem: error.code === "ENOENT" ? NOT_INSTALLED : `git cannot be started: ${error.code}`,
      });
    });
    child.once("close", (code) => end({ code: code ?? undefined }));
    child.once("exit", (code) => {
      if (code === null) end({ code: undefined, problem: `git did not answer within ${timeoutMs / 1000} seconds` });
      else setTimeout(() => end({ code }), MAX_FLUSH_MS).unref();
    });
  });
}

/** Returns the first line of git's message, without its prefix. */
function reasonIn({ problem, stderr, code }: Answer): string {
  const line = stderr.split("\n").find((text) => /^(?:fatal|error): /.test(text)) ?? stderr.split("\n")[0] ?? "";
  return problem ?? (line === "" ? `git exited with ${code}` : line.replace(/^(?:fatal|error): /, ""));
}

function noAnswer(question: Question, reason: string): LambdaEnvError {
  const message = `cannot write ${shownPath(question.path)}: whether git tracks it cannot be determined: ${reason}`;
  return new LambdaEnvError("CANNOT_WRITE", message, { hint: hintFor(question, reason) });
}

function hintFor({ target, repository }: Question, reason: string): string {
  if (reason === NOT_INSTALLED) return "install git, or name a file outside the repository";
  if (reason.startsWith("detected dubious ownership")) {
    return `if you trust it: git config --global --add safe.directory ${repository}`;
  }
  return `make git -C ${dirname(target)} status work first, or name a file outside the repository`;
}
