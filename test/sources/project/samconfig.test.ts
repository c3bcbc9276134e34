/** Samconfig files on disk: where they are searched for, and which template they name. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { type ReadSamconfigOptions, readSamconfig } from "../../../src/sources/project/samconfig.ts";
import { tempFolder } from "../../support/cli.ts";

const TOML = 'version = 0.1\n[default.deploy.parameters]\nstack_name = "toml-app"\n';
const YAML = "version: 0.1\ndefault:\n  deploy:\n    parameters:\n      stack_name: yaml-app\n";

function project(files: Readonly<Record<string, string>>): string {
  const cwd = tempFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  return cwd;
}

const read = (cwd: string, options: Partial<ReadSamconfigOptions> = {}) =>
  readSamconfig({ from: { folder: "." }, environment: undefined, cwd, signal: new AbortController().signal, ...options });

test("TOML comes before YAML, and a folder without either has none", async () => {
  expect(await read(project({ "samconfig.toml": TOML, "samconfig.yaml": YAML }))).toMatchObject({
    source: "samconfig.toml",
    stackName: "toml-app",
  });
  expect(await read(project({ "samconfig.yaml": YAML }))).toMatchObject({ source: "samconfig.yaml", stackName: "yaml-app" });
  expect(await read(project({ "samconfig.yml": YAML }))).toMatchObject({ source: "samconfig.yml", stackName: "yaml-app" });
  expect(await read(project({ "samconfig.json": "{}" }))).toBeUndefined();
});

test("the template is the one that it names, and else what SAM would take", async () => {
  const named = (command: string, file: string): string => `${TOML}template_file = "${file}"\n`.replace("deploy", command);
  expect(await read(project({ "samconfig.toml": TOML, "template.yml": "", "template.json": "" }))).toMatchObject({
    template: "template.yml",
  });
  expect(await read(project({ "samconfig.toml": TOML }))).not.toHaveProperty("template");
  expect(await read(project({ "samconfig.toml": named("deploy", "infra/app.yaml") }))).toMatchObject({
    template: "infra/app.yaml",
  });
  expect(await read(project({ "samconfig.toml": named("build", "app.yaml"), "template.yaml": "" }))).toMatchObject({
    template: "app.yaml",
  });
});

test("the template is the one that was written, never the one that sam build made", async () => {
  const config = `${TOML}template_file = ".aws-sam/build/template.yaml"\n`;
  const cwd = project({ "samconfig.toml": config, "template.yaml": "", ".aws-sam/build/template.yaml": "" });
  expect(await read(cwd)).toMatchObject({ template: "template.yaml" });
});

test("a file in another folder leads to the template beside it", async () => {
  const cwd = project({ "infra/samconfig.toml": TOML, "infra/template.yaml": "", "conf/other.toml": TOML });
  expect(await read(cwd, { from: { folder: "infra" } })).toMatchObject({
    source: "infra/samconfig.toml",
    template: "infra/template.yaml",
  });
  expect(await read(cwd, { from: { file: "conf/other.toml" } })).toMatchObject({ source: "conf/other.toml" });
});

test("a named file that does not exist, or is not a samconfig file, is reported", async () => {
  const cwd = project({ "samconfig.ini": "" });
  await expect(read(cwd, { from: { file: "none.toml" } })).rejects.toMatchObject({ code: "NO_INPUT" });
  await expect(read(cwd, { from: { file: "samconfig.ini" } })).rejects.toMatchObject({ code: "USAGE" });
});

const naming = (...items: readonly string[]): string => `${TOML}parameter_overrides = ${JSON.stringify(items)}\n`;

test("files of parameters are looked for from the current folder, and those that they name from their own", async () => {
  const cwd = project({
    "infra/samconfig.toml": naming("file://conf/all.yaml", "Last=text"),
    "conf/all.yaml": "- file://stage.toml\n- file://../top.yml\n- Last: file\n",
    "conf/stage.toml": 'Stage = "prod"\n"$include" = "file://more/zone.yaml"\n',
    "conf/more/zone.yaml": "Zone: a\n",
    "top.yml": "Top: 1\n",
    "infra/conf/all.yaml": "Stage: of-another-folder\n",
    "stage.toml": 'Stage = "of-another-folder"\n',
  });
  const overrides = (await read(cwd, { from: { folder: "infra" } }))?.parameterOverrides;
  expect(overrides).toEqual(new Map(Object.entries({ Stage: "prod", Zone: "a", Top: "1", Last: "text" })));
});

test("a link stands for the file that it leads to, with its folder and its format", async () => {
  const cwd = project({ "samconfig.toml": naming("file://here"), "conf/a.yaml": "- file://b.yaml\n", "conf/b.yaml": "B: 1\n" });
  symlinkSync("conf/a.yaml", join(cwd, "here"));
  expect((await read(cwd))?.parameterOverrides).toEqual(new Map([["B", "1"]]));
});

test("a file may be named twice, but not by itself, nor hundreds of times", async () => {
  const a = { "a.yaml": "A: 1\n" };
  expect(await read(project({ ...a, "samconfig.toml": naming("file://a.yaml", "file://a.yaml") }))).toHaveProperty("stackName");
  const circle = { "a.yaml": "- file://b.yaml\n", "b.yaml": '"$include": file://./a.yaml\n' };
  await expect(read(project({ ...circle, "samconfig.toml": naming("file://a.yaml") }))).rejects.toMatchObject({
    code: "INVALID_INPUT",
    message: "b.yaml names a file that includes itself",
  });
  const many = Array.from({ length: 17 }, () => "- file://a.yaml\n").join("");
  const files = { ...a, "many.yaml": many, "samconfig.toml": naming(...Array.from({ length: 17 }, () => "file://many.yaml")) };
  await expect(read(project(files))).rejects.toMatchObject({ code: "INVALID_INPUT", hint: "name each file once" });
});

test.each([
  ["none.yaml", "NO_INPUT", /^cannot read none\.yaml: it does not exist$/],
  ["folder.yaml", "NO_INPUT", /^cannot read folder\.yaml: it is a folder$/],
  ["in.yaml", "NO_INPUT", /^cannot read gone\/x\.yaml: it does not exist$/],
  ["params.json", "INVALID_INPUT", /^samconfig\.toml names a parameter file that SAM does not read$/],
  ["bad.toml", "INVALID_INPUT", /^bad\.toml:2:\d+ cannot be read as TOML$/],
  ["bad.yaml", "INVALID_INPUT", /^bad\.yaml cannot be read as YAML or JSON$/],
  ["long.yaml", "INVALID_INPUT", /^long\.yaml is larger than 1048576 bytes$/],
  ["in.yaml Token=hunter", "INVALID_INPUT", /^samconfig\.toml names a file together with something else$/],
])("file://%s is refused with %s, without any value", async (path, code, message) => {
  const cwd = project({
    "samconfig.toml": naming(`file://${path}`),
    "folder.yaml/x": "",
    "in.yaml": "- file://gone/x.yaml\n",
    "params.json": "{}",
    "bad.toml": 'A = "1"\nB = "hunter\n',
    "bad.yaml": "A: [hunter\n",
    "long.yaml": `# ${"x".repeat(1024 * 1024)}`,
  });
  const error: unknown = await read(cwd).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  expect(JSON.stringify(error)).not.toContain("hunter");
});
