/** Writes a file so that at every moment either the old one or the new one is there, whole, and only its owner may read the new one. */
import { randomUUID } from "node:crypto";
import type { Stats } from "node:fs";
import { access, constants, type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { LambdaEnvError } from "../errors.ts";
import { resolveTarget, shownPath } from "./path.ts";
import { reasonOf } from "./reason.ts";

const OWNER_ONLY = 0o600;

export interface WriteFileOptions {
  readonly cwd: string;
  /** Gets the text as it was read back, before it takes the old file's place; throws if it does not say what it should. */
  readonly verify: (text: string) => void;
  readonly signal: AbortSignal;
}

/** What there is to tell of a file that was written. */
export interface WrittenFile {
  /** The file that was written, free of links. */
  readonly target: string;
  readonly created: boolean;
  /** The permissions of the old file, such as 0o644, if they let others in. */
  readonly widerMode?: number;
}

/**
 * Writes `text` to the file that `path` leads to, and returns what there is to tell of it.
 *
 * Errors: CANNOT_WRITE, INTERRUPTED, and what `verify` throws. After each of them the old file is as it was and nothing new is left.
 */
export async function writeFileSafely(path: string, text: string, options: WriteFileOptions): Promise<WrittenFile> {
  const { cwd, signal } = options;
  try {
    const old = await statIfExists(resolve(cwd, path));
    if (old?.isDirectory() === true) throw cannotWrite(path, "it is a folder");
    if (old?.isFile() === false) throw cannotWrite(path, "it is not a regular file", "to write to standard output, name it -");
    const target = await resolveTarget(path, cwd);
    if (old !== undefined) await access(target, constants.W_OK);
    await replaceFile(target, text, old, options);
    const mode = old === undefined ? OWNER_ONLY : old.mode & 0o777;
    return { target, created: old === undefined, ...((mode & ~OWNER_ONLY) === 0 ? {} : { widerMode: mode }) };
  } catch (error) {
    if (signal.aborted && error === signal.reason) {
      throw new LambdaEnvError("INTERRUPTED", `interrupted, ${shownPath(path)} was not written`);
    }
    if (error instanceof Error && "syscall" in error) throw cannotWrite(path, reasonOf(error));
    throw error;
  }
}

async function replaceFile(target: string, text: string, old: Stats | undefined, options: WriteFileOptions): Promise<void> {
  const { verify, signal } = options;
  signal.throwIfAborted();
  // A name that `.env*` in a .gitignore covers, in the same folder, since a rename is atomic only within a file system.
  const temporary = `${target}.${randomUUID()}.tmp`;
  const handle = await open(temporary, "wx+", OWNER_ONLY);
  try {
    try {
      if (old !== undefined) await keepOwner(handle, old);
      // The mode of `open` is cut by the umask, which may take the owner's own rights.
      await handle.chmod(OWNER_ONLY);
      await handle.writeFile(text, "utf8");
      await handle.sync();
      verify(await readBack(handle));
    } finally {
      await handle.close();
    }
    signal.throwIfAborted();
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(target));
}

/** Root in a container that works on someone's folder must not take the file from them. */
async function keepOwner(handle: FileHandle, { uid, gid }: Stats): Promise<void> {
  await handle.chown(uid, gid).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EPERM") throw error;
  });
}

/** Reads through the handle from the start: writing moved its position to the end. */
async function readBack(handle: FileHandle): Promise<string> {
  const { size } = await handle.stat();
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(size), 0, size, 0);
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(buffer.subarray(0, bytesRead));
}

/** Makes the rename last through a power cut. The new file is in place already, and not every file system can do this. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

async function statIfExists(path: string): Promise<Stats | undefined> {
  return await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}

function cannotWrite(path: string, reason: string, hint?: string): LambdaEnvError {
  return new LambdaEnvError("CANNOT_WRITE", `cannot write ${shownPath(path)}: ${reason}`, hint === undefined ? {} : { hint });
}
