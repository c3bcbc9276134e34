/** What a SAM project's samconfig file names: its stacks and its environments. */
import { findSamconfig, projectFolder } from "../../sources/project/samconfig.ts";
import { type Samconfig, samconfigParameters } from "../../template/sam/samconfig.ts";
import { samconfigPlace } from "../project.ts";
import type { NamesRequest } from "./names-request.ts";

/** Returns the stacks of all environments. Errors: those of `findSamconfig`. */
export async function readStacks(about: NamesRequest): Promise<readonly string[]> {
  const config = await readConfig(about);
  if (config === undefined) return [];
  return environmentsOf(config).flatMap((environment) => samconfigParameters(config, { environment }).stackName ?? []);
}

/** Returns the environments. Errors: those of `findSamconfig`. */
export async function readEnvironments(about: NamesRequest): Promise<readonly string[]> {
  const config = await readConfig(about);
  return config === undefined ? [] : environmentsOf(config);
}

function readConfig({ request, surroundings }: NamesRequest): Promise<Samconfig | undefined> {
  const { cwd, signal } = surroundings;
  return findSamconfig({ from: samconfigPlace(request, projectFolder), cwd, signal });
}

function environmentsOf({ settings }: Samconfig): readonly string[] {
  return [...settings].flatMap(([name, value]) => (value instanceof Map ? [name] : []));
}
