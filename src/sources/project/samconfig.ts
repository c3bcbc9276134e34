/** A SAM project's samconfig file, found where SAM finds it. */
import { dirname, isAbsolute, join, normalize, sep } from "node:path";
import { defined } from "../../core/defined.ts";
import { LambdaEnvError } from "../../errors.ts";
import { readInputFile } from "../../files/bytes.ts";
import { decodeText, MAX_TEXT_BYTES } from "../../formats/text.ts";
import { parseSamconfig, type Samconfig, type SamconfigParameters, samconfigParameters } from "../../template/sam/samconfig.ts";
import { formatOf, type SettingsFormat } from "../../template/sam/settings.ts";
import { readParameterOverrides } from "./parameter-overrides.ts";
import { firstFile, samconfigFileIn } from "./samconfig-names.ts";

/** What `sam deploy` would use; paths are as the user would type them. */
export interface SamProject extends Omit<SamconfigParameters, "templateFile" | "parameterOverrides"> {
  /** The name of the samconfig file for users. */
  readonly source: string;
  /** The source template, not the one that `sam build` wrote; absent if there is none. */
  readonly template?: string;
  readonly parameterOverrides: ReadonlyMap<string, string>;
}

export interface ReadSamconfigOptions {
  /** The samconfig file itself, or the folder to look for one in. */
  readonly from: { readonly file: string } | { readonly folder: string };
  /** `default` if absent. */
  readonly environment: string | undefined;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/** In SAM's order. */
export const TEMPLATE_NAMES = ["template.yaml", "template.yml", "template.json"];

/** The folder that `sam build` writes its own template to. */
const BUILD_FOLDER = ".aws-sam";

/**
 * Returns the content of the samconfig file; undefined if the folder has none.
 *
 * Errors: NO_INPUT for a file that was named, by the user or by `parameter_overrides`, and cannot be read; INVALID_INPUT for one
 * that does not parse; USAGE for an environment that it does not have.
 */
export async function readSamconfig(options: ReadSamconfigOptions): Promise<SamProject | undefined> {
  const { environment, cwd, signal } = options;
  const config = await findSamconfig(options);
  if (config === undefined) return undefined;
  const file = config.source;
  const of = defined({ environment });
  const { templateFile, parameterOverrides: setting, ...deploy } = samconfigParameters(config, { ...of, command: "deploy" });
  const built = samconfigParameters(config, { ...of, command: "build" }).templateFile;
  const template = await findTemplate(dirname(file), built ?? templateFile, cwd);
  const parameterOverrides = await readParameterOverrides(setting, { source: file, cwd, signal });
  return { source: file, ...deploy, parameterOverrides, ...defined({ template }) };
}

/** Returns the samconfig file with all its environments; undefined if the folder has none. Errors: as `readSamconfig`. */
export async function findSamconfig({
  from,
  cwd,
  signal,
}: Omit<ReadSamconfigOptions, "environment">): Promise<Samconfig | undefined> {
  const file = "file" in from ? from.file : await samconfigFileIn(from.folder, cwd);
  if (file === undefined) return undefined;
  const text = decodeText(await readInputFile(file, { cwd, signal, maxBytes: MAX_TEXT_BYTES }), file);
  return parseSamconfig(text, { source: file, format: samconfigFormat(file) });
}

/**
 * Returns the folder that has the samconfig file of a template: the template's own, or the project's for one that `sam build`
 * wrote.
 */
export function projectFolder(template: string): string {
  const parts = normalize(dirname(template)).split(sep);
  const built = parts.indexOf(BUILD_FOLDER);
  return built === -1 ? dirname(template) : parts.slice(0, built).join(sep) || (isAbsolute(template) ? sep : ".");
}

function samconfigFormat(file: string): SettingsFormat {
  const format = formatOf(file);
  if (format !== undefined) return format;
  throw new LambdaEnvError("USAGE", `${file} is not a samconfig file`, {
    hint: "use a file whose name ends in .toml, .yaml or .yml",
  });
}

async function findTemplate(folder: string, named: string | undefined, cwd: string): Promise<string | undefined> {
  if (named === undefined || normalize(named).split(/[\\/]/).includes(BUILD_FOLDER))
    return firstFile(folder, TEMPLATE_NAMES, cwd);
  return isAbsolute(named) ? named : join(folder, named);
}
