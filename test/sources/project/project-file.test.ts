/** Where `lambda-env.toml` is found, and which files its paths name. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import type { ProjectFile } from "../../../src/core/stage/stage.ts";
import { readProjectFile } from "../../../src/sources/project/project-file.ts";
import { tempFolder } from "../../support/cli.ts";

const FILE = '[stages.dev]\ntemplate = "template.yaml"\nenv-files = [".env", "/etc/app.env"]\n';

/** Returns a folder with these files. */
function project(files: Readonly<Record<string, string>>): string {
  const folder = tempFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const read = (cwd: string, home = "/nobody"): Promise<ProjectFile | undefined> =>
  readProjectFile({ cwd, env: { HOME: home }, signal: new AbortController().signal });

test("in the working directory, paths stay as they are", async () => {
  const file = await read(project({ "lambda-env.toml": FILE }));
  expect(file?.source).toBe("lambda-env.toml");
  expect(file?.stages.get("dev")?.options).toEqual({ template: "template.yaml", env: [".env", "/etc/app.env"] });
});

test("from a folder below, the paths lead to the same files", async () => {
  const folder = project({ ".git/HEAD": "", "lambda-env.toml": FILE, "services/api/index.js": "" });
  const file = await read(join(folder, "services/api"));
  expect(file?.source).toBe(join("..", "..", "lambda-env.toml"));
  expect(file?.stages.get("dev")?.options).toEqual({
    template: join("..", "..", "template.yaml"),
    env: [join("..", "..", ".env"), "/etc/app.env"],
  });
});

test("the nearest file counts, and none above the repository's root", async () => {
  const folder = project({
    "lambda-env.toml": "[stages.outer]",
    "repo/.git": "gitdir: elsewhere",
    "repo/lambda-env.toml": "[stages.root]",
    "repo/app/lambda-env.toml": "[stages.app]",
    "repo/app/src/a": "",
    "other/.git/HEAD": "",
    "other/src/a": "",
    "plain/src/a": "",
  });
  const stages = async (path: string) => [...((await read(join(folder, path)))?.stages.keys() ?? [])];
  expect(await stages("repo/app/src")).toEqual(["app"]);
  expect(await stages("repo")).toEqual(["root"]);
  expect(await stages("other/src")).toEqual([]);
  expect(await stages("plain/src")).toEqual([]);
  expect(await stages(".")).toEqual(["outer"]);
});

test("a repository above the home folder does not count", async () => {
  const folder = project({ ".git/HEAD": "", "lambda-env.toml": FILE, "home/me/app/a": "" });
  expect(await read(join(folder, "home/me/app"), join(folder, "home/me"))).toBeUndefined();
  expect(await read(join(folder, "home/me/app"))).toBeDefined();
});

test("a file with mistakes is refused with all of them", async () => {
  const cwd = project({ "lambda-env.toml": "[stages.dev]\nstak = 'x'\naccount = 1\n" });
  await expect(read(cwd)).rejects.toMatchObject({
    code: "INVALID_INPUT",
    message: "lambda-env.toml cannot be used",
    findings: [{ at: { line: 2, column: 1 } }, { at: { line: 3, column: 11 } }],
  });
});
