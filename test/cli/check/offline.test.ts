import { describe, expect, it } from "vitest";
import { ALNUM, makePick } from "../../core/checks/made-secrets.ts";
import { runCli, tempFolder } from "../../support/cli.ts";
import { checkScene } from "./scene.ts";

const TEMPLATE = `Parameters:
  Token: {Type: String, Default: default-token}
  Hidden: {Type: String, NoEcho: true}
Globals:
  Function:
    Environment:
      Variables:
        STAGE: prod
Resources:
  Api:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: orders-api
      Environment:
        Variables:
          API_KEY: ""
          KEY: literal
          TOKEN: !Ref Token
          HIDDEN: !Ref Hidden
          STORED: '{{resolve:secretsmanager:prod/api}}'
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: orders-worker
`;

const rule = (keys: string, name: string): string => `[variables.${name}]\n${keys}\n`;

describe("check --offline", () => {
  it.each([
    ["Api", 2, 1],
    ["orders-api", 2, 1],
    ["orders-*", 2, 2],
    ["elsewhere", 64, undefined],
  ])("checks the template of samconfig for a function named %s", async (name, code, count) => {
    const cwd = tempFolder({
      "template.yaml": TEMPLATE,
      "samconfig.toml": '[default.deploy.parameters]\nstack_name = "orders"\n',
      "lambda-env.toml": rule("secret = true", "STAGE"),
    });
    const result = await runCli(["check", "--offline", "-f", name, "--json"], { cwd });
    expect({ code: result.code, count: JSON.parse(result.stdout).totals?.targets }).toEqual({ code, count });
  });

  it.each<[string, string, readonly string[], readonly string[]]>([
    ["a required variable of the template", rule("required = true", "STAGE"), [], []],
    ["one that no source has", rule("required = true", "NONE"), [], ["REQUIRED_UNDEFINED NONE lambda-env.toml:1"]],
    ["one that some functions have", rule("required = true", "KEY"), [], ["REQUIRED_UNDEFINED KEY lambda-env.toml:1 in Worker"]],
    ["one that is only for a function that has it", rule('required = true\nfunctions = ["Api"]', "KEY"), [], []],
    ["a placeholder whose value comes from elsewhere", rule('required = true\nfunctions = ["Api"]', "API_KEY"), [], []],
    [
      "a placeholder that no named source replaces",
      rule('required = true\nfunctions = ["Api"]', "API_KEY"),
      ["-s", "OTHER=prod/api:OTHER"],
      ["REQUIRED_UNDEFINED API_KEY lambda-env.toml:1 in Api"],
    ],
    ["one that an env file has", rule("required = true", "IN_FILE"), ["-e", ".env"], []],
    [
      "one that is empty in the env file",
      rule("required = true", "EMPTY"),
      ["-e", ".env"],
      ["REQUIRED_UNDEFINED EMPTY lambda-env.toml:1"],
    ],
    ["one that a named key of a secret gives", rule("required = true", "DB_URL"), ["-s", "DB_URL=prod/api:url"], []],
    ["one that a whole secret may have", rule("required = true", "DB_URL"), ["-s", "prod/api"], []],
    ["one that keys with a prefix may give", rule("required = true", "DB_URL"), ["-s", "DB_*=prod/db"], []],
    [
      "one that keys with another prefix cannot give",
      rule("required = true", "DB_URL"),
      ["-s", "APP_*=prod/app"],
      ["REQUIRED_UNDEFINED DB_URL lambda-env.toml:1"],
    ],
    ["one that a parameter gives", rule("required = true", "DB_URL"), ["--parameter", "DB_URL=/prod/url"], []],
    ["one that a folder of parameters may have", rule("required = true", "DB_URL"), ["--parameters-by-path", "/prod/"], []],
    ["one that another function may have", rule("required = true", "DB_URL"), ["--from", "orders-dev"], []],
    ["a secret in the template", rule("secret = true", "KEY"), [], ["SECRET_IN_TEMPLATE KEY template.yaml:17 in Api"]],
    [
      "a secret in the default of a parameter",
      rule("secret = true", "TOKEN"),
      [],
      ["SECRET_IN_TEMPLATE TOKEN template.yaml:18 in Api"],
    ],
    ["a secret of a parameter without a default", rule("secret = true", "HIDDEN"), [], []],
    ["a secret that the template refers to", rule("secret = true", "STORED"), [], []],
    ["a secret with a placeholder", rule("secret = true", "API_KEY"), [], []],
    ["a literal with the pattern", rule('pattern = "^pro"', "STAGE"), [], []],
    ["a literal without it", rule('pattern = "^dev"', "STAGE"), [], ["VALUE_NOT_MATCHED STAGE template.yaml:8"]],
    ["a line that is not listed", rule('one-of = ["a"]', "IN_FILE"), ["-e", ".env"], ["VALUE_NOT_LISTED IN_FILE .env:1"]],
    [
      "a function that the template does not have",
      rule('functions = ["Wroker"]', "ANY"),
      [],
      ["RULE_FUNCTION_UNKNOWN ANY lambda-env.toml:1"],
    ],
    ["functions by their names", rule('functions = ["orders-*"]', "ANY"), [], []],
  ])("%s", async (_, rules, args, expected) => {
    const { endpoint, check } = await checkScene({
      "template.yaml": TEMPLATE,
      "lambda-env.toml": rules,
      ".env": "IN_FILE=b\nEMPTY=''\n",
    });
    expect(await check("--offline", "-t", "template.yaml", ...args)).toEqual({
      code: expected.length === 0 ? 0 : 2,
      findings: expected,
      targets: {},
    });
    expect(endpoint.requests).toEqual([]);
  });

  it("reports what looks like a secret in the template, unless a rule says that it is none or already calls it one", async () => {
    const token = makePick(1)(ALNUM, 32);
    const template = TEMPLATE.replace("KEY: literal", `SERVICE_TOKEN: ${token}`);
    const check = async (rules: string, ...args: readonly string[]): Promise<readonly string[]> => {
      const scene = await checkScene({ "template.yaml": template, "lambda-env.toml": rules });
      expect((await scene.run("--offline", "-t", "template.yaml")).stdout).not.toContain(token);
      return (await scene.check("--offline", "-t", "template.yaml", ...args)).findings;
    };
    expect(await check("")).toEqual(["SECRET_LITERAL SERVICE_TOKEN template.yaml:17"]);
    expect(await check("", "--logical-id", "Worker")).toEqual([]);
    expect(await check(rule("secret = false", "SERVICE_TOKEN"))).toEqual([]);
    expect(await check(rule('secret = false\nfunctions = ["Worker"]', "SERVICE_TOKEN"))).toEqual([
      "SECRET_LITERAL SERVICE_TOKEN template.yaml:17",
    ]);
    expect(await check(rule("secret = true", "SERVICE_TOKEN"))).toEqual([
      "SECRET_IN_TEMPLATE SERVICE_TOKEN template.yaml:17 in Api",
    ]);
  });

  it("needs neither credentials nor a region", async () => {
    const cwd = tempFolder({ "template.yaml": TEMPLATE });
    const env = { AWS_REGION: "", AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" };
    expect(await runCli(["check", "--offline", "-t", "template.yaml", "-s", "prod/api"], { cwd, env })).toEqual({
      code: 0,
      stdout: "no findings in 2 functions of the template, from files alone\n",
      stderr: "",
    });
  });

  it("checks the functions that are named", async () => {
    const { run } = await checkScene({ "template.yaml": TEMPLATE, "lambda-env.toml": rule("secret = true", "KEY") });
    for (const [args, code] of [
      [["--logical-id", "Worker"], 0],
      [["-f", "Worker"], 0],
      [["-f", "orders-worker"], 0],
      [["-f", "my-stack-Worker-ABCDEF123456"], 0],
      [["-f", "*worker"], 0],
      [["-f", "orders-api"], 2],
      [["--all"], 2],
      [["-f", "no-such-fn"], 64],
      [["-f", "no-such-*"], 64],
      [["--tag", "team=a"], 64],
    ] as const) {
      expect({ args, code: (await run("--offline", "-t", "template.yaml", ...args)).code }).toEqual({ args, code });
    }
  });

  it("finds the template of a SAM project, and says where there is nothing to check", async () => {
    const { run } = await checkScene({
      "template.yaml": TEMPLATE,
      "samconfig.toml": 'version = 0.1\n[default.deploy.parameters]\nstack_name = "orders"\n',
    });
    expect((await run("--offline")).stdout).toBe("no findings in 2 functions of the template, from files alone\n");
    const empty = await checkScene({});
    expect(await empty.run("--offline")).toMatchObject({
      code: 64,
      stderr: expect.stringContaining("there is nothing to check"),
    });
  });

  it("does not judge sources that only a stage names", async () => {
    const stages = '[stages.prod]\nstack = "orders"\nsecrets = ["prod/orders"]\n';
    const files = { "template.yaml": TEMPLATE, "lambda-env.toml": `${stages}${rule("required = true", "NONE")}` };
    const { check } = await checkScene(files);
    expect((await check("--offline", "-t", "template.yaml")).findings).toEqual([]);
  });

  it("reports mistakes of the files as errors, as every command does", async () => {
    const { run } = await checkScene({
      "template.yaml": TEMPLATE,
      "lambda-env.toml": "[variables.DB_URL]\nrequird = true\n",
      "bad.env": "x\n",
    });
    expect(await run("--offline")).toMatchObject({ code: 65, stderr: expect.stringContaining("lambda-env.toml:2") });
    expect(await run("--offline", "-e", "bad.env")).toMatchObject({ code: 65, stderr: expect.stringContaining("bad.env:1") });
  });
});
