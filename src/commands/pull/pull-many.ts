/** `lambda-env pull` for several functions: one file per function, or one `sam local` file for all. */

import type { Context } from "../../cli/context.ts";
import type { Options } from "../../cli/options.ts";
import {
  confirmOverwriting,
  formatOptions,
  type PulledFileText,
  type PullTo,
  prepareFile,
  toPulledFile,
  writePulled,
} from "../../cli/pulled-file.ts";
import { assertNotObeyed } from "../../cli/reporter/runner-commands.ts";
import { groupFindings } from "../../core/finding-groups.ts";
import type { PullExtent } from "../../core/pulled.ts";
import type { Target } from "../../core/target.ts";
import type { Values } from "../../core/variables.ts";
import { type ExitCode, type Finding, LambdaEnvError } from "../../errors.ts";
import { readTextIfExists } from "../../files/existing.ts";
import { makeFolder } from "../../files/folder.ts";
import type { FormatName } from "../../formats/format-names.ts";
import type { PulledFile } from "../../output/results/pull.ts";
import { findFunctions } from "../../workflow/find/find.ts";
import type { FoundFunction } from "../../workflow/find/open.ts";
import { assertNoProblems, attemptAll } from "../../workflow/find/problems.ts";
import { reportTargets } from "../../workflow/find/report-targets.ts";
import { type PulledText, pullText } from "../../workflow/pull-text.ts";
import { chooseValues, prefetchShared } from "../../workflow/pulled-values.ts";
import { samLocalId, undeclaredNames } from "../../workflow/sam-local.ts";
import { openSession, type Session } from "../../workflow/session.ts";
import { assertSound } from "../../workflow/sources.ts";
import { type PullPresenter, presentPulled } from "./present-pulled.ts";

/** One function with the variables to write. */
interface Pulled {
  readonly found: FoundFunction;
  readonly values: Values;
  /** For `sam-local`, otherwise empty. */
  readonly logicalId: string;
  readonly notices: readonly Finding[];
}

const STDOUT = "-";
const PULL_TO_FILE = "write to a file: lambda-env pull FILE";
const EXTENSIONS: Readonly<Record<FormatName, string>> = {
  dotenv: "env",
  json: "json",
  shell: "sh",
  "sam-local": "json",
  docker: "env",
  yaml: "yaml",
  "github-env": "env",
  tfvars: "tfvars",
  aws: "json",
  "d.ts": "d.ts",
};

export async function pullSelected({ format, file }: PullTo, options: Options, context: Context): Promise<ExitCode> {
  if (file === STDOUT && format !== "sam-local") {
    throw new LambdaEnvError("USAGE", "standard output can hold the variables of one function only", {
      hint: "name a folder: lambda-env pull --all env.d",
    });
  }
  if (format === "sam-local" && file !== STDOUT) await prepareFile({ format, file }, context);
  const pulled = await readSelected(format, options, context);
  const presenter = presentPulled(options, context);
  const shown =
    format === "sam-local"
      ? await pullTogether(file, pulled, presenter, options, context)
      : await pullEach({ format, file }, pulled, presenter, options, context);
  if (shown.length > 0) presenter.end(shown);
  return 0;
}

async function readSelected(format: FormatName, options: Options, context: Context): Promise<readonly Pulled[]> {
  const session: Session<Options> = await openSession(options, context);
  const run = await findFunctions(session, { lookup: "ask-nothing-more", alias: options.alias });
  const count = run.functions.length + run.problems.length;
  const shared = options["exclude-template"] ? await prefetchShared(session, run.functions) : undefined;
  const { done, problems } = await attemptAll(run.functions, async (found): Promise<Pulled> => {
    const { values, findings } = await chooseValues(session, found, shared);
    if (format !== "sam-local") return { found, values, logicalId: "", notices: findings };
    const logicalId = await samLocalId(session, found);
    return { found, values, logicalId, notices: [...findings, ...(await undeclaredNames(session, logicalId, values))] };
  });
  reportTargets(run.functions, { count, sources: [] }, context);
  const reported = done.flatMap(({ found, notices }) =>
    [...found.findings, ...notices].map((finding) => ({ functionName: found.target.functionName, finding })),
  );
  context.notify({ kind: "findings", findings: [...run.findings, ...groupFindings(reported, count)] });
  assertNoProblems([...run.problems, ...problems], { count, claim: "nothing was written", what: "read" });
  return done;
}

interface TogetherText extends PulledFileText {
  readonly parts: readonly PulledText[];
}

/** Writes one file for `sam local`, keyed by logical id, and keeps what the file has for others. */
async function pullTogether(
  file: string,
  pulled: readonly Pulled[],
  presenter: PullPresenter,
  options: Options,
  context: Context,
): Promise<readonly PulledFile[]> {
  assertDistinctIds(pulled);
  const makeText = (existing: string | undefined, extent: PullExtent): TogetherText => {
    const parts: PulledText[] = [];
    for (const { values, logicalId } of pulled) {
      const before = parts.at(-1)?.text ?? existing;
      parts.push(pullText("sam-local", values, before, { file, ...formatOptions(options, logicalId) }, extent));
      if (parts.at(-1)?.findings.some(({ severity }) => severity === "error") === true) break;
    }
    return {
      text: parts.at(-1)?.text ?? "",
      findings: parts.flatMap(({ findings }) => findings),
      losses: parts.flatMap(({ losses }) => losses ?? []),
      added: parts.flatMap(({ names }) => names.added),
      parts,
    };
  };
  if (file === STDOUT) {
    const { text, findings } = makeText(undefined, "all");
    context.reporter.findings(findings);
    assertSound(findings, "nothing was written");
    assertNotObeyed(text, context, PULL_TO_FILE);
    context.reporter.result(text);
    return [];
  }
  const partsOf = ({ parts }: TogetherText): readonly PulledFile[] =>
    pulled.flatMap(({ found, logicalId }, index) => {
      const part = parts[index];
      return part === undefined ? [] : [{ target: found.target, file, logicalId, names: part.names, findings: part.findings }];
    });
  const show = (text: TogetherText): void => partsOf(text).forEach(presenter.plan);
  return partsOf(await writePulled({ file, format: "sam-local", targets: targetsOf(pulled), makeText, show }, options, context));
}

/** Refuses two functions with one logical id: the file has one set of variables per function of the template. */
function assertDistinctIds(pulled: readonly Pulled[]): void {
  const ids = pulled.map(({ logicalId }) => logicalId);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice === undefined) return;
  throw new LambdaEnvError("USAGE", `${twice} of the template is pulled twice into one file`, {
    hint: "name one version of the function",
  });
}

/** Writes one file per function; all of them are checked and confirmed before the first is written. */
async function pullEach(
  { format, file: folder }: PullTo,
  pulled: readonly Pulled[],
  presenter: PullPresenter,
  options: Options,
  context: Context,
): Promise<readonly PulledFile[]> {
  await makeFolder(folder, context);
  const files = pulled.map(({ found }) => `${folder.replace(/\/+$/, "")}/${fileNameOf(found)}.${EXTENSIONS[format]}`);
  assertDistinct(files);
  for (const file of files) await prepareFile({ format, file }, context);
  const jobs = await Promise.all(
    pulled.map(async ({ found, values }, index) => {
      const file = files[index] ?? "";
      const makeText = (text: string | undefined, extent: PullExtent): PulledFileText & Pick<PulledText, "names"> =>
        toPulledFile(pullText(format, values, text, { file, ...formatOptions(options, "") }, extent));
      const show = (text: Pick<PulledText, "names" | "findings">): void =>
        presenter.plan({ target: found.target, file, names: text.names, findings: text.findings });
      const existing = await readTextIfExists(file, context);
      return { found, file, makeText, show, existing, first: makeText(existing, "all") };
    }),
  );
  const reported = jobs.flatMap(({ found, first }) =>
    first.findings.map((finding) => ({ functionName: found.target.functionName, finding })),
  );
  const findings = groupFindings(reported, jobs.length);
  context.reporter.findings(findings);
  assertSound(findings, "nothing was written");
  const asked = jobs.map(({ file, first, show }) => ({ ...first, file, show: () => show(first) }));
  const extent = await confirmOverwriting(asked, targetsOf(pulled), options, context);
  const shown: PulledFile[] = [];
  for (const { found, file, makeText, show, existing } of jobs) {
    const pull = { file, format, targets: [found.target], makeText, show, confirmed: { existing, extent } };
    const { names, findings: own } = await writePulled(pull, options, context);
    shown.push({ target: found.target, file, names, findings: own });
  }
  return shown;
}

/**
 * Returns the name of a function's file: the name in the project if it is known, since names of a stack end in letters that
 * change.
 */
function fileNameOf({ logicalId, snapshot }: FoundFunction): string {
  const { functionName, qualifier } = snapshot;
  // Neither names nor logical ids have a dot, and not every file system has a colon.
  return `${logicalId ?? functionName}${qualifier === undefined ? "" : `.${qualifier}`}`;
}

/** Refuses names that differ only in case, which some file systems treat as the same. */
function assertDistinct(files: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const file of files) {
    const other = seen.get(file.toLowerCase());
    if (other !== undefined) throw new LambdaEnvError("CANNOT_WRITE", `${other} and ${file} may be the same file`);
    seen.set(file.toLowerCase(), file);
  }
}

function targetsOf(pulled: readonly Pulled[]): readonly Target[] {
  return pulled.map(({ found }) => found.target);
}
