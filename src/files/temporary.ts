/** Temporary folders beside the file that is written: their content is never committed, and a later run removes them. */
import { createHash, randomUUID } from "node:crypto";
import { chmod, lstat, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { resolveTarget } from "./path.ts";

const OWNER_ONLY = 0o700;

/**
 * Writing takes milliseconds. Whether a process of another machine is still running cannot be determined, so its folder is kept
 * for this long.
 */
const ABANDONED_MS = 60 * 60 * 1000;
/** A folder that does not name its process is kept for a short time too. */
const NAMELESS_MS = 10_000;

const FOLDER = /^\.lambda-env-([0-9a-f]{8})-(\d+)-[0-9a-f]{12}\.tmp$/;

/**
 * Returns a new folder in `parent` that only its owner may enter: a rename out of it is atomic, since it is on the same file
 * system.
 *
 * Its own ignore file covers everything in it, whatever rules the surrounding work tree has.
 */
export async function makeTemporaryFolder(parent: string): Promise<string> {
  const folder = join(parent, `.lambda-env-${hostMark()}-${process.pid}-${randomUUID().slice(-12)}.tmp`);
  await mkdir(folder, { mode: OWNER_ONLY });
  try {
    // The umask applies to the mode of `mkdir`, and may remove the owner's own rights.
    await chmod(folder, OWNER_ONLY);
    await writeFile(join(folder, ".gitignore"), "*\n", { flag: "wx", mode: 0o600 });
  } catch (error) {
    await removeTemporaryFolder(folder);
    throw error;
  }
  return folder;
}

export async function removeTemporaryFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** Removes what killed runs left beside the file at `path`, and returns how many things it removed. */
export async function removeLeftovers(path: string, cwd: string): Promise<number> {
  const target = await resolveTarget(path, cwd).catch(() => undefined);
  if (target === undefined) return 0;
  const parent = dirname(target);
  const names = await readdir(parent).catch((): string[] => []);
  const removed = await Promise.all(names.map((name) => removeIfAbandoned(parent, name, basename(target))));
  return removed.filter(Boolean).length;
}

async function removeIfAbandoned(parent: string, name: string, targetName: string): Promise<boolean> {
  const [, host, pid] = FOLDER.exec(name) ?? [];
  if (pid === undefined && !isTemporaryFile(name, targetName)) return false;
  const path = join(parent, name);
  try {
    const stats = await lstat(path);
    if (stats.uid !== (process.geteuid?.() ?? stats.uid)) return false;
    if (pid === undefined ? !stats.isFile() : !stats.isDirectory()) return false;
    const ageMs = Date.now() - stats.mtimeMs;
    if (pid === undefined ? ageMs < NAMELESS_MS : ageMs < ABANDONED_MS && (host !== hostMark() || isRunning(Number(pid))))
      return false;
    await removeTemporaryFolder(path);
    return true;
  } catch {
    // It was removed in the meantime, or may not be removed: this run does not need it.
    return false;
  }
}

/**
 * Returns whether `name` is a temporary file of the target. Version 0.1.0 wrote `.env.<uuid>.tmp`, and so does the local endpoint
 * beside its data file.
 */
function isTemporaryFile(name: string, targetName: string): boolean {
  return (
    name.startsWith(`${targetName}.`) &&
    /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/.test(name.slice(targetName.length + 1))
  );
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** Process ids are only valid on one machine, and folders may be shared by several. */
function hostMark(): string {
  return createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
}
