/** A folder of our own for text that must not outlive the run, on a memory file system where there is one. */
import { spawn } from "node:child_process";
import { constants } from "node:fs";
import { access, chmod, mkdtemp, rename, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, isAbsolute, join } from "node:path";
import { LambdaEnvError } from "../errors.ts";
import { reasonOf } from "./reason.ts";
import { makeTemporaryFolder, removeLeftovers, removeTemporaryFolder } from "./temporary.ts";

export interface PrivateFolder {
  readonly path: string;
  /** Moves a file of the folder to one that stays, which its owner alone may enter, and returns its new path. */
  readonly keep: (file: string) => Promise<string>;
  readonly remove: () => Promise<void>;
}

/** Linux keeps it in memory on every common distribution. */
const SHARED_MEMORY = "/dev/shm";

/**
 * Returns a new folder that only its owner may enter. It goes with `remove`, and also when this process is killed.
 *
 * Errors: CANNOT_WRITE if no folder for temporary files can be written to.
 */
export async function makePrivateFolder(env: Readonly<Record<string, string | undefined>>): Promise<PrivateFolder> {
  let failure: unknown;
  for (const parent of [env["XDG_RUNTIME_DIR"] ?? "", SHARED_MEMORY, env["TMPDIR"] ?? "", tmpdir()]) {
    if (!(await isWritableFolder(parent))) continue;
    try {
      await removeLeftovers(join(parent, "edit"), parent);
      const path = await makeTemporaryFolder(parent);
      const stopWatching = removeWhenKilled(path, env);
      const remove = async (): Promise<void> => {
        await removeTemporaryFolder(path);
        stopWatching();
      };
      return { path, keep: (file) => keepIn(parent, file), remove };
    } catch (error) {
      failure = error;
    }
  }
  const reason = failure === undefined ? "" : `: ${reasonOf(failure)}`;
  throw new LambdaEnvError("CANNOT_WRITE", `no folder for temporary files can be written to${reason}`, {
    hint: "name one of your own: TMPDIR=FOLDER",
    cause: failure,
  });
}

/** No later run removes it. */
const KEPT = "lambda-env-edit-";

async function keepIn(parent: string, file: string): Promise<string> {
  const kept = join(await mkdtemp(join(parent, KEPT)), basename(file));
  await rename(file, kept);
  // An editor may have made the file anew.
  await chmod(kept, 0o600);
  return kept;
}

async function isWritableFolder(path: string): Promise<boolean> {
  if (!isAbsolute(path)) return false;
  try {
    await access(path, constants.W_OK | constants.X_OK);
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

/** Waits for the end of its input, which comes when this process ends, however it ends. */
const WATCH = 'cat >/dev/null; rm -rf -- "$1"';

/** Starts a process that removes `path` as soon as this one is gone; returns how to end it. */
function removeWhenKilled(path: string, env: Readonly<Record<string, string | undefined>>): () => void {
  // Without a shell there is no such process; a later run removes what is left.
  if (process.platform === "win32") return () => {};
  const watcher = spawn("/bin/sh", ["-c", WATCH, "sh", path], {
    // A session of its own: closing the terminal must not end it first.
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    env: { PATH: env["PATH"] ?? "/usr/bin:/bin" },
    cwd: "/",
  });
  watcher.on("error", () => {});
  watcher.stdin.on("error", () => {});
  watcher.unref();
  return () => watcher.stdin.destroy();
}
