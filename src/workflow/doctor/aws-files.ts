/** The places of settings in the files in `~/.aws`, by line. */
import { join } from "node:path";
import type { NamedBy } from "../../core/diagnosis/facts.ts";
import { readTextIfExists } from "../../files/existing.ts";
import type { Surroundings } from "../surroundings.ts";

interface AwsFile {
  /** As a user types it: without the folder of this user. */
  readonly path: string;
  readonly text: string;
  readonly isConfig: boolean;
}

export interface AwsFiles {
  readonly config: AwsFile;
  readonly credentials: AwsFile;
  /** The text of the project's samconfig file; empty without one. */
  readonly samconfig: string;
}

/** Returns the texts of both files; empty where there is none. Source: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html */
export async function readAwsFiles(
  { env, cwd, signal }: Pick<Surroundings, "env" | "cwd" | "signal">,
  samconfig: string | undefined,
): Promise<AwsFiles> {
  const home = env["HOME"] || env["USERPROFILE"] || "";
  const read = async (variable: string, name: string): Promise<AwsFile> => {
    const path = env[variable] || join(home, ".aws", name);
    const text = await readTextIfExists(path, { cwd, signal }).catch(() => undefined);
    const isInHome = home !== "" && path.startsWith(join(home, "/"));
    return { path: isInHome ? `~${path.slice(home.length)}` : path, text: text ?? "", isConfig: name === "config" };
  };
  const [config, credentials, project = ""] = await Promise.all([
    read("AWS_CONFIG_FILE", "config"),
    read("AWS_SHARED_CREDENTIALS_FILE", "credentials"),
    samconfig === undefined ? undefined : readTextIfExists(samconfig, { cwd, signal }).catch(() => undefined),
  ]);
  return { config, credentials, samconfig: project };
}

/** Returns the place of a setting of a profile in the first of the files that has it; of the profile itself without a setting. */
export function placeInFiles(files: readonly AwsFile[], profile: string, setting?: string): NamedBy | undefined {
  for (const { path, text, isConfig } of files) {
    const line = lineIn(text, isConfig ? sectionOf(profile) : [profile], setting);
    if (line !== undefined) return { kind: "file", path, line };
  }
  return undefined;
}

/** Returns the place of a setting of a section `services` of the config file, below the name of the service if it has one. */
export function placeInServices({ path, text }: AwsFile, services: string, service: string): NamedBy {
  const line = lineIn(text, [`services ${services}`], service);
  return { kind: "file", path, ...(line === undefined ? {} : { line }) };
}

/** Returns the place of a setting of a samconfig file: its line where only one line has it, since each environment may have its own. */
export function placeInSamconfig(path: string, text: string, setting: string): NamedBy {
  const name = new RegExp(`^\\s*["']?${setting}["']?\\s*[:=]`);
  const [line, another] = text.split(/\r?\n/).flatMap((content, index) => (name.test(content) ? [index + 1] : []));
  return { kind: "file", path, ...(line === undefined || another !== undefined ? {} : { line }) };
}

function sectionOf(profile: string): readonly string[] {
  return profile === "default" ? ["default", "profile default"] : [`profile ${profile}`];
}

/** Returns the number of the line, from 1. */
function lineIn(text: string, sections: readonly string[], setting: string | undefined): number | undefined {
  let isInside = false;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const header = /^\s*\[\s*([^\]]+?)\s*\]/.exec(line)?.[1];
    if (header !== undefined) isInside = sections.includes(header.replace(/\s+/g, " ").replace(/["']/g, ""));
    if (!isInside) continue;
    const isFound = setting === undefined ? header !== undefined : nameIn(line) === setting;
    if (isFound) return index + 1;
  }
  return undefined;
}

function nameIn(line: string): string | undefined {
  return /^\s*([^\s=#;[]+)\s*=/.exec(line)?.[1]?.toLowerCase();
}
