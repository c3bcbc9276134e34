/** A run with its reports: for a pull request, a step summary, a merge-request widget or a test report. */
import { appendFile } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";
import { parseFunctionId } from "../apply/target.ts";
import type { Context } from "../context.ts";
import { EXIT_CODES, type ExitCode, LambdaEnvError, type Place } from "../errors.ts";
import type { OutputKind } from "../output/recognize.ts";
import type { RunReport } from "../output/report.ts";
import { renderAnnotations } from "../output/report-github.ts";
import { renderGitlab } from "../output/report-gitlab.ts";
import { renderJunit } from "../output/report-junit.ts";
import { renderMarkdown } from "../output/report-markdown.ts";
import { reasonOf } from "../sources/reason.ts";
import { STDIN_SOURCE } from "../sources/source.ts";
import type { Options } from "./options.ts";
import type { Progress, ReportedWork, TellProgress } from "./report.ts";
import { writeOutput } from "./written-files.ts";

const KINDS = ["github", "markdown", "gitlab", "junit"] as const;

interface ReportSpec {
  readonly kind: (typeof KINDS)[number];
  /** Absent: standard output, in place of the text; for `github`, the step summary. */
  readonly file?: string;
}

/**
 * Runs `work`, which tells how far it got, and makes the reports that `--report` asks for, of success and of failure alike.
 *
 * Errors: USAGE for a report that is not understood, before anything else; CANNOT_WRITE; and those of `work`, which always win.
 */
export async function reportRun(command: string, options: Options, context: Context, work: ReportedWork): Promise<ExitCode> {
  const specs = parseReports(options);
  let progress: Progress | undefined;
  const report = (exitCode: ExitCode, failure?: LambdaEnvError): RunReport => ({
    command,
    ...subjectOf(options, context),
    ...(progress === undefined ? {} : { functionName: progress.target.functionName, region: progress.target.region }),
    ...(progress === undefined ? {} : { plan: progress.plan }),
    findings: progress?.findings ?? [],
    written: progress?.written ?? false,
    exitCode,
    ...(failure === undefined ? {} : { failure }),
  });
  const tell: TellProgress = (next) => {
    progress = next;
  };
  const silent = { ...context, reporter: { ...context.reporter, result: () => {} } };
  const toStdout = specs.some(({ kind, file }) => kind !== "github" && file === undefined);
  let exitCode: ExitCode;
  try {
    exitCode = await work(toStdout ? silent : context, tell);
  } catch (error) {
    const failure = toFailure(error, context);
    for (const spec of specs) {
      await makeReport(spec, report(EXIT_CODES[failure.code], failure), options, context).catch((cause: unknown) =>
        context.reporter.warn(cause instanceof Error ? cause.message : "a report could not be made"),
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
      throw new LambdaEnvError("USAGE", "--report does not know this kind of report", {
        hint: "--report github, or markdown, gitlab or junit, each with =FILE where it shall not go to standard output",
      });
    }
    return file === "" ? { kind } : { kind, file };
  });
  const printed = specs.filter(({ kind, file }) => kind !== "github" && file === undefined).length;
  if (printed + (options.json ? 1 : 0) > 1) {
    throw new LambdaEnvError("USAGE", "standard output can hold one document only", {
      hint: "write the others to files: --report markdown=FILE",
    });
  }
  return specs;
}

async function makeReport({ kind, file }: ReportSpec, report: RunReport, options: Options, context: Context): Promise<void> {
  const { functionName, region } = subjectOf(options, context);
  switch (kind) {
    case "github":
      for (const line of renderAnnotations(report, pathFinder(context))) context.reporter.command(line);
      return appendSummary(renderMarkdown(report, `${functionName} ${region}`), context);
    case "markdown":
      return emit(kind, renderMarkdown(report, `${functionName} ${region}`), file, context);
    case "junit":
      return emit(kind, renderJunit(report), file, context);
    case "gitlab":
      // Zeros would tell the reviewer that nothing changes, when it is not known what does.
      if (report.failure !== undefined || report.plan === undefined) return;
      return emit(kind, renderGitlab(report.plan), file, context);
  }
}

async function emit(kind: OutputKind, text: string, file: string | undefined, context: Context): Promise<void> {
  if (file === undefined) return context.reporter.result(text);
  await writeOutput({ kind, path: file }, text, context);
}

async function appendSummary(text: string, { env, cwd, reporter }: Context): Promise<void> {
  const path = env["GITHUB_STEP_SUMMARY"] ?? "";
  if (path === "") return reporter.note("there is no step summary to write to: GITHUB_STEP_SUMMARY is not set");
  await appendFile(resolve(cwd, path), text).catch((error: unknown) =>
    reporter.warn(`the step summary cannot be written: ${reasonOf(error)}`),
  );
}

/** Known before any request, so that the reports of all runs on one function name it alike, failed ones too. */
function subjectOf(options: Options, { env }: Context): { readonly functionName: string; readonly region: string } {
  const fallback = options.region ?? (env["AWS_REGION"] || env["AWS_DEFAULT_REGION"] || "");
  const { function: name, stack, "logical-id": logicalId } = options;
  const inStack = stack === undefined ? undefined : [stack, name ?? logicalId].filter((part) => part !== undefined).join("/");
  try {
    const { functionName, region } = parseFunctionId(name ?? "");
    return { functionName: inStack ?? functionName, region: region ?? fallback };
  } catch {
    return { functionName: inStack ?? "of this folder", region: fallback };
  }
}

function toFailure(error: unknown, { signal }: Context): LambdaEnvError {
  if (error instanceof LambdaEnvError) return error;
  return signal.aborted
    ? new LambdaEnvError("INTERRUPTED", "interrupted")
    : new LambdaEnvError("BUG", "this is a bug in lambda-env; the log has the details");
}

/** The runner takes paths from the top of the work tree; whatever is not in it, or no file, gets no annotation of its own. */
function pathFinder({ cwd, env }: Context): (place: Place) => string | undefined {
  const top = env["GITHUB_WORKSPACE"] || cwd;
  return ({ source, line }) => {
    if (line === undefined || source === STDIN_SOURCE) return undefined;
    const path = relative(top, resolve(cwd, source));
    return path.startsWith("..") ? undefined : path.split(sep).join("/");
  };
}
