/** Where `lambda-env.toml` is found, and which files its paths name. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
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

test("a file with mistakes is refused with all of them, in the order of the file", async () => {
  const cwd = project({
    "lambda-env.toml": "[variables.A]\nrequired = 1\n[stages.dev.functions.'']\nstak = 'x'\n[stages.dev]\naccount = 1\n",
  });
  await expect(read(cwd)).rejects.toMatchObject({
    code: "INVALID_INPUT",
    message: "lambda-env.toml cannot be used",
    findings: [
      { code: "PROJECT_NAME", at: { line: 1, column: 12 } },
      { code: "PROJECT_TYPE", at: { line: 2, column: 12 } },
      { code: "PROJECT_NAME", at: { line: 3, column: 23 } },
      { code: "PROJECT_KEY_UNKNOWN", at: { line: 4, column: 1 } },
      { code: "PROJECT_TYPE", at: { line: 6, column: 11 } },
    ],
  });
});

describe("stages in samconfig", () => {
  const TOML = `version = 0.1
[prod.deploy.parameters]
stack_name = "orders-prod"
[prod.lambda_env.parameters]
secrets = "prod/orders"
account = "111122223333"
protected = true
[prod.lambda_env.parameters.functions.Worker]
env-files = "worker.env"
`;
  const YAML = `version: 0.1
prod:
  deploy:
    parameters:
      stack_name: orders-prod
  lambda_env:
    parameters:
      secrets: prod/orders
      account: "111122223333"
      protected: true
      functions:
        Worker:
          env-files: [worker.env]
`;

  test.each([
    ["samconfig.toml", TOML, { line: 4, column: 18 }, { line: 5, column: 1 }],
    ["samconfig.yaml", YAML, { line: 7, column: 5 }, { line: 8, column: 7 }],
  ])("%s gives a stage for its environment", async (name, text, at, secretAt) => {
    const file = await read(project({ [name]: text }));
    const of = { source: name };
    expect(file).toEqual({
      source: name,
      variables: new Map(),
      stages: new Map([
        [
          "prod",
          {
            name: "prod",
            at: { ...of, ...at },
            options: { secret: ["prod/orders"], "config-env": "prod", "config-file": name },
            places: new Map([
              ["config-env", { ...of, ...at }],
              ["config-file", { ...of, ...at }],
              ["secret", { ...of, ...secretAt }],
            ]),
            account: "111122223333",
            isProtected: true,
            functions: new Map([["Worker", { env: ["worker.env"] }]]),
          },
        ],
      ]),
    });
  });

  test("beside lambda-env.toml and in the working directory", async () => {
    const folder = project({
      ".git/HEAD": "",
      "lambda-env.toml": "[stages.dev]",
      "samconfig.toml": TOML,
      "api/samconfig.yaml": YAML.replaceAll("prod:", "test:"),
    });
    const file = await read(join(folder, "api"));
    expect(file?.source).toBe(join("..", "lambda-env.toml"));
    expect([...(file?.stages.keys() ?? [])]).toEqual(["dev", "prod", "test"]);
    expect(file?.stages.get("prod")?.options).toMatchObject({ "config-file": join("..", "samconfig.toml") });
    expect(file?.stages.get("prod")?.functions.get("Worker")).toEqual({ env: [join("..", "worker.env")] });
    expect(file?.stages.get("test")?.options).toMatchObject({ "config-file": "samconfig.yaml" });
  });

  test("from a folder below, without lambda-env.toml, but not from outside the repository", async () => {
    const folder = project({
      "samconfig.toml": TOML,
      "app/.git/HEAD": "",
      "app/samconfig.toml": TOML,
      "app/api/src/a": "",
      "b/a": "",
    });
    const file = await read(join(folder, "app/api/src"));
    expect(file?.source).toBe(join("..", "..", "samconfig.toml"));
    expect(file?.stages.get("prod")?.options).toMatchObject({ "config-file": join("..", "..", "samconfig.toml") });
    expect(await read(join(folder, "b"))).toBeUndefined();
  });

  test("a stage in both files is refused with both places", async () => {
    const cwd = project({ "lambda-env.toml": "\n[stages.prod]", "samconfig.toml": TOML });
    const error: unknown = await read(cwd).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "INVALID_INPUT",
      findings: [
        {
          code: "PROJECT_STAGE_TWICE",
          name: "prod",
          at: { source: "samconfig.toml", line: 4, column: 18 },
          args: { other: "lambda-env.toml:2:9" },
        },
      ],
    });
  });

  test.each([
    ["samconfig.toml", "[prod.lambda-env.parameters]", [{ code: "PROJECT_KEY_UNKNOWN", args: { near: "lambda_env" } }]],
    ["samconfig.toml", "[prod.lambda_env.parameter]", [{ code: "PROJECT_KEY_UNKNOWN", args: { near: "parameters" } }]],
    ["samconfig.toml", "[prod]\nlambda_env = 1", [{ code: "PROJECT_TYPE", at: { line: 2, column: 14 } }]],
    ["samconfig.toml", "[prod.lambda_env.parameters]\nstage = 'x'", [{ code: "PROJECT_KEY_UNKNOWN" }]],
    ["samconfig.toml", "['a b'.lambda_env.parameters]", [{ code: "PROJECT_NAME" }]],
    [
      "samconfig.yaml",
      "prod: {lambda_env: {parameters: {account: 0123}}}",
      [{ code: "PROJECT_TYPE", at: { line: 1, column: 43 } }],
    ],
    ["samconfig.yaml", "prod: {lambda_env: {parameters: []}}", [{ code: "PROJECT_TYPE", at: { line: 1, column: 33 } }]],
  ])("%s: %s", async (name, text, findings) => {
    await expect(read(project({ [name]: text }))).rejects.toMatchObject({ code: "INVALID_INPUT", findings });
  });

  test("a samconfig without any is not read further, whatever is wrong with it", async () => {
    expect(await read(project({ "samconfig.toml": "[broken" }))).toBeUndefined();
    expect(await read(project({ "samconfig.toml": "[broken", "lambda-env.toml": "" }))).toMatchObject({
      source: "lambda-env.toml",
    });
  });
});
