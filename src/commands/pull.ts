/** `lambda-env pull`: write the live variables to a file, exactly or not at all. */

import type { Context } from "../cli/context.ts";
import type { Options } from "../cli/options.ts";
import { confirm } from "../cli/prompts/confirm.ts";
import { assertNotObeyed } from "../cli/reporter/runner-commands.ts";
import { tellLeftovers } from "../cli/reports/written-files.ts";
import { selectValues } from "../core/select.ts";
import type { Target } from "../core/target.ts";
import type { Values } from "../core/variables.ts";
import { type ExitCode, LambdaEnvError } from "../errors.ts";
import { readTextIfExists } from "../files/existing.ts";
import { assertWritable, type WrittenFile, writeFileSafely } from "../files/file-write.ts";
import { gitStatus } from "../files/git.ts";
import { isAssignment } from "../files/path.ts";
import { removeLeftovers } from "../files/temporary.ts";
import type { FormatOptions } from "../formats/formatted.ts";
import { FORMAT_NAMES, type FormatName } from "../formats/registry.ts";
import { sayChangedMeanwhile, sayTightened, sayUnignored, sayWithoutPermissions } from "../output/messages/files.ts";
import { describePulledLosses, pulledDocument, renderPulled, sayUnmatched } from "../output/results/pull.ts";
import { type FoundFunction, findFunction } from "../workflow/find.ts";
import { type PulledText, pullText } from "../workflow/pull-text.ts";
import { samLocalId, undeclaredNames } from "../workflow/sam-local.ts";
import { openSession, type Session } from "../workflow/session.ts";
import { assertSound, prefetchSources, readRemoteSources } from "../workflow/sources.ts";

const STDOUT = "-";
const DEFAULT_FILE = ".env";
/** How often a file may change under the question before the command gives up. */
const MAX_ROUNDS = 5;

export async function run(options: Options, context: Context): Promise<ExitCode> {
  const { reporter } = context;
  const format = formatOf(options);
  if (options.portable && format !== "dotenv")
    throw new LambdaEnvError("USAGE", "--portable is for .env files, not for other formats");
  const file = fileOf(options, format);
  if (file === STDOUT && options.json) {
    throw new LambdaEnvError("USAGE", "standard output cannot hold both the variables and what --json tells of them", {
      hint: "name a file, or --format json for the variables as JSON",
    });
  }
  await prepareFile(file, context);
  const session = await openSession(options, context);
  const found = await findFunction(session, { lookup: "ask-nothing-more", alias: options.alias });
  const { target } = found;
  context.tell({ kind: "target", target });
  const values = await chooseValues(session, found, context);
  const logicalId = format === "sam-local" ? await samLocalId(session, found) : "";
  const notices = format === "sam-local" ? await undeclaredNames(session, logicalId, values) : [];
  const makeText = (existing: string | undefined): PulledText => {
    const pulled = pullText(format, values, existing, { file, ...formatOptions(options, logicalId) });
    return { ...pulled, findings: [...pulled.findings, ...notices] };
  };
  if (file === STDOUT) {
    const { text, findings } = makeText(undefined);
    reporter.findings(findings);
    assertSound(findings, "nothing was written");
    assertNotObeyed(text, context);
    reporter.result(text);
    return 0;
  }
  const pulled = await writePulled({ file, target, makeText }, options, context);
  const shown = { target, file, names: pulled.names, findings: pulled.findings };
  reporter.result(options.json ? pulledDocument([shown]) : renderPulled(shown, reporter.style));
  return 0;
}

interface Pull {
  readonly file: string;
  readonly target: Target;
  readonly makeText: (existing: string | undefined) => PulledText;
}

/**
 * Writes the text that `makeText` makes of the file's own, asking before it overwrites. What was changed in the file while the
 * question stood is never replaced: then there is another text, and another question.
 */
async function writePulled({ file, target, makeText }: Pull, options: Options, context: Context): Promise<PulledText> {
  const { cwd, signal, reporter } = context;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const existing = await readTextIfExists(file, context);
    const pulled = makeText(existing);
    reporter.findings(pulled.findings);
    assertSound(pulled.findings, "nothing was written");
    if (pulled.losses !== undefined && !options.yes) {
      await confirm(describePulledLosses(pulled.losses, file, target), options, context);
    }
    const { text } = pulled;
    const mayReplace = (now: string | undefined): boolean => now === existing;
    const result = await writeFileSafely(file, text, { cwd, signal, sharedFolder: "refused", mayReplace });
    if (result.kind === "written") {
      tellPermissions(file, result, context);
      return pulled;
    }
    reporter.note(sayChangedMeanwhile(file));
  }
  throw new LambdaEnvError("CONFLICT", `${file} keeps changing; nothing was written`, {
    hint: "stop what writes to it, and run the same command again",
  });
}

function tellPermissions(file: string, { widerMode, isOpen }: WrittenFile, { reporter }: Context): void {
  if (isOpen) reporter.warn(sayWithoutPermissions(file));
  else if (widerMode !== undefined) reporter.note(sayTightened(file));
}

/** Refuses, before any request, a file that must not take values. */
async function prepareFile(file: string, context: Context): Promise<void> {
  if (file === STDOUT) return;
  const { cwd } = context;
  tellLeftovers(file, await removeLeftovers(file, cwd), context);
  await assertWritable(file, { cwd, sharedFolder: "refused" });
  await assertNotTracked(file, context);
}

/** A file that git tracks would be committed with its values; one that git does not ignore is about to be. */
async function assertNotTracked(file: string, context: Context): Promise<void> {
  const status = await gitStatus(file, context);
  if (status === "tracked") {
    throw new LambdaEnvError("CANNOT_WRITE", `${file} is tracked by git, so the values would be committed`, {
      hint: `git rm --cached ${file}, and add it to .gitignore`,
    });
  }
  if (status === "unignored") context.reporter.warn(...sayUnignored(file));
}

async function chooseValues(session: Session<Options>, found: FoundFunction, context: Context): Promise<Values> {
  const { request: options, project } = session;
  const live = found.snapshot.environment.variables;
  const { chosen, unmatched } = selectValues(live, options);
  if (unmatched.length > 0) context.reporter.warn(sayUnmatched(unmatched));
  if (!options["exclude-template"]) return chosen;
  if (project.template === undefined) {
    throw new LambdaEnvError("USAGE", "--exclude-template needs the template", { hint: "add --template template.yaml" });
  }
  const { evaluated } = await readRemoteSources(session, found, prefetchSources(session));
  const isPublic = (name: string, value: string): boolean => {
    const entry = evaluated?.result.layer.entries.get(name);
    return entry?.kind === "value" && !entry.sensitive && entry.value === value;
  };
  return new Map([...chosen].filter(([name, value]) => !isPublic(name, value)));
}

function formatOf(options: Options): FormatName {
  const name = options.format ?? "dotenv";
  const format = FORMAT_NAMES.find((candidate) => candidate === name);
  if (format !== undefined) return format;
  throw new LambdaEnvError("USAGE", "there is no such format", { hint: `--format takes ${FORMAT_NAMES.join(", ")}` });
}

function fileOf(options: Options, format: FormatName): string {
  const [file] = options.words;
  if (file === "") throw new LambdaEnvError("USAGE", "the name of the file is empty", { hint: "lambda-env pull .env" });
  if (file !== undefined && isAssignment(file)) {
    throw new LambdaEnvError("USAGE", "pull takes the name of a file, and got a variable with its value", {
      hint: "lambda-env pull .env; for a file with such a name write ./NAME=…",
    });
  }
  if (file !== undefined) return file;
  if (format === "dotenv") return DEFAULT_FILE;
  throw new LambdaEnvError("USAGE", `--format ${format} needs the name of a file`, {
    hint: `lambda-env pull FILE --format ${format}, or - for standard output`,
  });
}

function formatOptions(options: Options, logicalId: string): FormatOptions {
  return {
    portable: options.portable,
    skipUnrepresentable: options["skip-unrepresentable"],
    logicalId,
    named: options.only,
  };
}
