/** Where a samconfig file is looked for. A file of its own, so that its reader is loaded only where there is one. */
import { join } from "node:path";
import { isExistingFile } from "../../files/existing.ts";

/** In SAM's order. */
export const CONFIG_NAMES = ["samconfig.toml", "samconfig.yaml", "samconfig.yml"];

/** Returns the path of the samconfig file of `folder`; undefined if it has none. */
export function samconfigFileIn(folder: string, cwd: string): Promise<string | undefined> {
  return firstFile(folder, CONFIG_NAMES, cwd);
}

/** Returns the path of the first of these files in `folder` that exists. */
export async function firstFile(folder: string, names: readonly string[], cwd: string): Promise<string | undefined> {
  for (const name of names) {
    const path = join(folder, name);
    if (await isExistingFile(path, cwd)) return path;
  }
  return undefined;
}
