import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type CliResult, runCli, tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Parameters:
  Password: { Type: String, NoEcho: true }
  Hook: { Type: String, Default: CHANGE_ME }
Globals:
  Function:
    Environment:
      Variables: { LOG_LEVEL: zq9-info, API_KEY: "" }
Resources:
  Api:
    Type: AWS::Serverless::Function
    Properties: { Environment: { Variables: { DB_URL: !Sub "postgres://app:\${Password}@db" } } }
  Worker:
    Type: AWS::Serverless::Function
    Properties: { Environment: { Variables: { HOOK: !Ref Hook, QUEUE: !GetAtt Queue.Arn } } }
`;

const SAMCONFIG = `version = 0.1
[dev.deploy.parameters]
stack_name = "orders-dev"
[prod.deploy.parameters]
stack_name = "orders-prod"
[lint.validate.parameters]
lint = true
`;

const PROJECT = `# The stages and variables of this project, for lambda-env. Values of variables do not belong here.

[stages.dev]
config-env = "dev"

[stages.prod]
config-env = "prod"
protected = true

[variables.API_KEY]
required = true

[variables.DB_URL]
required = true
secret = true
functions = ["Api"]

[variables.HOOK]
required = true
secret = true
functions = ["Worker"]
`;

function makeProject(files: Readonly<Record<string, string>> = {}): string {
  const cwd = tempFolder({ "template.yaml": TEMPLATE, "samconfig.toml": SAMCONFIG, ...files });
  execFileSync("git", ["init", "-q"], { cwd });
  return cwd;
}

function init(cwd: string, ...words: readonly string[]): Promise<CliResult> {
  return runCli(["init", ...words], { cwd });
}

const textIn = (cwd: string, file: string): string => readFileSync(join(cwd, file), "utf8");
const ignores = (cwd: string, file: string): boolean => {
  try {
    execFileSync("git", ["check-ignore", "-q", file], { cwd });
    return true;
  } catch {
    return false;
  }
};

describe("init", () => {
  it.each([
    ["nothing else is a stage", {}, [], ["default"]],
    ["the file has stages", { "lambda-env.toml": '[stages.dev]\nstack = "a"\n' }, [], []],
    ["samconfig has other environments", {}, ["dev"], ["dev"]],
  ])("suggests the environment default of samconfig only where it is the one: %s", async (_, files, others, expected) => {
    const tables = ["default", ...others].map((name) => `[${name}.deploy.parameters]\nstack_name = "orders"\n`);
    const cwd = makeProject({ "samconfig.toml": `version = 0.1\n${tables.join("")}`, ...files });
    const { stdout } = await init(cwd, "--dry-run", "--json");
    expect(JSON.parse(stdout).stages.map(({ name }: { name: string }) => name)).toEqual(expected);
  });

  it("writes stages, rules, names and what git must ignore, without a request and without a value", async () => {
    const cwd = makeProject();
    const endpoint = await startEndpoint();
    const { code, stdout } = await runCli(["init", "--yes"], { cwd, endpoint });
    expect({ code, requests: endpoint.requests.length }).toEqual({ code: 0, requests: 0 });
    expect(textIn(cwd, "lambda-env.toml")).toBe(PROJECT);
    const example = textIn(cwd, ".env.example");
    expect(example.match(/^.*=$/gm)).toEqual(["API_KEY=", "DB_URL=", "HOOK=", "# LOG_LEVEL=", "# QUEUE="]);
    expect(stdout + example).not.toMatch(/zq9|postgres|CHANGE_ME/);
    expect([".env", ".env.prod", ".env.example"].map((file) => ignores(cwd, file))).toEqual([true, true, false]);
    for (const file of ["lambda-env.toml", ".env.example", ".gitignore"]) {
      expect(statSync(join(cwd, file)).mode & 0o777).toBe(0o666 & ~process.umask());
    }
    expect((await runCli(["check", "--offline"], { cwd })).code).toBe(0);
  });

  it("changes nothing a second time, and says so", async () => {
    const cwd = makeProject();
    await init(cwd, "--yes");
    const before = ["lambda-env.toml", ".env.example", ".gitignore"].map((file) => statSync(join(cwd, file)).mtimeMs);
    const again = await init(cwd);
    expect(again).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^lambda-env\.toml: no changes\n.*nothing to add\n$/s),
    });
    expect(["lambda-env.toml", ".env.example", ".gitignore"].map((file) => statSync(join(cwd, file)).mtimeMs)).toEqual(before);
  });

  it("writes nothing with --dry-run, and nothing that nobody confirmed", async () => {
    const cwd = makeProject();
    const before = readdirSync(cwd);
    expect(await init(cwd, "--dry-run")).toMatchObject({ code: 0, stdout: expect.stringContaining("+ [stages.prod]\n") });
    expect(await init(cwd)).toMatchObject({ code: 64, stderr: expect.stringContaining("add --yes to confirm it") });
    expect(readdirSync(cwd)).toEqual(before);
  });

  it("keeps every byte of files that exist, and their permissions", async () => {
    const own = '# mine\n[stages.dev]\nstack = "other" # not that of samconfig\n';
    const cwd = makeProject({ "lambda-env.toml": own, ".env.example": "API_KEY= # ours", ".gitignore": "dist\r\n.env" });
    chmodSync(join(cwd, ".gitignore"), 0o640);
    expect((await init(cwd, "--yes")).code).toBe(0);
    expect(textIn(cwd, "lambda-env.toml")).toBe(`${own}\n[stages.prod]\nconfig-env = "prod"\nprotected = true\n`);
    expect(textIn(cwd, ".env.example")).toMatch(/^API_KEY= # ours\n\n# required for Api\nDB_URL=\n/);
    expect(textIn(cwd, ".gitignore")).toBe("dist\r\n.env\n.env.*\n!.env.example\n");
    expect(statSync(join(cwd, ".gitignore")).mode & 0o777).toBe(0o640);
  });

  it("adds the stages that are named, protects what is like production, and works from a folder below", async () => {
    const cwd = makeProject();
    await init(cwd, "--yes");
    mkdirSync(join(cwd, "src"));
    const below = await init(join(cwd, "src"), "qa", "eu-prod", "--yes", "--json");
    expect(JSON.parse(below.stdout)).toMatchObject({
      written: true,
      stages: [
        { name: "qa", protected: false },
        { name: "eu-prod", protected: true },
      ],
      files: [{ file: "../lambda-env.toml", exists: true }, { added: [] }, { added: [] }],
    });
    expect(textIn(cwd, "lambda-env.toml")).toBe(
      `${PROJECT}\n[stages.qa]\ntemplate = "template.yaml"\n\n[stages.eu-prod]\ntemplate = "template.yaml"\nprotected = true\n`,
    );
  });

  it("takes rules with their descriptions into .env.example, and leaves git's own files alone outside of a repository", async () => {
    const rules = '[variables.TOKEN]\ndescription = "of the payments API"\nrequired = true\n';
    const cwd = tempFolder({ "lambda-env.toml": rules });
    expect((await init(cwd, "--yes")).code).toBe(0);
    expect(textIn(cwd, ".env.example")).toContain("# of the payments API\n# required\nTOKEN=\n");
    expect(readdirSync(cwd).sort()).toEqual([".env.example", "lambda-env.toml"]);
  });

  it.each([
    ["[stages.dev\n", 65],
    ["[stages.dev]\nstak = 'x'\n", 65],
    ["stages = {}\n", 65],
  ])("does not touch a file that cannot be read, or not with what is added: %j", async (own, code) => {
    const cwd = makeProject({ "lambda-env.toml": own });
    expect(await init(cwd, "--yes")).toMatchObject({ code, stdout: "" });
    expect(textIn(cwd, "lambda-env.toml")).toBe(own);
    expect(readdirSync(cwd)).not.toContain(".env.example");
  });

  it("refuses an argument that is not the name of a stage, without repeating it", async () => {
    const cwd = makeProject();
    writeFileSync(join(cwd, "note"), "");
    const refused = await init(cwd, "zq9=value", "--yes");
    expect(refused.code).toBe(64);
    expect(refused.stderr).not.toContain("zq9");
  });
});
