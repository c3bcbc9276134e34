/** What there is in a project: its own file, samconfig and the template. Nothing is requested from AWS. */
import { dirname, join, normalize, relative } from "node:path";
import { defined } from "../../core/defined.ts";
import type { DraftVariable } from "../../core/stage/draft.ts";
import type { ProjectFile } from "../../core/stage/stage.ts";
import { STAGE_NAME } from "../../core/stage/stage-keys.ts";
import { findAbove } from "../../files/above.ts";
import { readTextIfExists } from "../../files/existing.ts";
import { PROJECT_FILE_NAME, readProjectFile } from "../../sources/project/project-file.ts";
import { findSamconfig, TEMPLATE_NAMES } from "../../sources/project/samconfig.ts";
import { firstFile } from "../../sources/project/samconfig-names.ts";
import { readTemplateFile } from "../../sources/template/template-file.ts";
import { type Samconfig, samconfigParameters } from "../../template/sam/samconfig.ts";
import type { Surroundings } from "../surroundings.ts";
import { draftVariables } from "./draft-variables.ts";

export interface InitRequest {
  readonly template?: string | undefined;
  readonly "config-file"?: string | undefined;
}

export interface Situation {
  /** The folder of the project's own file, as the user would type it. */
  readonly folder: string;
  /** The project's own file; it may not exist. */
  readonly file: string;
  readonly text: string | undefined;
  readonly project: ProjectFile | undefined;
  /** The environments of samconfig that name a stack. */
  readonly environments: readonly string[];
  /** Relative to the folder, if it is not where it is looked for. */
  readonly configFile: string | undefined;
  readonly template: { readonly source: string; readonly path: string; readonly variables: readonly DraftVariable[] } | undefined;
}

/** The folder that `sam build` writes its own template to. */
const BUILD_FOLDER = ".aws-sam";

/** Errors: those of reading each of the files. */
export async function readSituation(request: InitRequest, surroundings: Surroundings): Promise<Situation> {
  const { cwd, env, signal } = surroundings;
  const own = await findAbove([PROJECT_FILE_NAME], { cwd, home: env["HOME"] || env["USERPROFILE"] || "" });
  const file = own ?? PROJECT_FILE_NAME;
  const folder = dirname(file);
  const { "config-file": typed } = request;
  const config = await findSamconfig({ from: typed === undefined ? { folder } : { file: typed }, cwd, signal });
  const template = request.template ?? (await findTemplate(folder, config, cwd));
  return {
    folder,
    file,
    text: await readTextIfExists(file, surroundings),
    project: await readProjectFile(surroundings),
    environments: config === undefined ? [] : environmentsOf(config),
    configFile: typed === undefined ? undefined : relative(folder, typed),
    template: template === undefined ? undefined : await readVariables(template, folder, surroundings),
  };
}

async function readVariables(path: string, folder: string, surroundings: Surroundings): Promise<Situation["template"]> {
  const template = await readTemplateFile(path, surroundings);
  return { source: template.source, path: relative(folder, path), variables: draftVariables(template) };
}

/** Returns the environments whose deployment names a stack, in the order of the file. */
function environmentsOf(config: Samconfig): readonly string[] {
  return [...config.settings].flatMap(([name, tables]) => {
    if (!(tables instanceof Map) || !STAGE_NAME.form.test(name)) return [];
    return samconfigParameters(config, { environment: name }).stackName === undefined ? [] : [name];
  });
}

/** Returns the source template: the one that samconfig names, or the one that is where SAM looks for it. */
function findTemplate(folder: string, config: Samconfig | undefined, cwd: string): Promise<string | undefined> {
  const named = (config === undefined ? [] : environmentsOf(config)).flatMap((environment) => {
    const files = (["build", "deploy"] as const).map(
      (command) => config && samconfigParameters(config, { environment, command }).templateFile,
    );
    return files.filter((path) => path !== undefined && !normalize(path).split(/[\\/]/).includes(BUILD_FOLDER));
  });
  const names = named.filter((path) => path !== undefined);
  return firstFile(folder, [...new Set([...names, ...TEMPLATE_NAMES])], cwd);
}

/** Returns the path of a file beside the project's own. */
export function besideProject({ folder }: Pick<Situation, "folder">, name: string): string {
  return join(folder, name);
}

/** Returns the facts of a stage that is not in samconfig. */
export function plainFacts({ template }: Situation): { readonly template?: string } {
  return defined({ template: template?.path });
}
