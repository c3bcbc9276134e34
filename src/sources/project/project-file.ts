/** The project's own file, `lambda-env.toml`, found in the working directory or above it. */
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import type { ProjectFile } from "../../core/stage/stage.ts";
import { type Finding, LambdaEnvError } from "../../errors.ts";
import { findAbove } from "../../files/above.ts";
import { readInputFile } from "../../files/bytes.ts";
import { decodeText, MAX_TEXT_BYTES } from "../../formats/text.ts";

export const PROJECT_FILE_NAME = "lambda-env.toml";

export interface ReadProjectFileOptions {
  readonly cwd: string;
  /** For the home folder, above which no file is looked for. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/**
 * Returns what the project's own file says; undefined if there is none.
 *
 * Errors: NO_INPUT if it cannot be read; INVALID_INPUT with everything that is wrong with it.
 */
export async function readProjectFile({ cwd, env, signal }: ReadProjectFileOptions): Promise<ProjectFile | undefined> {
  const source = await findAbove(PROJECT_FILE_NAME, { cwd, home: env["HOME"] || env["USERPROFILE"] || "" });
  if (source === undefined) return undefined;
  const text = decodeText(await readInputFile(source, { cwd, signal, maxBytes: MAX_TEXT_BYTES }), source);
  const [{ readTomlTree }, { readProjectTables }] = await Promise.all([
    import("../../stages/toml-tree.ts"),
    import("../../stages/project.ts"),
  ]);
  const { stages, variables, findings } = await readProjectTables(readTomlTree(text, source), pathsFrom(source, cwd));
  if (findings.length > 0) throw invalid(source, findings);
  return {
    source,
    stages: new Map(stages.map((stage) => [stage.name, stage])),
    variables: new Map(variables.map((rule) => [rule.name, rule])),
  };
}

/** Returns a function from a path of the file `source` to the path that names the same file in the working directory. */
function pathsFrom(source: string, cwd: string): (path: string) => string {
  const folder = dirname(source);
  if (folder === ".") return (path) => path;
  return (path) => (isAbsolute(path) ? path : relative(cwd, resolve(cwd, join(folder, path))));
}

function invalid(source: string, findings: readonly Finding[]): LambdaEnvError {
  return new LambdaEnvError("INVALID_INPUT", `${source} cannot be used`, { findings });
}
