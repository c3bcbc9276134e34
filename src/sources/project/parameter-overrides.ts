/** The files that `parameter_overrides` names, and those that they name, at the places where SAM looks for them. */
import { realpath } from "node:fs/promises";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import { LambdaEnvError } from "../../errors.ts";
import { readInputFile } from "../../files/bytes.ts";
import { decodeText, MAX_TEXT_BYTES } from "../../formats/text.ts";
import { namedFiles, type OverridesFile, parseParameterOverrides } from "../../template/sam/parameter-overrides.ts";
import { formatOf, readSettings, type Setting } from "../../template/sam/settings.ts";

/** More than anyone writes; files that name files grow exponentially. */
const MAX_FILES = 256;

interface Naming {
  /** The name of the file for users. */
  readonly source: string;
  /** The folder that its paths are relative to. */
  readonly folder: string;
  /** The chain of including files, with links resolved. */
  readonly trail: readonly string[];
}

interface Reader {
  readonly cwd: string;
  readonly signal: AbortSignal;
  filesLeft: number;
}

/**
 * Returns the parameters and values of samconfig's setting, including those of files.
 *
 * As in SAM, paths of samconfig are relative to the current folder, those of any other file to its own.
 * Errors: NO_INPUT for a file that cannot be read; INVALID_INPUT for one that does not parse, has another format or includes
 * itself, and those of `parseParameterOverrides`.
 */
export async function readParameterOverrides(
  setting: Setting,
  { source, cwd, signal }: { readonly source: string; readonly cwd: string; readonly signal: AbortSignal },
): Promise<ReadonlyMap<string, string>> {
  const reader: Reader = { cwd, signal, filesLeft: MAX_FILES };
  return parseParameterOverrides(await withFiles(setting, { source, folder: cwd, trail: [] }, reader));
}

async function withFiles(setting: Setting, naming: Naming, reader: Reader): Promise<OverridesFile> {
  const files = new Map<string, OverridesFile>();
  for (const path of namedFiles(setting)) files.set(path, await readNamed(path, naming, reader));
  return { source: naming.source, setting, files };
}

async function readNamed(path: string, naming: Naming, reader: Reader): Promise<OverridesFile> {
  const { source, folder, trail } = naming;
  // The text after it may be a value, and paths are shown.
  if (/\s\S*=/.test(path)) throw invalid(source, "names a file together with something else", "write each as an item of a list");
  const file = await realpath(resolve(folder, path)).catch(() => resolve(folder, path));
  const format = formatOf(file);
  if (format === undefined)
    throw invalid(source, "names a parameter file that SAM does not read", "use a file whose name ends in .toml, .yaml or .yml");
  if (trail.includes(file)) throw invalid(source, "names a file that includes itself", "remove its file://NAME");
  reader.filesLeft -= 1;
  if (reader.filesLeft < 0) throw invalid(source, `includes more than ${MAX_FILES} files`, "name each file once");
  const shown = isAbsolute(path) || folder === reader.cwd ? path : relative(reader.cwd, resolve(folder, path));
  const setting = readSettings(await readText(shown, naming, reader), { source: shown, format });
  return withFiles(setting, { source: shown, folder: dirname(file), trail: [...trail, file] }, reader);
}

async function readText(path: string, { source, trail }: Naming, { cwd, signal }: Reader): Promise<string> {
  try {
    return decodeText(await readInputFile(path, { cwd, signal, maxBytes: MAX_TEXT_BYTES }), path);
  } catch (error) {
    if (!(error instanceof LambdaEnvError) || error.code !== "NO_INPUT") throw error;
    const hint = `${source} names it; the path is relative to ${trail.length === 0 ? "the current folder" : "the folder of that file"}`;
    throw new LambdaEnvError("NO_INPUT", error.message, { hint, cause: error });
  }
}

function invalid(source: string, message: string, hint: string): LambdaEnvError {
  return new LambdaEnvError("INVALID_INPUT", `${source} ${message}`, { hint });
}
