/** The file of a program's own state, replaced between two requests: unlike a user's file, nothing in it has to be preserved. */
import { randomUUID } from "node:crypto";
import { closeSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
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

function resolveLinks(file: string): string {
  try {
    return realpathSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return file;
    throw error;
  }
}
