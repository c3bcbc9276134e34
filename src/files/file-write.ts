/**
 * Writes a file so that at every moment either the complete old one or the complete new one exists, and only its owner may read
 * the new one.
 */

import type { Stats } from "node:fs";
import { access, constants, type FileHandle, open, rename, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { defined } from "../core/defined.ts";
import { LambdaEnvError } from "../errors.ts";
import { MAX_TEXT_BYTES } from "../formats/text.ts";
import { assertOwnTarget, type OwnershipOptions } from "./ownership.ts";
import { resolveTarget, shownPath } from "./path.ts";
import { reasonOf } from "./reason.ts";
import { makeTemporaryFolder, removeTemporaryFolder } from "./temporary.ts";

const OWNER_ONLY = 0o600;
/** Before the umask. */
const FOR_EVERYONE = 0o666;
const OPEN_TO_OTHERS = 0o077;

export interface WriteFileOptions extends OwnershipOptions {
  /** Whether everyone may read the file, as others that are committed: an existing one keeps its permissions. */
  readonly isPublic?: boolean;
  /** Gets the text as it was read back, before it replaces the old file; throws if it does not say what it should. */
  readonly verify?: (text: string) => void;
  /** Gets the old file's text right before it is replaced, undefined if there is none, and returns whether it may be replaced. */
  readonly mayReplace: (text: string | undefined) => boolean;
  readonly signal: AbortSignal;
}

/** The outcome for a file: `refused` means that `mayReplace` returned false. */
export type WriteResult = WrittenFile | { readonly kind: "refused" };

export interface WrittenFile {
  readonly kind: "written";
  /** The file that was written, with links resolved. */
  readonly target: string;
  readonly created: boolean;
  /** The permissions of the old file, such as 0o644, if others had access. */
  readonly widerMode?: number;
  /** Whether the file system does not keep permissions, so that others may be able to read the file. */
  readonly isOpen: boolean;
}

/**
 * Writes `text` to the file at `path`, following links, and returns the outcome. A file of ours that already has the text is not
 * touched.
 *
 * Errors: CANNOT_WRITE, also for a text that does not read back; INTERRUPTED, and what `verify` and `mayReplace` throw. After
 * each of them the old file is as it was and nothing new is left.
 */
export async function writeFileSafely(path: string, text: string, options: WriteFileOptions): Promise<WriteResult> {
  const { signal } = options;
  try {
    const { target, old } = await inspectTarget(path, options);
    signal.throwIfAborted();
    const facts = { kind: "written", target, created: old === undefined } as const;
    const wider =
      options.isPublic === true || old === undefined || (old.mode & OPEN_TO_OTHERS) === 0 ? {} : { widerMode: old.mode & 0o777 };
    if (old !== undefined && wider.widerMode === undefined && (await readIfThere(target)) === text) {
      return options.mayReplace(text) ? { ...facts, isOpen: false } : { kind: "refused" };
    }
    const verify = (written: string): void => {
      options.verify?.(written);
      if (written !== text) throw cannotWrite(path, "it reads back differently from what was written to it");
    };
    const replaced = await replaceFile(target, text, old, { ...options, verify });
    return replaced.kind === "refused" ? replaced : { ...facts, ...wider, isOpen: replaced.isOpen };
  } catch (error) {
    throw explain(path, error, signal);
  }
}

/**
 * Returns if a file can be written to `path`; checks everything that can be checked without writing.
 *
 * Errors: CANNOT_WRITE.
 */
export async function assertWritable(path: string, options: OwnershipOptions): Promise<void> {
  await inspectTarget(path, options).catch((error: unknown) => {
    throw explain(path, error);
  });
}

async function inspectTarget(path: string, options: OwnershipOptions): Promise<{ target: string; old: Stats | undefined }> {
  const { cwd } = options;
  const old = await statIfExists(resolve(cwd, path));
  if (old?.isDirectory() === true) throw cannotWrite(path, "it is a folder");
  if (old?.isFile() === false) throw cannotWrite(path, "it is not a regular file", "use - to write to standard output");
  const target = await resolveTarget(path, cwd);
  await assertOwnTarget(path, options);
  await access(dirname(target), constants.W_OK);
  if (old !== undefined) await access(target, constants.W_OK);
  return { target, old };
}

type Replaced = { readonly kind: "replaced"; readonly isOpen: boolean } | { readonly kind: "refused" };

async function replaceFile(
  target: string,
  text: string,
  old: Stats | undefined,
  options: WriteFileOptions & Required<Pick<WriteFileOptions, "verify">>,
): Promise<Replaced> {
  const { verify, mayReplace, signal, isPublic = false } = options;
  const folder = await makeTemporaryFolder(dirname(target));
  try {
    // The same name, so that any rule that covers the file covers this one. The folder has a .gitignore of its own.
    const name = basename(target);
    const temporary = join(folder, name === ".gitignore" ? "gitignore" : name);
    const handle = await open(temporary, "wx+", isPublic ? FOR_EVERYONE : OWNER_ONLY);
    let isOpen: boolean;
    try {
      if (old !== undefined) await keepGroup(handle, old);
      // The umask applies to the mode of `open`, and may remove the owner's own rights.
      if (!isPublic) await handle.chmod(OWNER_ONLY);
      else if (old !== undefined) await handle.chmod(old.mode & 0o777);
      isOpen = !isPublic && ((await handle.stat()).mode & OPEN_TO_OTHERS) !== 0;
      await handle.writeFile(text, "utf8");
      await handle.sync();
      verify(await readBack(handle));
    } finally {
      await handle.close();
    }
    signal.throwIfAborted();
    if (!mayReplace(await readIfThere(target))) return { kind: "refused" };
    await rename(temporary, target);
    await syncFolder(dirname(target));
    return { kind: "replaced", isOpen };
  } finally {
    await removeTemporaryFolder(folder);
  }
}

async function keepGroup(handle: FileHandle, { uid, gid }: Stats): Promise<void> {
  await handle.chown(uid, gid).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EPERM") throw error;
  });
}

/** Returns the file's text, cut at the largest size that is ever read; bytes that are not UTF-8 become U+FFFD. */
async function readIfThere(target: string): Promise<string | undefined> {
  const handle = await open(target, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  try {
    return handle === undefined ? undefined : await readBack(handle, MAX_TEXT_BYTES);
  } finally {
    await handle?.close();
  }
}

/** Reads from the start through the handle: writing moved its position to the end. */
async function readBack(handle: FileHandle, limit = Number.POSITIVE_INFINITY): Promise<string> {
  const size = Math.min((await handle.stat()).size, limit);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(size), 0, size, 0);
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(buffer.subarray(0, bytesRead));
}

/** Makes the rename survive a power cut. The new file is already in place, and not every file system supports this. */
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

function explain(path: string, error: unknown, signal?: AbortSignal): unknown {
  if (signal?.aborted === true && error === signal.reason) {
    return new LambdaEnvError("INTERRUPTED", `interrupted; ${shownPath(path)} was not written`);
  }
  return error instanceof Error && "syscall" in error ? cannotWrite(path, reasonOf(error)) : error;
}

function cannotWrite(path: string, reason: string, hint?: string): LambdaEnvError {
  return new LambdaEnvError("CANNOT_WRITE", `cannot write ${shownPath(path)}: ${reason}`, defined({ hint }));
}
