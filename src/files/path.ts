/** Paths as users type them: how they are shown, and where they lead. */
import { readlink, realpath } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

/** As many links as Linux follows before it calls them a loop. */
const MAX_LINKS = 40;

/**
 * Returns `path` as it may be printed before it is known to be one: docker's `-e NAME=VALUE` typed by habit is none, nor is a URL with
 * a password. What follows a `=` may be a value.
 */
export function shownPath(path: string): string {
  if (path.includes("://")) return "***";
  const equals = path.indexOf("=");
  return equals === -1 ? path : `${path.slice(0, equals)}=***`;
}

/** Tells whether `path` looks like `NAME=VALUE`. */
export function isAssignment(path: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*=/.test(path);
}

/**
 * Returns the absolute path, free of links, of the file that writing to `path` would change; the file need not exist.
 *
 * Errors: those of the file system, such as ENOENT where the folder does not exist, and ELOOP.
 */
export async function resolveTarget(path: string, cwd: string): Promise<string> {
  return await followLinks(resolve(cwd, path), MAX_LINKS);
}

async function followLinks(path: string, linksLeft: number): Promise<string> {
  const real = join(await realpath(dirname(path)), basename(path));
  const link = linksLeft === 0 ? undefined : await readlink(real).catch(() => undefined);
  return link === undefined
    ? await realpath(real).catch(whereMissing(real))
    : await followLinks(resolve(dirname(real), link), linksLeft - 1);
}

/** What does not exist yet leads to itself. */
function whereMissing(path: string): (error: NodeJS.ErrnoException) => string {
  return (error) => {
    if (error.code === "ENOENT") return path;
    throw error;
  };
}
