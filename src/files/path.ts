/** Paths as users type them: how to show them, and how to resolve them. */
import { readlink, realpath } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

/** The number of links that Linux follows before it reports a loop. */
const MAX_LINKS = 40;

/**
 * Returns `path` in a form that may be printed before it is known to be a path: docker's `-e NAME=VALUE`, typed by habit, is not,
 * nor is a URL with a password. What follows a `=` may be a value.
 */
export function shownPath(path: string): string {
  if (path.includes("://")) return "***";
  const equals = path.indexOf("=");
  return equals === -1 ? path : `${path.slice(0, equals)}=***`;
}

/** Returns whether `path` looks like `NAME=VALUE`. */
export function isAssignment(path: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*=/.test(path);
}

/**
 * Returns the absolute path, with links resolved, of the file that writing to `path` would change; the file need not exist.
 *
 * Errors: those of the file system, such as ENOENT if the folder does not exist, and ELOOP.
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

/** Returns a handler for a missing path, which is already resolved; it throws any other error. */
function whereMissing(path: string): (error: NodeJS.ErrnoException) => string {
  return (error) => {
    if (error.code === "ENOENT") return path;
    throw error;
  };
}
