/** The text of a file that may not be there yet. */
import { access } from "node:fs/promises";
import { resolve } from "node:path";
import { decodeText, MAX_TEXT_BYTES } from "../formats/text.ts";
import { readInputFile } from "./bytes.ts";

export interface ReadExistingOptions {
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/** Returns the text of the file at `path`; undefined where there is none. Errors: as `readInputFile` and `decodeText`. */
export async function readTextIfExists(path: string, { cwd, signal }: ReadExistingOptions): Promise<string | undefined> {
  const exists = await access(resolve(cwd, path)).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
  );
  return exists ? decodeText(await readInputFile(path, { cwd, signal, maxBytes: MAX_TEXT_BYTES }), path) : undefined;
}
