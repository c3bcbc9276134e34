/** What `lambda-env edit` leaves in the folder that it works in. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { removeFolderSync } from "../support/folder.ts";

const NAMED = /your text is kept in (.+?), for you alone/;

export interface KeptText {
  readonly path: string;
  readonly text: string;
}

/**
 * Returns the text that a run left in `memory`, and removes it; undefined if it left nothing.
 *
 * There is nothing beside it, nobody else may read it, and `said` names it.
 */
export function takeKept(memory: string, said: string): KeptText | undefined {
  const [folder, ...others] = readdirSync(memory).map((name) => join(memory, name));
  const [, path = ""] = NAMED.exec(said) ?? [];
  expect(others).toEqual([]);
  if (folder === undefined) {
    expect(path).toBe("");
    return undefined;
  }
  expect(readdirSync(folder).map((name) => join(folder, name))).toEqual([path]);
  expect([folder, path].map((one) => (statSync(one).mode & 0o777).toString(8))).toEqual(["700", "600"]);
  const text = readFileSync(path, "utf8");
  removeFolderSync(folder);
  return { path, text };
}
