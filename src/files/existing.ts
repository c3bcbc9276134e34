/** The text of a file that is about to be written, and that may not exist yet. */
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { decodeText, MAX_TEXT_BYTES } from "../formats/text.ts";
import { readInputFile } from "./bytes.ts";

export interface ReadExistingOptions {
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/**
 * Returns the text of the file at `path`; undefined if there is none, and for everything that `writeFileSafely` refuses: a
 * folder, a path that cannot be resolved, or a pipe, which might never end.
 *
 * Errors: as `readInputFile` and `decodeText`.
 */
export async function readTextIfExists(path: string, { cwd, signal }: ReadExistingOptions): Promise<string | undefined> {
  return (await isExistingFile(path, cwd))
    ? decodeText(await readInputFile(path, { cwd, signal, maxBytes: MAX_TEXT_BYTES }), path)
    : undefined;
}

/** Returns whether there is a file at `path`. */
export async function isExistingFile(path: string, cwd: string): Promise<boolean> {
  return stat(resolve(cwd, path)).then(
    (stats) => stats.isFile(),
    () => false,
  );
}
