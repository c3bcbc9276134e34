/** Files of a project, found from any of its folders. */
import { lstat } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { isExistingFile } from "./existing.ts";

/**
 * Returns the path, as the user would type it, of the nearest file with one of these names, in the current folder or above it, up to the
 * root of the repository; undefined if there is none. Of two in one folder it is the one that is named first.
 *
 * Without a repository, and above the home folder, only the current folder counts: other people may write to what is above it.
 */
export async function findAbove(
  names: readonly string[],
  { cwd, home }: { readonly cwd: string; readonly home: string },
): Promise<string | undefined> {
  for (const folder of await foldersOfRepository(cwd, home)) {
    for (const name of names) {
      const path = join(folder, name);
      if (await isExistingFile(path, cwd)) return relative(cwd, path);
    }
  }
  return undefined;
}

/** Returns the current folder and those above it, up to the root of the repository. */
async function foldersOfRepository(cwd: string, home: string): Promise<readonly string[]> {
  const folders: string[] = [];
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    folders.push(folder);
    if (await exists(join(folder, ".git"))) return folders;
    if (dirname(folder) === folder || (home !== "" && folder === resolve(home))) return folders.slice(0, 1);
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
