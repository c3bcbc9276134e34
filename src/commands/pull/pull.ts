/** `lambda-env pull`: write the live variables to a file, exactly or not at all. */

import type { Context } from "../../cli/context.ts";
import type { Options } from "../../cli/options.ts";
import {
  formatOptions,
  type PulledFileText,
  type PullTo,
  prepareFile,
  toPulledFile,
  writePulled,
} from "../../cli/pulled-file.ts";
import { assertNotObeyed } from "../../cli/reporter/runner-commands.ts";
import type { PullExtent } from "../../core/pulled.ts";
import { type ExitCode, LambdaEnvError } from "../../errors.ts";
import { isAssignment } from "../../files/path.ts";
import { FORMAT_NAMES, type FormatName } from "../../formats/format-names.ts";
import { findFunction } from "../../workflow/find/find.ts";
import { readNaming } from "../../workflow/find/selection.ts";
import { type PulledText, pullText } from "../../workflow/pull-text.ts";
import { chooseValues } from "../../workflow/pulled-values.ts";
import { samLocalId, undeclaredNames } from "../../workflow/sam-local.ts";
import { openSession, type Session } from "../../workflow/session.ts";
import { assertSound } from "../../workflow/sources.ts";
import { presentPulled } from "./present-pulled.ts";

const STDOUT = "-";
const PULL_TO_FILE = "write to a file: lambda-env pull FILE";
const DEFAULT_FILE = ".env";

export async function run(options: Options, context: Context): Promise<ExitCode> {
  const { reporter } = context;
  const format = formatOf(options);
  if (options.portable && format !== "dotenv")
    throw new LambdaEnvError("USAGE", "--portable is for .env files, not for other formats");
  const isMany = readNaming(options).selection !== undefined;
  const file = fileOf(options, format, isMany, context);
  if (file === STDOUT && options.json) {
    throw new LambdaEnvError("USAGE", "standard output cannot hold both the variables and the document of --json", {
      hint: "name a file, or --format json for the variables as JSON",
    });
  }
  if (isMany) return pullMany({ format, file }, options, context);
  if (file !== STDOUT) await prepareFile({ file, format }, context);
  const session = await openSession(options, context);
  assertFunctionNamed(session, options);
  const found = await findFunction(session, { lookup: "ask-nothing-more", alias: options.alias });
  const { target } = found;
  context.notify({ kind: "target", target });
  const { values, findings: ofChoice } = await chooseValues(session, found);
  reporter.findings(ofChoice);
  const logicalId = format === "sam-local" ? await samLocalId(session, found) : "";
  const notices = format === "sam-local" ? await undeclaredNames(session, logicalId, values) : [];
  const makeText = (existing: string | undefined, extent: PullExtent): PulledFileText & Pick<PulledText, "names"> => {
    const pulled = pullText(format, values, existing, { file, ...formatOptions(options, logicalId) }, extent);
    return toPulledFile({ ...pulled, findings: [...pulled.findings, ...notices] });
  };
  if (file === STDOUT) {
    const { text, findings } = makeText(undefined, "all");
    reporter.findings(findings);
    assertSound(findings, "nothing was written");
    assertNotObeyed(text, context, PULL_TO_FILE);
    reporter.result(text);
    return 0;
  }
  const presenter = presentPulled(options, context);
  const show = (pulled: Pick<PulledText, "names" | "findings">): void => presenter.plan({ target, file, ...pulled });
  const { names, findings } = await writePulled({ file, format, targets: [target], makeText, show }, options, context);
  presenter.end([{ target, file, names, findings }]);
  return 0;
}

/** Errors: USAGE where nothing names a function, and the name of the file looks like one: other tools take it there. */
function assertFunctionNamed({ project }: Session, { words: [file = ""] }: Options): void {
  const { functionName, stackName, samconfig } = project;
  if (functionName !== undefined || stackName !== undefined || samconfig !== undefined) return;
  if (!/^[A-Za-z0-9_]+(?:-[A-Za-z0-9_]+)*$/.test(file)) return;
  throw new LambdaEnvError("USAGE", "no function is named; the argument of pull is a file", {
    hint: `lambda-env pull -f ${file}`,
  });
}

async function pullMany(to: PullTo, options: Options, context: Context): Promise<ExitCode> {
  const { pullSelected } = await import("./pull-many.ts");
  return pullSelected(to, options, context);
}

function formatOf(options: Options): FormatName {
  const name = options.format ?? "dotenv";
  const format = FORMAT_NAMES.find((candidate) => candidate === name);
  if (format !== undefined) return format;
  throw new LambdaEnvError("USAGE", "--format does not support this format", {
    hint: `--format takes ${FORMAT_NAMES.join(", ")}`,
  });
}

/** Returns the file to write. GitHub's own variable names the file of a job; several functions would mix in it. */
function fileOf(options: Options, format: FormatName, isMany: boolean, { env }: Context): string {
  const [file] = options.words;
  if (file === "") throw new LambdaEnvError("USAGE", "the name of the file is empty", { hint: "lambda-env pull .env" });
  if (file !== undefined && isAssignment(file)) {
    throw new LambdaEnvError("USAGE", "pull takes the name of a file, but got a variable with its value", {
      hint: "lambda-env pull .env; for a file with such a name write ./NAME=…",
    });
  }
  if (file !== undefined) return file;
  if (isMany && format !== "sam-local") {
    throw new LambdaEnvError("USAGE", "several functions need the name of a folder, for one file each", {
      hint: "lambda-env pull --all env.d",
    });
  }
  if (format === "dotenv") return DEFAULT_FILE;
  const ofJob = format === "github-env" ? env["GITHUB_ENV"] : undefined;
  if (ofJob !== undefined && ofJob !== "") return ofJob;
  throw new LambdaEnvError("USAGE", `--format ${format} needs the name of a file`, {
    hint: `lambda-env pull FILE --format ${format}, or - for standard output`,
  });
}
