/** The folder of a function's code: whether it can be run here, and which handler its image names. */
import { constants } from "node:fs";
import { access, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Returns why the code in `folder` cannot be run here, or undefined if it can. */
export async function findObstacle(folder: string | undefined): Promise<string | undefined> {
  if (process.platform === "win32") return "a bootstrap runs only on Linux and macOS";
  if (folder === undefined)
    return "its code is not known here; start the endpoint with a template whose folder holds a bootstrap";
  const bootstrap = join(folder, "bootstrap");
  try {
    await access(bootstrap, constants.X_OK);
    return undefined;
  } catch {
    return `it needs an executable file ${bootstrap}; only bootstrap runtimes run here`;
  }
}

/**
 * Returns the handler that the image would pass to its entry point: the first word of the Dockerfile's last CMD; empty if there
 * is none.
 */
export async function readImageHandler(folder: string): Promise<string> {
  try {
    return parseDockerfileHandler(await readFile(join(folder, "Dockerfile"), "utf8"));
  } catch {
    return "";
  }
}

function parseDockerfileHandler(text: string): string {
  const last = [...text.matchAll(/^[ \t]*CMD[ \t]+(\[.*\])[ \t]*\r?$/gim)].at(-1)?.[1];
  const [handler]: unknown[] = last === undefined ? [] : JSON.parse(last);
  return typeof handler === "string" ? handler : "";
}
