/** A folder of its own for each test that requests one, removed after it. */
import { mkdtemp, realpath } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { removeFolder } from "../support/folder.ts";

/** Returns the path, free of links, of a new empty folder. */
export async function makeTempFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "lambda-env-sources-")));
  onTestFinished(() => removeFolder(folder));
  return folder;
}

/** Never aborted. */
export const CALM = new AbortController().signal;
