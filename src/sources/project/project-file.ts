/**
 * What the project says of its stages and variables: `lambda-env.toml`, found in the working directory or above it, and the tables
 * `[NAME.lambda_env.parameters]` of the samconfig files beside it and in the working directory, or of the nearest one where it is not there.
 */
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { makeFinding } from "../../core/finding.ts";
import type { ProjectFile, Stage } from "../../core/stage/stage.ts";
import { type Finding, LambdaEnvError, type Place } from "../../errors.ts";
import { findAbove } from "../../files/above.ts";
import { readInputFile } from "../../files/bytes.ts";
import { decodeText, MAX_TEXT_BYTES } from "../../formats/text.ts";
import type { ReadProject } from "../../stages/project.ts";
import { CONFIG_NAMES, samconfigFileIn } from "./samconfig-names.ts";

export const PROJECT_FILE_NAME = "lambda-env.toml";

export interface ReadProjectFileOptions {
  readonly cwd: string;
  /** For the home folder, above which no file is looked for. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** A file to read, and what to do with its mistakes. */
interface FileReading extends Pick<ReadProjectFileOptions, "cwd" | "signal"> {
  /** The file as the user would type it. */
  readonly source: string;
  readonly report: (finding: Finding) => void;
}

const NOTHING: ReadProject = { stages: [], variables: [] };

/**
 * Returns what the project's own files say; undefined if there are none.
 *
 * Shape: `source` is `lambda-env.toml` where there is one. Errors: NO_INPUT for a file that cannot be read; INVALID_INPUT with everything that
 * is wrong with the files, such as a stage that is in two of them.
 */
export async function readProjectFile({ cwd, env, signal }: ReadProjectFileOptions): Promise<ProjectFile | undefined> {
  const from = { cwd, home: env["HOME"] || env["USERPROFILE"] || "" };
  const own = await findAbove([PROJECT_FILE_NAME], from);
  const findings: Finding[] = [];
  const reading = { cwd, signal, report: (finding: Finding) => void findings.push(finding) };
  const { stages, variables } = own === undefined ? NOTHING : await readOwn({ ...reading, source: own });
  const ofSam: Stage[] = [];
  for (const source of await samconfigFiles(own, from)) ofSam.push(...(await readSamconfig({ ...reading, source })));
  const byName = new Map(stages.map((stage) => [stage.name, stage]));
  for (const stage of ofSam) {
    const other = byName.get(stage.name);
    if (other === undefined) byName.set(stage.name, stage);
    else reading.report(stageTwice(stage, other.at));
  }
  if (findings.length > 0) throw invalid(findings);
  const source = own ?? ofSam[0]?.at.source;
  if (source === undefined) return undefined;
  return { source, stages: byName, variables: new Map(variables.map((rule) => [rule.name, rule])) };
}

async function readOwn(reading: FileReading): Promise<ReadProject> {
  return parseOwn(await readText(reading), reading);
}

/**
 * Returns what a text of `lambda-env.toml` says, before it is written.
 *
 * Errors: INVALID_INPUT with everything that is wrong with it.
 */
export async function parseProjectText(
  text: string,
  { source, cwd }: { readonly source: string; readonly cwd: string },
): Promise<ReadProject> {
  const findings: Finding[] = [];
  const read = await parseOwn(text, { source, cwd, report: (finding) => void findings.push(finding) });
  if (findings.length > 0) throw invalid(findings);
  return read;
}

async function parseOwn(text: string, reading: Omit<FileReading, "signal">): Promise<ReadProject> {
  const { source } = reading;
  const [{ readTomlTree }, { readProjectTables }] = await Promise.all([
    import("../../stages/toml-tree.ts"),
    import("../../stages/project.ts"),
  ]);
  return readProjectTables(readTomlTree(text, source), { report: reading.report, toCwdPath: pathsFrom(reading) });
}

async function readSamconfig(reading: FileReading): Promise<readonly Stage[]> {
  const { source, report } = reading;
  const text = await readText(reading);
  // Most have none, and then it is left to SAM to say what is wrong with the file.
  if (!/lambda[_-]env/.test(text)) return [];
  const [root, { readSamconfigStages }] = await Promise.all([
    source.endsWith(".toml")
      ? import("../../stages/toml-tree.ts").then(({ readTomlTree }) => readTomlTree(text, source))
      : import("../../stages/yaml-tree.ts").then(({ readYamlTree }) => readYamlTree(text, source)),
    import("../../stages/samconfig-stages.ts"),
  ]);
  return readSamconfigStages(root, { source, report, toCwdPath: pathsFrom(reading) });
}

async function readText({ source, cwd, signal }: FileReading): Promise<string> {
  return decodeText(await readInputFile(source, { cwd, signal, maxBytes: MAX_TEXT_BYTES }), source);
}

/** Returns the samconfig files beside the project's own file and in the working directory; without that file, the nearest one. */
async function samconfigFiles(
  own: string | undefined,
  from: { readonly cwd: string; readonly home: string },
): Promise<readonly string[]> {
  const files =
    own === undefined
      ? [await findAbove(CONFIG_NAMES, from)]
      : await Promise.all([...new Set([dirname(own), "."])].map((folder) => samconfigFileIn(folder, from.cwd)));
  return files.filter((file) => file !== undefined);
}

/** Returns a function from a path of the file to the path that names the same file in the working directory. */
function pathsFrom({ source, cwd }: Pick<FileReading, "source" | "cwd">): (path: string) => string {
  const folder = dirname(source);
  if (folder === ".") return (path) => path;
  return (path) => (isAbsolute(path) ? path : relative(cwd, resolve(cwd, join(folder, path))));
}

function stageTwice({ name, at }: Stage, other: Place): Finding {
  const place = [other.source, other.line, other.column].filter((part) => part !== undefined).join(":");
  return makeFinding("PROJECT_STAGE_TWICE", "error", { other: place }, { name, at });
}

function invalid(findings: readonly Finding[]): LambdaEnvError {
  const sources = [...new Set(findings.flatMap(({ at }) => (at === undefined ? [] : [at.source])))];
  const sorted = [...findings].sort(
    (a, b) => sources.indexOf(a.at?.source ?? "") - sources.indexOf(b.at?.source ?? "") || byPlace(a, b),
  );
  return new LambdaEnvError("INVALID_INPUT", `${sources.join(" and ")} cannot be used`, { findings: sorted });
}

function byPlace({ at: a }: Finding, { at: b }: Finding): number {
  return (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0);
}
