import { execFile } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { type CliResult, cliEnvironment, runCli, tempFolder } from "../../support/cli.ts";
import { foreignProgram } from "../../support/depth.ts";
import { startEndpoint } from "../../support/endpoint.ts";

const HAS_AWS = foreignProgram("the AWS CLI", "aws", "--version");
const VARIABLES = { STAGE: "dev", TEXT: 'a "b"\n${c} %{d} é\u2028\\', EMPTY: "" };

async function startWith(variables: Readonly<Record<string, string>>): Promise<LocalEndpoint> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables });
  return endpoint;
}

function pull(endpoint: LocalEndpoint, cwd: string, ...words: readonly string[]): Promise<CliResult> {
  return runCli(["pull", "-f", "my-fn", ...words], { endpoint, cwd });
}

describe("pull --format aws", () => {
  it("keeps the other keys of a file, and asks before it overwrites", async () => {
    const endpoint = await startWith({ STAGE: "prod" });
    const cwd = tempFolder({ "vars.json": '{\n  "Variables": {"STAGE": "dev", "OWN": "x"}\n}\n' });
    expect(await pull(endpoint, cwd, "vars.json", "--format", "aws")).toMatchObject({ code: 64 });
    expect((await pull(endpoint, cwd, "vars.json", "--format", "aws", "--yes")).code).toBe(0);
    expect(JSON.parse(readFileSync(join(cwd, "vars.json"), "utf8"))).toEqual({ Variables: { STAGE: "prod", OWN: "x" } });
  });

  it.runIf(HAS_AWS.isUsed)(`is what the AWS CLI writes back${HAS_AWS.note}`, async () => {
    const endpoint = await startWith(VARIABLES);
    const cwd = tempFolder();
    expect((await pull(endpoint, cwd, "vars.json", "--format", "aws")).code).toBe(0);
    endpoint.setVariables("my-fn", { STAGE: "other" });
    const update = ["lambda", "update-function-configuration", "--function-name", "my-fn", "--environment", "file://vars.json"];
    await promisify(execFile)("aws", update, {
      cwd,
      env: cliEnvironment({ endpoint, env: { LC_ALL: "C.UTF-8", AWS_DEFAULT_REGION: "us-east-1" } }),
    });
    expect(endpoint.variables("my-fn")).toEqual(VARIABLES);
  });
});

describe("pull --format tfvars", () => {
  it("lists what a file would lose, and a second time there is no change", async () => {
    const endpoint = await startWith(VARIABLES);
    const cwd = tempFolder({ "a.tfvars": 'region = "eu-west-1"\n# note\n' });
    const words = ["a.tfvars", "--format", "tfvars"];
    const refused = await pull(endpoint, cwd, ...words);
    expect(refused).toMatchObject({ code: 64, stderr: expect.stringContaining("replace a.tfvars (- region, - 1 other line)") });
    expect((await pull(endpoint, cwd, ...words, "--yes")).code).toBe(0);
    expect((await pull(endpoint, cwd, ...words)).stdout).toContain("a.tfvars: no changes, 3 unchanged");
  });
});

describe("pull --format github-env", () => {
  it("appends to the file of the job, and asks before a value of an earlier step changes", async () => {
    const endpoint = await startWith(VARIABLES);
    const cwd = tempFolder({ job: "STAGE=prod\nEARLIER<<E\n1\nE" });
    const env = { GITHUB_ENV: join(cwd, "job") };
    const words = ["pull", "-f", "my-fn", "--format", "github-env"];
    const refused = await runCli(words, { endpoint, cwd, env });
    expect(refused).toMatchObject({ code: 64, stderr: expect.stringContaining("overwrite 1 variable (STAGE)") });
    expect((await runCli([...words, "--yes"], { endpoint, cwd, env })).code).toBe(0);
    expect(readFileSync(join(cwd, "job"), "utf8")).toBe(
      `STAGE=prod\nEARLIER<<E\n1\nE\nEMPTY=\nSTAGE=dev\nTEXT<<END_OF_VALUE\n${VARIABLES.TEXT}\nEND_OF_VALUE\n`,
    );
    expect((await runCli(words, { endpoint, cwd, env })).stdout).toContain("no changes, 4 unchanged");
  });

  it("needs the name of a file outside of a job, a folder for several functions, and refuses what the runner does not read", async () => {
    const endpoint = await startWith({ STAGE: "dev" });
    const cwd = tempFolder({ job: "# comment\n" });
    expect(await pull(endpoint, cwd, "--format", "github-env")).toMatchObject({ code: 64 });
    expect(await pull(endpoint, cwd, "-f", "x", "--format", "github-env")).toMatchObject({ code: 64 });
    const refused = await pull(endpoint, cwd, "job", "--format", "github-env");
    expect(refused).toMatchObject({ code: 65, stderr: expect.stringContaining("job: this is not a file of $GITHUB_ENV") });
  });
});

describe("pull --format d.ts", () => {
  it("writes names only, to a file that may be committed and keeps its permissions", async () => {
    const endpoint = await startWith({ STAGE: "Zq9dev", API_KEY: "Zq9key" });
    const cwd = tempFolder();
    await promisify(execFile)("git", ["init", "-q"], { cwd });
    const first = await pull(endpoint, cwd, "env.d.ts", "--format", "d.ts");
    expect(first).toMatchObject({ code: 0, stderr: expect.not.stringContaining("git") });
    const file = join(cwd, "env.d.ts");
    expect(statSync(file).mode & 0o777).toBe(0o666 & ~process.umask());
    await promisify(execFile)("git", ["add", "env.d.ts"], { cwd });
    chmodSync(file, 0o664);
    endpoint.setVariables("my-fn", { STAGE: "Zq9prod", LATER: "Zq9" });
    expect(await pull(endpoint, cwd, "env.d.ts", "--format", "d.ts")).toMatchObject({ code: 64 });
    const second = await pull(endpoint, cwd, "env.d.ts", "--format", "d.ts", "--yes");
    expect(second.stdout).toMatch(/- API_KEY {2}only in the file\n\+ LATER\nenv\.d\.ts: 1 added, 1 removed, 1 unchanged\n/);
    expect(statSync(file).mode & 0o777).toBe(0o664);
    expect(readFileSync(file, "utf8")).not.toContain("Zq9");
    expect(second.stdout + second.stderr).not.toContain("Zq9");
  });

  it("of several functions is one file each, which TypeScript merges", async () => {
    const endpoint = await startWith({ STAGE: "dev" });
    endpoint.createFunction({ functionName: "other-fn", variables: { LATER: "x" } });
    const cwd = tempFolder();
    writeFileSync(join(cwd, "note"), "");
    expect((await pull(endpoint, cwd, "-f", "other-fn", "types", "--format", "d.ts")).code).toBe(0);
    expect(readdirSync(join(cwd, "types"))).toEqual(["my-fn.d.ts", "other-fn.d.ts"]);
  });
});
