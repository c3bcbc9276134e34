/** The examples of docs/project-file.md: files that are read without a mistake, and that have every key. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { STAGE_KEYS, VARIABLE_KEYS } from "../../src/core/stage/stage-keys.ts";
import { readProjectFile } from "../../src/sources/project/project-file.ts";
import { tempFolder } from "../support/cli.ts";

const PAGE = readFileSync(resolve(import.meta.dirname, "../../docs/project-file.md"), "utf8");
const [OWN = "", SAM = ""] = [...PAGE.matchAll(/^```toml\n([\s\S]*?)^```$/gm)].map(([, text = ""]) => text);

const read = (files: Readonly<Record<string, string>>): ReturnType<typeof readProjectFile> =>
  readProjectFile({ cwd: tempFolder(files), env: {}, signal: new AbortController().signal });

test("lambda-env.toml has every key once", async () => {
  const file = await read({ "lambda-env.toml": OWN });
  expect([...(file?.stages.keys() ?? [])]).toEqual(["dev", "prod", "legacy", "preview"]);
  expect(file?.stages.get("prod")).toMatchObject({ account: "111122223333", isProtected: true });
  expect(file?.variables.get("DB_URL")).toMatchObject({ required: true, isSecret: true, functions: ["Api", "Worker"] });
  const keys = [...OWN.matchAll(/^([\w-]+) =/gm)].map(([, key]) => key);
  expect([...new Set(keys)].sort()).toEqual([...new Set([...Object.keys(STAGE_KEYS), ...Object.keys(VARIABLE_KEYS)])].sort());
});

test("samconfig.toml has a stage", async () => {
  const file = await read({ "samconfig.toml": SAM });
  expect(file?.stages.get("prod")?.options).toMatchObject({ "config-env": "prod", secret: ["prod/orders"] });
  expect(file?.stages.get("prod")?.functions.get("Worker")).toEqual({ secret: ["prod/worker"] });
});
