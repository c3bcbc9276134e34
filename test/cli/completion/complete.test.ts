/** What completion offers at each position of a command line, and that it is quiet, quick to give up, and shows no value. */
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { splitLine, unquoteWord } from "../../../src/cli/completion/line.ts";
import { HELP_TOPICS } from "../../../src/cli/help-topics.ts";
import { COMMANDS } from "../../../src/commands/catalog.ts";
import { FORMAT_NAMES } from "../../../src/formats/format-names.ts";
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { COMPLETION_SCRIPTS } from "../../../src/output/completion/scripts.ts";
import { findCanaries, findCanaryFiles, makeCanary } from "../../support/canary/canary.ts";
import { type CliOptions, runCli, tempFolder } from "../../support/cli.ts";
import { operations, startEndpoint } from "../../support/endpoint.ts";
import { PATIENT } from "./shell-terminal.ts";

const VALUES = { STAGE: makeCanary("live"), STAGE_TWO: makeCanary("live"), API_KEY: makeCanary("live") };

async function start(names: readonly string[] = ["my-fn", "orders"]): Promise<LocalEndpoint> {
  const endpoint = await startEndpoint();
  for (const functionName of names) endpoint.createFunction({ functionName, variables: VALUES });
  return endpoint;
}

interface Offered {
  readonly texts: readonly string[];
  readonly last: string | undefined;
}

/** Completes the last of `words` in its own time, and asserts that nothing else is printed and no value is seen. */
async function complete(words: readonly string[], options: CliOptions = {}, shell = "zsh"): Promise<Offered> {
  const env = { ...PATIENT, ...options.env };
  const { stdout, stderr, code } = await runCli(["__complete", shell, ...words], { ...options, env });
  expect({ stderr, code, seen: findCanaries(stdout) }).toEqual({ stderr: "", code: 0, seen: [] });
  const lines = stdout.split("\n").slice(0, -1);
  return { texts: lines.slice(0, -1).map((line) => line.split("\t")[0] ?? ""), last: lines.at(-1) };
}

describe("what is offered without a request", () => {
  it.each<[readonly string[], readonly string[], string?]>([
    [[""], [...COMMANDS.map(({ name }) => name), "help"]],
    [["se"], ["set"]],
    [["--"], ["--help", "--version"]],
    [
      ["help", "e"],
      ["edit", "environment", "exit-codes"],
    ],
    [["completion", ""], [...COMPLETION_SCRIPTS.keys()]],
    [["set", "--dry"], ["--dry-run"]],
    [
      ["set", "--show"],
      ["--show-values", "--show-values=always"],
    ],
    [["set", "--show-values=a"], ["--show-values=always"]],
    [["set", "--on-failure", "c"], ["continue"]],
    [["set", "--on-failure=c"], ["--on-failure=continue"]],
    [
      ["edit", "--format", ""],
      ["dotenv", "json"],
    ],
    [
      ["-q", "set", "--region", "eu-west-"],
      ["eu-west-1", "eu-west-2", "eu-west-3"],
    ],
    [["set", "--report", "j"], ["junit=", "json="], ":no-space"],
    [["set", "--report", "junit=x"], [], ":files"],
    [["set", "-e", ""], [], ":files"],
    [["set", "-qe", ""], [], ":files"],
    [["set", "--template=tem"], [], ":files"],
    [["set", "-qttem"], [], ":files"],
    [["set", "-q"], []],
    [["set", "--env-file", ""], [], ":files"],
    [["pull", ""], [], ":files"],
    [["pull", ".env", ""], []],
    [["run", "-f", "my-fn", "--", "np"], [], ":files"],
    [["list", ""], []],
    [
      ["nope", ""],
      [...COMMANDS.map(({ name }) => name), "help"],
    ],
    [["set", "--secret", ""], []],
    [["set", "API_KEY=x"], []],
  ])("%j", async (words, texts, last = ":nothing") => {
    const endpoint = await start();
    expect(await complete(words, { endpoint })).toEqual({ texts, last });
    expect(endpoint.requests).toEqual([]);
  });

  it("each command's own options, those given already only if they may be repeated", async () => {
    for (const command of COMMANDS) {
      const { texts } = await complete([command.name, "--"]);
      expect(texts.filter((text) => !text.includes("="))).toEqual([...command.options.map((name) => `--${name}`), "--help"]);
    }
    const { texts } = await complete(["set", "-y", "-f", "my-fn", "--timeout=3", "--"]);
    expect(texts).toContain("--function");
    expect(texts).not.toContain("--yes");
    expect(texts).not.toContain("--timeout");
  });

  it("words that the commands take", async () => {
    const { texts: formats } = await complete(["pull", "--format", ""]);
    expect(formats).toEqual([...FORMAT_NAMES]);
    const { texts: topics } = await complete(["help", ""]);
    expect(topics.slice(COMMANDS.length)).toEqual(Object.keys(HELP_TOPICS));
    const { texts: reports } = await complete(["diff", "--report", ""]);
    for (const report of reports) {
      const spec = report.endsWith("=") ? `${report}report.txt` : report;
      const { stderr } = await runCli(["diff", "-f", "my-fn", "A1=x", "--report", spec], { cwd: tempFolder() });
      expect(stderr).not.toContain("--report");
    }
  });

  it("profiles of both files, and only those that no shell reads as more than a word", async () => {
    const HOME = tempFolder();
    mkdirSync(join(HOME, ".aws"));
    writeFileSync(
      join(HOME, ".aws/config"),
      "[default]\n[profile dev]\nregion = x\n[ profile 'pr$(id)' ]\n[sso-session s]\n[services x]\n",
    );
    writeFileSync(join(HOME, ".aws/credentials"), "[dev]\n[old-one]\naws_access_key_id = AKIAZQXJWV\n[a b]\n");
    expect((await complete(["set", "--profile", ""], { env: { HOME } })).texts).toEqual(["default", "dev", "old-one"]);
    expect((await complete(["set", "--from-profile=o"], { env: { HOME } })).texts).toEqual(["--from-profile=old-one"]);
  });

  it("stacks, environments and logical ids of a SAM project", async () => {
    const cwd = tempFolder({
      "samconfig.toml":
        '[default.deploy.parameters]\nstack_name = "dev-app"\n[prod.deploy.parameters]\nstack_name = "prod-app"\n',
      "template.yaml":
        "Resources: {Api: {Type: AWS::Serverless::Function}, Worker: {Type: AWS::Lambda::Function}, Table: {Type: AWS::DynamoDB::Table}}\n",
    });
    const at = async (...words: string[]): Promise<readonly string[]> => (await complete(words, { cwd })).texts;
    expect(await at("diff", "--stack", "")).toEqual(["dev-app", "prod-app"]);
    expect(await at("diff", "--config-env", "p")).toEqual(["prod"]);
    expect(await at("diff", "--logical-id", "")).toEqual(["Api", "Worker"]);
    expect(await at("diff", "-t", "template.yaml", "--logical-id=W")).toEqual(["--logical-id=Worker"]);
  });
});

describe("names that are looked up", () => {
  it("functions, by one request that serves the next five minutes", async () => {
    const endpoint = await start();
    const HOME = tempFolder();
    const options = { endpoint, env: { HOME } };
    expect((await complete(["set", "-f", ""], options)).texts).toEqual(["my-fn", "orders"]);
    endpoint.createFunction({ functionName: "later" });
    expect((await complete(["diff", "--from=o"], options)).texts).toEqual(["--from=orders"]);
    expect(operations(endpoint)).toEqual(["ListFunctions"]);
    const folder = join(HOME, ".cache/lambda-env/completion");
    const [name = "", ...others] = readdirSync(folder);
    expect(others).toEqual([]);
    expect([statSync(folder).mode & 0o777, statSync(join(folder, name)).mode & 0o777]).toEqual([0o700, 0o600]);
    expect(findCanaryFiles(HOME)).toEqual([]);
    const kept = JSON.parse(readFileSync(join(folder, name), "utf8"));
    writeFileSync(join(folder, name), JSON.stringify({ ...kept, at: kept.at - 301_000 }));
    expect((await complete(["set", "-f", "l"], options)).texts).toEqual(["later"]);
    for (const broken of ["", "{", '{"at":1e99,"names":["x"]}', '{"at":"now"}', "[]"]) {
      writeFileSync(join(folder, name), broken);
      expect((await complete(["set", "-f", "l"], options)).texts).toEqual(["later"]);
    }
  });

  it.each([
    ["bash", ["lambda-env set -f my"]],
    ["zsh", ["set", "-f", "my"]],
    ["fish", ["set", "-f", '"my']],
    ["powershell", ["set", "'-f'", ".my"]],
  ])("in what the script of %s passes on", async (shell, words) => {
    expect((await complete(words, { endpoint: await start() }, shell)).texts).toEqual(["my-fn"]);
  });

  it("functions of another account or region by a request of their own", async () => {
    const endpoint = await start();
    const options = { endpoint, env: { HOME: tempFolder() } };
    for (const words of [[], ["--region", "eu-west-1"], ["--endpoint-url", endpoint.url]])
      await complete(["set", ...words, "-f", "my"], options);
    await complete(["set", "-f", ""], { ...options, env: { ...options.env, AWS_ACCESS_KEY_ID: "other" } });
    expect(operations(endpoint)).toHaveLength(4);
  });

  it("functions of a large account, a page with each Tab", async () => {
    const all = Array.from({ length: 120 }, (_, index) => `fn-${String(index).padStart(3, "0")}`);
    const endpoint = await start(all);
    const options = { endpoint, env: { HOME: tempFolder() } };
    for (const count of [50, 100, 120, 120])
      expect((await complete(["set", "-f", ""], options)).texts).toEqual(all.slice(0, count));
    expect(operations(endpoint)).toHaveLength(3);
  });

  it("variables of the function that is named, with an equals sign where a value follows", async () => {
    const endpoint = await start();
    const options = { endpoint, env: { HOME: tempFolder() } };
    const at = (...words: string[]): Promise<Offered> => complete(words, options);
    expect(await at("get", "-f", "my-fn", "")).toEqual({ texts: ["API_KEY", "STAGE", "STAGE_TWO"], last: ":nothing" });
    expect((await at("unset", "-f", "my-fn", "STAGE", "S")).texts).toEqual(["STAGE_TWO"]);
    expect(await at("set", "-f", "my-fn", "A")).toEqual({ texts: ["API_KEY="], last: ":no-space" });
    expect(await at("run", "-qfmy-fn", "A")).toEqual({ texts: ["API_KEY="], last: ":no-space" });
    expect((await at("set", "-f", "my-fn", "--stdin", "A")).texts).toEqual(["API_KEY"]);
    expect((await at("set", "-f", "my-fn", "--unset=ST")).texts).toEqual(["--unset=STAGE", "--unset=STAGE_TWO"]);
    expect(operations(endpoint)).toEqual(["GetFunctionConfiguration"]);
    expect(
      (await complete(["get", ""], { endpoint, env: { LAMBDA_ENV_FUNCTION: "my-fn", HOME: tempFolder() } })).texts,
    ).toHaveLength(3);
    expect((await at("get", "")).texts).toEqual([]);
    expect((await at("unset", "-f", "*", "")).texts).toEqual([]);
  });

  it("nothing that a shell would run, even if an endpoint has it", async () => {
    const endpoint = await start();
    const names = [
      "$(id)",
      "`id`",
      "a;id",
      "a b",
      "-x",
      "~root",
      "a'b",
      'a"b',
      "a\nb",
      "a\tb",
      "a|b",
      "a&b",
      "a>b",
      "ok-1",
      "*",
      "a\\b",
      "!!",
    ];
    const body = JSON.stringify({ Functions: names.map((FunctionName) => ({ FunctionName })) });
    endpoint.fail("ListFunctions", { kind: "body", status: 200, contentType: "application/json", body });
    expect((await complete(["set", "-f", ""], { endpoint })).texts).toEqual(["-x", "ok-1"]);
    const variables = JSON.stringify({
      FunctionName: "my-fn",
      FunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:my-fn",
      Environment: { Variables: Object.fromEntries(names.map((name) => [name, "x"])) },
    });
    endpoint.fail("GetFunctionConfiguration", { kind: "body", status: 200, contentType: "application/json", body: variables });
    expect((await complete(["get", "-f", "my-fn", ""], { endpoint })).texts).toEqual(["-x", "ok-1"]);
  });
});

describe("completion is silent", () => {
  it.each([
    [["set", "-f", ""], { AWS_ACCESS_KEY_ID: "" }],
    [["set", "-f", ""], { AWS_REGION: "" }],
    [["set", "-f", ""], { AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_MAX_ATTEMPTS: "1" }],
    [["get", "-f", "no-such-fn", ""], {}],
    [["get", "-f", "a b c", ""], {}],
    [["get", "--stack", "no-such", "-f", "Api", ""], {}],
    [["set", "--region", "NOT A REGION", "-f", ""], {}],
    [["set", "--logical-id", ""], { LAMBDA_ENV_TEMPLATE: "missing.yaml" }],
    [["set", "-f", ""], { LAMBDA_ENV_YES: "perhaps" }],
    [[], {}],
  ] as const)("on failures: %j %j", async (words, env) => {
    const endpoint = await start();
    expect((await complete(words, { endpoint, env })).texts).toEqual(words.length === 0 ? expect.anything() : []);
  });

  it("where the caller may not list functions or read variables, or no cache can be kept", async () => {
    const endpoint = await start();
    endpoint.deny("ListFunctions");
    endpoint.denyDecrypt("orders");
    expect((await complete(["set", "-f", ""], { endpoint })).texts).toEqual([]);
    expect((await complete(["get", "-f", "orders", ""], { endpoint })).texts).toEqual([]);
    const HOME = tempFolder({ ".cache": "not a folder" });
    chmodSync(HOME, 0o500);
    expect((await complete(["get", "-f", "my-fn", "A"], { endpoint, env: { HOME } })).texts).toEqual(["API_KEY"]);
    expect((await complete(["get", "-f", "my-fn", "A"], { endpoint, env: { HOME: "" } })).texts).toEqual(["API_KEY"]);
    chmodSync(HOME, 0o700);
  });

  it.each(["", "0.2", "2s"])("and gives up on an endpoint that does not answer: %j", async (LAMBDA_ENV_COMPLETION_TIMEOUT) => {
    const endpoint = await start();
    endpoint.fail("ListFunctions", { kind: "hang" });
    const options = { endpoint, env: { LAMBDA_ENV_COMPLETION_TIMEOUT }, onStart: () => {} };
    const { stdout, code } = await runCli(["__complete", "fish", "set", "-f", ""], options);
    expect({ stdout, code }).toEqual({ stdout: ":nothing\n", code: 0 });
  });

  it("and waits as long as it is asked to", async () => {
    const endpoint = await start();
    const HOME = tempFolder();
    const at = (LAMBDA_ENV_COMPLETION_TIMEOUT: string): Promise<Offered> =>
      complete(["set", "-f", ""], { endpoint, env: { HOME, LAMBDA_ENV_COMPLETION_TIMEOUT } });
    expect((await at("0")).texts).toEqual([]);
    expect((await at("60.5")).texts).toEqual(["my-fn", "orders"]);
  });
});

describe("the words of a line", () => {
  it.each([
    ["lambda-env set -f my", ["lambda-env", "set", "-f", "my"]],
    ["lambda-env  set ", ["lambda-env", "set", ""]],
    ["", [""]],
    [`x 'a b' "c $d" e\\ f`, ["x", "a b", "c $d", "e f"]],
    [`x "a \\"b\\" \\n`, ["x", 'a "b" \\n']],
    ["x --env=a:b '", ["x", "--env=a:b", ""]],
    ["x 'unfinished w", ["x", "unfinished w"]],
    ["x '' y", ["x", "", "y"]],
  ])("%j", (line, words) => {
    expect(splitLine(line)).toEqual(words);
  });

  it("loses its quotes", () => {
    expect(["'a b'", '"c"d', "e\\ f", "plain", ""].map(unquoteWord)).toEqual(["a b", "cd", "e f", "plain", ""]);
  });
});

describe("lambda-env completion", () => {
  it("prints a script for each shell, and nothing of what it completes", async () => {
    for (const [shell, script] of COMPLETION_SCRIPTS) {
      expect(await runCli(["completion", shell])).toEqual({ code: 0, stdout: script, stderr: "" });
      expect(script).toContain("__complete");
      expect(script).not.toMatch(/\beval\b/);
    }
  });

  it.each([[[]], [["tcsh"]], [["bash", "zsh"]]])("refuses %j", async (words) => {
    expect(await runCli(["completion", ...words])).toMatchObject({ code: 64, stdout: "" });
  });
});
