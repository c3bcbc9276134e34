/** Samconfig files on disk: where they are looked for, and which template they lead to. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { type ReadSamconfigOptions, readSamconfig } from "../../src/sources/samconfig.ts";
import { tempFolder } from "../support/cli.ts";

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

test("a file that is named and is not there, or is none, is told", async () => {
  const cwd = project({ "samconfig.ini": "" });
  await expect(read(cwd, { from: { file: "none.toml" } })).rejects.toMatchObject({ code: "NO_INPUT" });
  await expect(read(cwd, { from: { file: "samconfig.ini" } })).rejects.toMatchObject({ code: "USAGE" });
});
