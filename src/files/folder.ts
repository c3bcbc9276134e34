/** A folder for several files. */
import { mkdir, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { LambdaEnvError } from "../errors.ts";
import { shownPath } from "./path.ts";
import { reasonOf } from "./reason.ts";

const OWNER_ONLY = 0o700;

/** Creates the folder if it does not exist; only its owner may access a new one. Errors: CANNOT_WRITE. */
export async function makeFolder(path: string, { cwd }: { readonly cwd: string }): Promise<void> {
  const absolute = resolve(cwd, path);
  try {
    await mkdir(absolute, { recursive: true, mode: OWNER_ONLY });
    if ((await stat(absolute)).isDirectory()) return;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const reason = code === "EEXIST" ? "it is not a folder" : reasonOf(error);
    throw new LambdaEnvError("CANNOT_WRITE", `${shownPath(path)} cannot be written to: ${reason}`, {
      hint: "name a folder; one file per function is written to it",
      cause: error,
    });
  }
}
