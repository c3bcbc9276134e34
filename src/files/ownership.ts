/** Checks whether a file may get sensitive values: not if someone else owns it, or may plant or replace files in its folder. */
import type { Stats } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { LambdaEnvError } from "../errors.ts";
import { resolveTarget, shownPath } from "./path.ts";
import { makeTemporaryFolder, removeTemporaryFolder } from "./temporary.ts";

const GROUP_WRITES = 0o020;
const OTHERS_WRITE = 0o002;
const STICKY = 0o1000;

export interface OwnershipOptions {
  readonly cwd: string;
  /** Whether others may write to the folder: allowed for files without values. */
  readonly sharedFolder: "refused" | "allowed";
}

/**
 * Returns if the file at `path`, with links followed, is ours or does not exist yet; always on systems whose files have no owner.
 *
 * Errors: CANNOT_WRITE, naming the owner; those of the file system.
 */
export async function assertOwnTarget(path: string, { cwd, sharedFolder }: OwnershipOptions): Promise<void> {
  const user = process.geteuid?.();
  if (user === undefined) return;
  const typed = resolve(cwd, path);
  const target = await resolveTarget(path, cwd);
  const old = await stat(target).catch(() => undefined);
  if (old !== undefined && old.uid !== user) {
    throw new LambdaEnvError("CANNOT_WRITE", `cannot write ${shownPath(path)}: it belongs to ${await nameOf(old.uid)}`, {
      hint: "name another file, or run the command as its owner",
    });
  }
  if (sharedFolder === "allowed") return;
  // A link can be planted as easily as a file.
  for (const folder of new Set([dirname(typed), dirname(target)])) {
    const stats = await stat(folder);
    if (!(await mayOthersWrite(stats, user)) || !(await keepsPermissions(folder))) continue;
    // A shared folder such as /tmp must stay shared.
    const isOwn = stats.uid === user && (stats.mode & STICKY) === 0;
    const close = `, or close this one to them: chmod go-w ${folder === dirname(typed) ? shownPath(dirname(path)) : folder}`;
    throw new LambdaEnvError("CANNOT_WRITE", `cannot write ${shownPath(path)}: other users may write to its folder`, {
      hint: `name a file in a folder of your own${isOwn ? close : ""}`,
    });
  }
}

async function mayOthersWrite({ mode, gid }: Stats, user: number): Promise<boolean> {
  if ((mode & OTHERS_WRITE) !== 0) return true;
  return (mode & GROUP_WRITES) !== 0 && !(await isGroupOfOne(gid, user));
}

/**
 * Returns whether the group has only one user. Many systems give each user a group of their own, which may write to what the user
 * creates.
 */
async function isGroupOfOne(gid: number, user: number): Promise<boolean> {
  const [groups, users] = await Promise.all([readTable("/etc/group"), readTable("/etc/passwd")]);
  const group = groups.find(([, , id]) => id === String(gid));
  if (group === undefined) return gid === user;
  const own = users.find(([, , id]) => id === String(user))?.[0];
  const listed = (group[3] ?? "").split(",").filter((name) => name !== "");
  // Root may write anywhere; its group may contain system accounts without a login.
  const primary = gid === user ? [] : users.filter(([, , , id]) => id === String(gid)).map(([name = ""]) => name);
  return [...listed, ...primary].every((name) => name === own || name === "root");
}

/**
 * Returns whether the file system keeps permissions. Some, such as a Windows drive in WSL, show everything as open to all, and
 * cannot restrict it.
 */
async function keepsPermissions(folder: string): Promise<boolean> {
  const probe = await makeTemporaryFolder(folder).catch(() => undefined);
  if (probe === undefined) return true;
  try {
    return ((await stat(probe)).mode & 0o077) === 0;
  } finally {
    await removeTemporaryFolder(probe);
  }
}

async function nameOf(uid: number): Promise<string> {
  const users = await readTable("/etc/passwd");
  const name = users.find(([, , id]) => id === String(uid))?.[0];
  return name === undefined ? `user ${uid}` : `${name} (user ${uid})`;
}

async function readTable(file: string): Promise<readonly (readonly string[])[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.split("\n").map((line) => line.split(":"));
}
