/** The file of a program's own state, replaced between two requests: unlike a user's file, nothing in it has to be preserved. */
import { randomUUID } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { LambdaEnvError } from "../errors.ts";

/**
 * Writes `text` to `file` so that either the complete old or the complete new text exists. It blocks until the disk is done, so
 * that nothing else happens in the meantime.
 *
 * Errors: CANNOT_WRITE.
 */
export function replaceStateFile(file: string, text: string): void {
  const target = resolveLinks(file);
  const temporary = `${target}.${randomUUID()}.tmp`;
  try {
    const descriptor = openSync(temporary, "wx", 0o600);
    try {
      writeFileSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, target);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw new LambdaEnvError("CANNOT_WRITE", `${file} cannot be written`, { cause });
  }
}

/** Returns the text of a state file; undefined if it cannot be read. */
export function readStateFile(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** Makes sure that `folder` exists, closed to others, and removes the files in it that were not written for so long. Errors: those of the system. */
export function removeOldFiles(folder: string, maxAgeMs: number): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > maxAgeMs) rmSync(file, { force: true });
  }
}

function resolveLinks(file: string): string {
  try {
    return realpathSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return file;
    throw error;
  }
}
