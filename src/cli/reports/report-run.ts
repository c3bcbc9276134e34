/** Runs a command with its reports: for a pull request, a step summary, a merge-request widget or a test report. */

import { appendFile } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";
import { accountOfAccessKey } from "../../core/account.ts";
import { parseFunctionId, qualifiedName } from "../../core/arn/function-id.ts";
import { regionOfEnvironment } from "../../core/arn/region.ts";
import { defined } from "../../core/defined.ts";
import type { CheckedRun } from "../../core/rules/checked-run.ts";
import { redactPlan } from "../../core/secrecy/redact.ts";
import { EXIT_CODES, type ExitCode, LambdaEnvError, type Place } from "../../errors.ts";
import { reasonOf } from "../../files/reason.ts";
import type { CheckReport } from "../../output/check/check-reports.ts";
import type { OutputKind } from "../../output/documents/recognize.ts";
import { NO_REPORT, NO_STEP_SUMMARY, saySummaryFailed } from "../../output/messages/reports.ts";
import { renderAnnotations } from "../../output/report/github.ts";
import { renderGitlab } from "../../output/report/gitlab.ts";
import { renderJsonReport } from "../../output/report/json.ts";
import { renderJunit } from "../../output/report/junit.ts";
import { renderMarkdown } from "../../output/report/markdown.ts";
import { type ReportedTarget, type RunReport, type Subject, UNNAMED } from "../../output/report/report.ts";
import { STDIN_SOURCE } from "../../sources/source.ts";
import type { Context } from "../context.ts";
import type { Options } from "../options.ts";
import type { NotifyProgress, ProgressTarget, ReportedWork } from "./progress.ts";
import { writeOutput } from "./written-files.ts";

const KINDS = ["github", "markdown", "gitlab", "junit", "json"] as const;

interface ReportSpec {
  readonly kind: (typeof KINDS)[number];
  /** Absent: standard output, instead of the text; for `github`, the step summary. */
  readonly file?: string;
}

/**
 * Runs `work`, which reports its progress, and writes the reports that `--report` requests, after success and failure alike.
 *
 * Errors: USAGE for a report that is not supported, before anything else; CANNOT_WRITE; and those of `work`, which always win.
 */
export async function reportRun(command: string, options: Options, context: Context, work: ReportedWork): Promise<ExitCode> {
  const specs = parseReports(options);
  let targets: readonly ReportedTarget[] = [];
  let checked: CheckedRun | undefined;
  const report = (exitCode: ExitCode, failure?: LambdaEnvError): RunReport => ({
    command,
    subject: subjectOf(options, context),
    targets,
    choice: options,
    exitCode,
    sayHint: context.reporter.sayHint,
    ...defined({ failure, checked, stage: context.stage }),
  });
  const notify: NotifyProgress = (progress) => {
    targets = progress.map(toReported);
  };
  const silent = { ...context, reporter: { ...context.reporter, result: () => {} } };
  const toStdout = specs.some(({ kind, file }) => kind !== "github" && file === undefined);
  let exitCode: ExitCode;
  try {
    exitCode = await work(toStdout ? silent : context, notify, (run) => {
      checked = run;
    });
  } catch (error) {
    const failure = toFailure(error, context);
    for (const spec of specs) {
      await makeReport(spec, report(EXIT_CODES[failure.code], failure), options, context).catch((cause: unknown) =>
        context.reporter.warn(cause instanceof Error ? cause.message : NO_REPORT),
      );
    }
    throw error;
  }
  for (const spec of specs) await makeReport(spec, report(exitCode), options, context);
  return exitCode;
}

function parseReports(options: Options): readonly ReportSpec[] {
  const specs = options.report.map((text): ReportSpec => {
    const [word = "", ...rest] = text.split("=");
    const kind = KINDS.find((known) => known === word);
    const file = rest.join("=");
    if (kind === undefined || (rest.length > 0 && (file === "" || kind === "github"))) {
      throw new LambdaEnvError("USAGE", "--report does not support this kind of report", {
        hint: "--report github, markdown, gitlab, junit or json; add =FILE to all but github to write it to a file",
      });
    }
    return file === "" ? { kind } : { kind, file };
  });
  const printed = specs.filter(({ kind, file }) => kind !== "github" && file === undefined).length;
  if (printed + (options.json ? 1 : 0) > 1) {
    throw new LambdaEnvError("USAGE", "only one document can be written to standard output", {
      hint: "write the others to files: --report markdown=FILE",
    });
  }
  return specs;
}

async function makeReport(spec: ReportSpec, report: RunReport, options: Options, context: Context): Promise<void> {
  const { kind, file } = spec;
  const identity = identityOf(options, context);
  const { checked, failure } = report;
  if (checked !== undefined && failure === undefined) return makeCheckReport(spec, { ...report, checked }, identity, context);
  switch (kind) {
    case "github":
      for (const line of renderAnnotations(report, pathFinder(context))) context.reporter.command(line);
      return appendSummary(renderMarkdown(report, identity), context);
    case "markdown":
      return emit(kind, renderMarkdown(report, identity), file, context);
    case "junit":
      return emit(kind, renderJunit(report), file, context);
    case "json":
      return emit(kind, renderJsonReport(report), file, context);
    case "gitlab":
      // Zeros would say that nothing changes, although it is not known what does.
      if (report.failure !== undefined || report.targets.length === 0) return;
      return emit(kind, renderGitlab(report), file, context);
  }
}

async function makeCheckReport(
  { kind, file }: ReportSpec,
  report: CheckReport,
  identity: string,
  context: Context,
): Promise<void> {
  const made = await import("../../output/check/check-reports.ts");
  switch (kind) {
    case "github":
      for (const line of made.renderCheckAnnotations(report, pathFinder(context))) context.reporter.command(line);
      return appendSummary(made.renderCheckMarkdown(report, identity), context);
    case "markdown":
      return emit(kind, made.renderCheckMarkdown(report, identity), file, context);
    case "junit":
      return emit(kind, made.renderCheckJunit(report), file, context);
    case "json":
      return emit(kind, made.renderCheckJson(report), file, context);
    case "gitlab":
      return emit(kind, made.renderCheckQuality(report, pathFinder(context)), file, context);
  }
}

async function emit(kind: OutputKind, text: string, file: string | undefined, context: Context): Promise<void> {
  if (file === undefined) return context.reporter.result(text);
  await writeOutput({ kind, path: file }, text, context);
}

async function appendSummary(text: string, { env, cwd, reporter }: Context): Promise<void> {
  const path = env["GITHUB_STEP_SUMMARY"] ?? "";
  if (path === "") return reporter.note(NO_STEP_SUMMARY);
  await appendFile(resolve(cwd, path), text).catch((error: unknown) => reporter.warn(saySummaryFailed(reasonOf(error))));
}

/** Returns what is known before any request: the reports of failed runs name the function like all others. */
function subjectOf(options: Options, context: Context): Subject {
  const { env } = context;
  const fallback = options.region ?? regionOfEnvironment(env) ?? "";
  const { stack } = options;
  const name = listed(options.function);
  const logicalId = listed(options["logical-id"]) ?? (options.all ? "all functions" : undefined);
  const inStack = stack === undefined ? undefined : [stack, name ?? logicalId].filter((part) => part !== undefined).join("/");
  const account = accountOf(context);
  try {
    if (options.function.length > 1) return { functionName: inStack ?? name ?? "", account, region: fallback };
    const { region, accountId, ...id } = parseFunctionId(name ?? "");
    return { functionName: inStack ?? qualifiedName(id), account: accountId ?? account, region: region ?? fallback };
  } catch {
    return { functionName: inStack ?? name ?? UNNAMED, account, region: fallback };
  }
}

/** Returns the account of the caller, if the stage or the environment shows it. */
function accountOf({ env, stage }: Context): string {
  return stage?.account || env["AWS_ACCOUNT_ID"] || accountOfAccessKey(env["AWS_ACCESS_KEY_ID"] ?? "") || "";
}

/**
 * Returns what distinguishes the comments of different targets, from what is known before any request: a run that fails must find
 * the comment of the previous run. If two runs differ in something else, such as their sources, `--comment-id` distinguishes
 * them.
 */
function identityOf(options: Options, context: Context): string {
  const { "comment-id": id, stack, template } = options;
  const name = listed(options.function);
  if (id !== undefined) return `id ${encodeURIComponent(id)}`;
  const { account, region } = subjectOf(options, context);
  const { cwd, env } = context;
  const folder = relative(env["GITHUB_WORKSPACE"] || cwd, cwd)
    .split(sep)
    .join("/");
  const parts = {
    account,
    region,
    profile: options.profile,
    stage: context.stage?.name,
    stack,
    function: name,
    "logical-id": listed(options["logical-id"]),
    all: options.all ? "yes" : undefined,
    tag: listed(options.tag),
    "config-file": options["config-file"],
    "config-env": options["config-env"],
    template: name === undefined ? template : undefined,
    folder,
  };
  return Object.entries(parts)
    .flatMap(([part, value]) => (value === undefined || value === "" ? [] : [`${part} ${encodeURIComponent(value)}`]))
    .join(" ");
}

/** Returns a text for what was given, possibly several times. */
function listed(texts: readonly string[]): string | undefined {
  return texts.length === 0 ? undefined : texts.join(",");
}

function toFailure(error: unknown, { signal }: Context): LambdaEnvError {
  if (error instanceof LambdaEnvError) return error;
  return signal.aborted
    ? new LambdaEnvError("INTERRUPTED", "interrupted")
    : new LambdaEnvError("BUG", "this is a bug in lambda-env; the log has the details");
}

/**
 * Returns a function from sources to paths for the runner, which expects them relative to the top of the work tree; a path
 * outside it, or one that is not a file, gets no annotation of its own.
 */
function pathFinder({ cwd, env }: Context): (place: Place) => string | undefined {
  const top = env["GITHUB_WORKSPACE"] || cwd;
  return ({ source, line }) => {
    if (line === undefined || source === STDIN_SOURCE) return undefined;
    const path = relative(top, resolve(cwd, source));
    return path.startsWith("..") ? undefined : path.split(sep).join("/");
  };
}

/** Returns the parts of a function that a report may contain: no values. */
function toReported({ target, plan, findings, snapshot, written = false, published, ending }: ProgressTarget): ReportedTarget {
  const { functionName, account, region } = target;
  // Publishing gives the function a new revision, which nobody has read.
  const { revisionId } = published === undefined ? snapshot : {};
  const facts = defined({ revisionId, published });
  const shown = { functionName, account, region, plan: redactPlan(plan, "hide"), findings, written, ...facts };
  return ending === undefined ? shown : { ...shown, ending };
}
