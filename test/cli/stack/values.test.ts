/** A template's values, evaluated over what is deployed: with the fewest requests, and never a guess. */
import { describe, expect, it } from "vitest";
import { runCli, tempFolder } from "../../support/cli.ts";
import { operations, updateCount } from "../../support/endpoint.ts";
import { SAMCONFIG, STACK, startProject, templateOf } from "../../support/project.ts";

const READS = ["DescribeStacks", "GetFunctionConfiguration", "ListStackResources"];

const SECTIONS = `Parameters:
  Stage: {Type: String, Default: dev}
  Key: {Type: String, NoEcho: true, Default: example-noecho}
`;
const FACTS = `parameters: {Stage: prod, Key: example-noecho}
exports: {network-vpc: vpc-1}
ssm: {/app/url: "https://example.org"}
secrets: {app/db: {password: example-password}}
`;
const VALUES = [
  "STAGE: !Ref Stage",
  'VPC_ID: !ImportValue "network-vpc"',
  'URL: "{{resolve:ssm:/app/url}}/v1"',
  'PASSWORD: "{{resolve:secretsmanager:app/db:SecretString:password}}"',
  "KEY: !Ref Key",
];
const TEMPLATE = templateOf({ Api: VALUES }, SECTIONS);

/** The function as it was before any of the template's values came to it. */
async function start(live: Record<string, string> = { KEY: "live-key" }, template = TEMPLATE, facts = FACTS) {
  const project = await startProject({ template, facts });
  const [functionName = ""] = project.functions;
  project.endpoint.setVariables(functionName, live);
  return { ...project, functionName, sources: ["-f", functionName, "-t", "template.yaml"] };
}

describe("values that need the stack", () => {
  it("are read by the samconfig file beside the template, together where they can be", async () => {
    const { endpoint, functionName, run, sources } = await start();
    const result = await run(["set", ...sources]);
    expect(result).toMatchObject({ code: 0, stderr: expect.stringContaining(`samconfig.toml: stack ${STACK}\n`) });
    expect(endpoint.variables(functionName)).toEqual({
      STAGE: "prod",
      VPC_ID: "vpc-1",
      URL: "https://example.org/v1",
      PASSWORD: "example-password",
      KEY: "live-key",
    });
    expect(operations(endpoint).toSorted()).toEqual([
      "DescribeStacks",
      "GetFunctionConfiguration",
      "GetFunctionConfiguration",
      "GetParameters",
      "GetSecretValue",
      "ListExports",
      "ListStackResources",
      "UpdateFunctionConfiguration",
    ]);
  });

  it("are read together if there are many, and only our own messages are shown", async () => {
    const names = Array.from({ length: 24 }, (_, index) => `S3${index}`);
    const template = templateOf({
      Api: names.map((name) => `${name}: "{{resolve:secretsmanager:app/${name}:SecretString:key:AWSCURRENT}}"`),
    });
    const facts = `secrets: {${names.map((name) => `app/${name}: {key: example-${name}}`).join(", ")}}`;
    const { endpoint, run, functionName } = await start({}, template, facts);
    const { code, stderr } = await run(["set"].concat("-t", "template.yaml"));
    expect({ code, foreign: stderr.split("\n").filter((line) => line !== "" && !line.startsWith("lambda-env: ")) }).toEqual({
      code: 0,
      foreign: [],
    });
    expect(Object.keys(endpoint.variables(functionName))).toHaveLength(names.length);
  });

  it("show public values, and hide those of secrets and of Parameter Store everywhere", async () => {
    const { run, sources } = await start();
    for (const args of [["diff"], ["diff", "--json"], ["set", "--debug"]]) {
      const result = await run([...args, ...sources]);
      expect(result.code).toBe(0);
      expect(result.stdout + result.stderr).not.toMatch(/example-password|example\.org|live-key/);
    }
    const { stdout } = await run(["diff", ...sources, "STAGE=other", "--all-variables"]);
    expect(stdout).toMatch(/= PASSWORD +template.yaml:15\n/);
  });

  it("stay as they are where no stack is named, with the hint to name one", async () => {
    const { endpoint, functionName, sources } = await start({ STAGE: "live", VPC_ID: "live", URL: "u", PASSWORD: "p", KEY: "k" });
    const cwd = tempFolder({ "template.yaml": TEMPLATE });
    const result = await runCli(["set", ...sources, "NEW_ONE=1"], { endpoint, cwd });
    expect(result.code).toBe(0);
    expect(result.stderr).toContain(
      "the template's values of STAGE, KEY need the stack that it is deployed to, and no stack is named",
    );
    expect(result.stderr).toContain("hint: add --stack NAME");
    expect(endpoint.variables(functionName)).toMatchObject({ STAGE: "live", KEY: "k", VPC_ID: "vpc-1" });
    expect(operations(endpoint)).not.toContain("DescribeStacks");
  });

  it("that are new and cannot be determined stop the command, and nothing is written", async () => {
    const { endpoint, sources } = await start({});
    const cwd = tempFolder({ "template.yaml": TEMPLATE });
    const result = await runCli(["set", ...sources], { endpoint, cwd });
    expect(result).toMatchObject({ code: 65, stderr: expect.stringContaining("STAGE does not exist on the function yet") });
    expect(updateCount(endpoint)).toBe(0);
  });

  it.each([
    ["ListExports", "VPC_ID"],
    ["GetParameters", "URL"],
    ["GetSecretValue", "PASSWORD"],
  ])("are left alone where %s is denied, and all others are set", async (operation, name) => {
    const { endpoint, functionName, run, sources } = await start({ [name]: "live-value", KEY: "k" });
    endpoint.deny(operation);
    const result = await run(["set", ...sources]);
    expect(result.code).toBe(0);
    expect(result.stdout).toMatch(new RegExp(`= ${name} .*live value kept: template.yaml:\\d+: `));
    const variables = endpoint.variables(functionName);
    expect(variables[name]).toBe("live-value");
    expect(Object.keys(variables)).toHaveLength(5);
  });

  it("are left alone where the stack itself may not be read", async () => {
    const { endpoint, functionName, run, sources } = await start({
      STAGE: "live",
      KEY: "k",
      VPC_ID: "v",
      URL: "u",
      PASSWORD: "p",
    });
    endpoint.deny("DescribeStacks");
    const result = await run(["set", ...sources, "--stack", STACK]);
    expect(result).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("not allowed to call cloudformation:DescribeStacks"),
    });
    expect(endpoint.variables(functionName)).toMatchObject({ STAGE: "live", KEY: "k", URL: "https://example.org/v1" });
  });

  it("of a stack that does not contain the function are not used: they would be those of another environment", async () => {
    const samconfig = `${SAMCONFIG}parameter_overrides = "Stage=prod"\n`;
    const { endpoint, run } = await startProject({ template: TEMPLATE, facts: FACTS, samconfig });
    const live = { STAGE: "dev", VPC_ID: "v", URL: "u", PASSWORD: "p", KEY: "k" };
    endpoint.createFunction({ functionName: "dev-fn", variables: live });
    const result = await run(["set", "-f", "dev-fn", "-t", "template.yaml"]);
    expect(result).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(`stack ${STACK} does not contain function dev-fn`),
    });
    expect(endpoint.variables("dev-fn")).toMatchObject({ STAGE: "dev", KEY: "k" });
  });

  it("of the next deployment are those of parameter_overrides", async () => {
    const samconfig = `${SAMCONFIG}parameter_overrides = "Stage=\\"next\\" Key=ignored-key"\n`;
    const { endpoint, functions, run } = await startProject({ template: TEMPLATE, facts: FACTS, samconfig });
    const result = await run(["set", "--logical-id", "Api", "NEW_ONE=1"]);
    expect(result.code).toBe(0);
    expect(result.stdout).toContain('~ STAGE    *** -> "next"');
    expect(result.stdout).toContain("~ KEY      *** -> ***");
    expect(endpoint.variables(functions[0] ?? "")).toMatchObject({ STAGE: "next", KEY: "ignored-key" });
  });

  it("of the next deployment may be in a file, and are guarded as elsewhere", async () => {
    const samconfig = `${SAMCONFIG}parameter_overrides = ["file://next.yaml", "Stage=next"]\n`;
    const files = {
      "next.yaml": "Stage: of-file\n$include: file://key.toml\n",
      "key.toml": 'Key = "example-of-file"\n',
    };
    const { endpoint, functions, run } = await startProject({ template: TEMPLATE, facts: FACTS, samconfig, files });
    const result = await run(["set", "--logical-id", "Api", "NEW_ONE=1"]);
    expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('~ STAGE    *** -> "next"') });
    expect(result.stdout).toContain("~ KEY      *** -> ***");
    expect(result.stdout + result.stderr).not.toContain("example-of-file");
    expect(endpoint.variables(functions[0] ?? "")).toMatchObject({ STAGE: "next", KEY: "example-of-file" });
  });

  it("never become a placeholder's text: no mask, unresolved text or name reaches the function", async () => {
    const odd = templateOf(
      { Api: ["A1: !GetAtt Gone.Arn", 'A2: "{{resolve:ssm:/none}}"', 'A3: !Sub "${Nothing}"', "A4: !Ref Key"] },
      SECTIONS,
    );
    const live = { A1: "one", A2: "two", A3: "three", A4: "four" };
    const { endpoint, functionName, run, sources } = await start(live, odd, "parameters: {Key: example-noecho}");
    expect((await run(["set", ...sources, "AA=1"])).code).toBe(0);
    expect(endpoint.variables(functionName)).toEqual({ ...live, AA: "1" });
  });
});

describe("a template of several functions", () => {
  const TWO = templateOf({ Api: ["STAGE: api"], Worker: ["STAGE: worker"] });

  it("is matched to the named function by the stack", async () => {
    const { endpoint, functions, run } = await startProject({ template: TWO });
    const worker = functions.find((name) => name.includes("Worker")) ?? "";
    endpoint.setVariables(worker, {});
    expect((await run(["set", "-f", worker, "-t", "template.yaml"])).code).toBe(0);
    expect(endpoint.variables(worker)).toEqual({ STAGE: "worker" });
    expect(operations(endpoint).slice(0, 3).toSorted()).toEqual(READS);
  });

  it("takes a logical id for the function, once there is no function of that name", async () => {
    const { endpoint, functions, run } = await startProject({ template: TWO });
    const worker = functions.find((name) => name.includes("Worker")) ?? "";
    endpoint.setVariables(worker, {});
    expect((await run(["set", "-f", "Worker", "-t", "template.yaml"])).code).toBe(0);
    expect(endpoint.variables(worker)).toEqual({ STAGE: "worker" });
  });
});

describe("Parameter Store as a source", () => {
  it("overrides secrets, is overridden by env files, and its values are hidden", async () => {
    const { endpoint, functionName, run } = await start({});
    endpoint.setSecret("all", { ONE: "secret", TWO: "secret", THREE: "secret" });
    endpoint.setParameter("/app/prod/TWO", "parameter");
    endpoint.setParameter("/app/prod/THREE", "parameter");
    endpoint.setParameter("/other", "single", "SecureString");
    const parameters = ["--parameters-by-path", "/app/prod/", "--parameter", "FOUR=/other"];
    const result = await run(["set", "-f", functionName, "-s", "all", ...parameters, "-e", "-"], { input: "THREE=file\n" });
    expect(result.code).toBe(0);
    expect(result.stdout).toBe(
      [
        "+ FOUR   ***  /other",
        "+ ONE    ***  all#ONE",
        "+ THREE  ***  stdin:1, over /app/prod/THREE, all#THREE",
        "+ TWO    ***  /app/prod/TWO, over all#TWO",
        "4 added",
        "65 of 4096 bytes, 2 %",
        "",
      ].join("\n"),
    );
    expect(endpoint.variables(functionName)).toEqual({ ONE: "secret", TWO: "parameter", THREE: "file", FOUR: "single" });
  });

  it("that cannot be read stops the command with every name", async () => {
    const { endpoint, functionName, run } = await start({});
    const result = await run(["set", "-f", functionName, "--parameter", "AA=/none", "--parameter", "BB=/neither"]);
    expect(result).toMatchObject({ code: 1, stderr: expect.stringMatching(/--parameter AA=…: .*--parameter BB=…: /s) });
    expect(updateCount(endpoint)).toBe(0);
  });
});
