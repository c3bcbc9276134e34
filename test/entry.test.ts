/** What runs before the command: where compiled code is kept. */
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { cacheFolder } from "../src/entry.ts";
import { runCli, tempFolder } from "./support/cli.ts";

test.each([
  [{ XDG_CACHE_HOME: "/cache", HOME: "/home/me" }, "/cache/lambda-env"],
  [{ HOME: "/home/me" }, "/home/me/.cache/lambda-env"],
  [{ XDG_CACHE_HOME: "", HOME: "/home/me" }, "/home/me/.cache/lambda-env"],
  [{ XDG_CACHE_HOME: "cache", HOME: "/home/me" }, "/home/me/.cache/lambda-env"],
  [{ HOME: "" }, undefined],
  [{ HOME: "." }, undefined],
  [{ XDG_CACHE_HOME: ".", HOME: "" }, undefined],
  [{}, undefined],
])("compiled code is kept in a folder of the user, never in the current one: %j", (env, folder) => {
  expect(cacheFolder(env)).toBe(folder);
});

test.each([{ HOME: "" }, { HOME: "", XDG_CACHE_HOME: "." }])("nothing is left in the current folder: %j", async (env) => {
  const cwd = tempFolder();
  expect(await runCli(["policy", "-f", "fn", "--region", "us-east-1"], { cwd, env })).toMatchObject({ code: 0 });
  expect(readdirSync(cwd)).toEqual([]);
});
