import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { RESERVED_VARIABLES } from "../../src/core/checks/reserved.ts";
import { runCli, tempFolder } from "../support/cli.ts";
import { operations, startEndpoint, updateCount } from "../support/endpoint.ts";

const set = (...words: string[]): string[] => ["set", "-f", "my-fn", ...words];

describe("a .env file", () => {
  it.each([
    ["a line that is not a variable", "GOOD=1\njust words\n", ".env:2"],
    ["a name with a space", "DB HOST=1\n", ".env:1"],
    ["a value that a # would cut", "URL=https://example.org/#top\n", ".env:1"],
    ["a quote that does not end", "KEY='x\n", ".env:1"],
    ["a value that is taken from the next line", "AA=\n'value'\n", ".env:1"],
    ["a name set twice to different values", "AA=1\nAA=2\n", ".env:2"],
    ["a name that dotenv drops", "__proto__=1\n", ".env:1"],
    ["bytes that are not UTF-8", Buffer.from([0x41, 0x41, 0x3d, 0xff]), ".env"],
    ["UTF-16", Buffer.from("\ufeffAA=1\n", "utf16le"), ".env"],
    ["a value that is encrypted for dotenvx", "AA=encrypted:BAAAAAAA\n", ".env:1"],
    ["JSON with a nested value", '{"AA": {"b": 1}}', ".env:1"],
    ["JSON with a null", '{"AA": null}', ".env:1"],
  ])("with %s stops before any request, and names its line", async (_, content, place) => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: {} });
    const cwd = tempFolder();
    writeFileSync(join(cwd, ".env"), content);
    const result = await runCli(set("-e", ".env"), { endpoint, cwd });
    expect(result).toMatchObject({ code: 65, stdout: "" });
    expect(result.stderr).toContain(place);
    expect(operations(endpoint)).toEqual([]);
  });

  it("reports all its mistakes at once", async () => {
    const cwd = tempFolder({ ".env": "one\nAA=1#2\nthree four=5\n" });
    const { stderr } = await runCli(set("-e", ".env"), { cwd });
    expect(stderr).toMatch(/\.env:1:.*\.env:2:.*\.env:3:/s);
    expect(stderr).toContain("3 mistakes; nothing was written");
  });

  it("with as many names as a file can hold is one mistake, in a runner that masks values too", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: {} });
    const names = Array.from({ length: 145_000 }, (_, index) => `N${index.toString(36)}=\n`);
    const cwd = tempFolder({ ".env": names.join("") });
    const tooLarge = { code: 65, stderr: expect.stringContaining("Lambda's limit is 4096") };
    expect(await runCli(["diff", "-f", "my-fn", "-e", ".env"], { endpoint, cwd })).toMatchObject(tooLarge);
    expect(await runCli(set("-e", ".env"), { endpoint, cwd, env: { GITHUB_ACTIONS: "true" } })).toMatchObject(tooLarge);
    expect(updateCount(endpoint)).toBe(0);
  });

  it("is never picked up by itself", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: {} });
    const cwd = tempFolder({ ".env": "UNASKED=1\n" });
    await runCli(set("STAGE=prod"), { endpoint, cwd });
    expect(endpoint.variables("my-fn")).toEqual({ STAGE: "prod" });
  });

  it("that is missing, and a template that is, are 66", async () => {
    const env = await runCli(set("-e", "nowhere.env"));
    expect(env).toMatchObject({ code: 66, stderr: expect.stringContaining("nowhere.env") });
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: {} });
    const template = await runCli(set("-t", "nowhere.yaml"), { endpoint });
    expect(template).toMatchObject({ code: 66, stderr: expect.stringContaining("nowhere.yaml") });
  });
});

describe("a template", () => {
  it("with a value that readers disagree on is refused with its place", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: {} });
    const variables = ["FLAG: yes", "OCTAL: 017", "DATE: 2020-01-01", "FINE: 8080"].map((line) => `          ${line}`).join("\n");
    const cwd = tempFolder({
      "template.yaml": `Resources:\n  Fn:\n    Type: AWS::Serverless::Function\n    Properties:\n      Environment:\n        Variables:\n${variables}\n`,
    });
    const result = await runCli(set("-t", "template.yaml"), { endpoint, cwd });
    expect(result.code).toBe(65);
    for (const place of ["template.yaml:7:17: ", "template.yaml:8:18: ", "template.yaml:9:17: "])
      expect(result.stderr).toContain(place);
    expect(result.stderr).toContain("put the value in quotes");
    expect(result.stderr).not.toContain("template.yaml:10");
    expect(updateCount(endpoint)).toBe(0);
  });

  it("with several functions needs to know which, and suggests similar ids for a wrong one", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: {} });
    const fn = (stage: string): string =>
      `    Type: AWS::Lambda::Function\n    Properties:\n      Environment:\n        Variables:\n          STAGE: ${stage}\n`;
    const cwd = tempFolder({ "template.yaml": `Resources:\n  Orders:\n${fn("orders")}  Invoices:\n${fn("invoices")}` });
    const which = await runCli(set("-t", "template.yaml"), { endpoint, cwd });
    expect(which).toMatchObject({ code: 64, stderr: expect.stringMatching(/Orders.*Invoices|Invoices.*Orders/s) });
    const near = await runCli(set("-t", "template.yaml", "--logical-id", "Order"), { endpoint, cwd });
    expect(near).toMatchObject({ code: 64, stderr: expect.stringContaining("Orders") });
    expect((await runCli(set("-t", "template.yaml", "--logical-id", "Orders"), { endpoint, cwd })).code).toBe(0);
    expect(endpoint.variables("my-fn")).toEqual({ STAGE: "orders" });
  });

  it("in JSON is read like one in YAML", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: {} });
    const Properties = { Environment: { Variables: { STAGE: "prod", PORT: 8080, DEBUG: false } } };
    const cwd = tempFolder({
      "template.json": JSON.stringify({ Resources: { Fn: { Type: "AWS::Lambda::Function", Properties } } }, null, 2),
    });
    expect((await runCli(set("-t", "template.json"), { endpoint, cwd })).code).toBe(0);
    expect(endpoint.variables("my-fn")).toEqual({ STAGE: "prod", PORT: "8080", DEBUG: "false" });
  });

  it("that is nested too deeply is refused once, not once for each bracket", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: {} });
    const cwd = tempFolder({ "template.yaml": "[".repeat(20_000) });
    const { code, stderr } = await runCli(set("-t", "template.yaml"), { endpoint, cwd });
    expect(code).toBe(65);
    expect(stderr.match(/template\.yaml:1:/g)).toHaveLength(1);
  });

  it("that is not YAML is refused with its line", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: {} });
    const cwd = tempFolder({ "template.yaml": "Resources:\n  Fn: [unclosed\n" });
    expect(await runCli(set("-t", "template.yaml"), { endpoint, cwd })).toMatchObject({
      code: 65,
      stderr: expect.stringContaining("template.yaml:"),
    });
  });
});

describe("what Lambda would refuse", () => {
  it("is found here: 4097 bytes are too many, 4096 are not", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: {} });
    const fill = 4096 - '{"AA":""}'.length;
    const tooLarge = await runCli(set("--stdin", "AA"), { endpoint, input: "x".repeat(fill + 1) });
    expect(tooLarge).toMatchObject({ code: 65, stderr: expect.stringContaining("4097 bytes, and Lambda's limit is 4096") });
    expect(updateCount(endpoint)).toBe(0);
    const full = await runCli(set("--stdin", "AA"), { endpoint, input: "x".repeat(fill) });
    expect(full).toMatchObject({ code: 0, stderr: expect.stringContaining("4096 of 4096 bytes") });
  });

  it("reports reserved names with their purpose, and names that no variable can have", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: {} });
    const cwd = tempFolder({
      "values.json": JSON.stringify(Object.fromEntries([...RESERVED_VARIABLES.keys(), "A", "x-y"].map((name) => [name, "v"]))),
    });
    const result = await runCli(set("-e", "values.json"), { endpoint, cwd });
    expect(result.code).toBe(65);
    expect(result.stderr).toContain("AWS_REGION is set by Lambda itself: the region where the function runs");
    expect(result.stderr).toContain('"x-y" is not a valid variable name');
    for (const name of RESERVED_VARIABLES.keys()) expect(result.stderr).toContain(`${name} is set by Lambda itself`);
    expect(updateCount(endpoint)).toBe(0);
  });
});

describe("a wrong command line", () => {
  it.each<[string, string[], string]>([
    ["no command", [], "usage: lambda-env COMMAND"],
    ["an unknown command", ["sett"], "did you mean lambda-env set?"],
    ["help for an unknown command", ["help", "sett"], "there is no such command"],
    ["an unknown option", ["set", "-f", "x", "--templat", "t"], "did you mean --template?"],
    ["an unknown letter", ["set", "-f", "x", "-Z", "AA=1"], "-Z is not an option of set"],
    ["an option of another command", ["unset", "-f", "x", "--prune", "AA"], "--prune is not an option of unset"],
    ["an option without its value", ["set", "-f"], "--function needs a value"],
    ["an option with an empty value", ["set", "--function="], "--function needs a value"],
    ["an option given twice", ["list", "--region", "eu-west-1", "--region", "eu-west-2", "-f", "a"], "--region is given 2 times"],
    ["no function", ["set", "AA=1"], "no function is named"],
    ["a function that is not a name", ["set", "-f", "a b", "AA=1"], "--function needs the name or ARN of a function"],
    ["no source", ["set", "-f", "x"], "no source is named"],
    ["nothing to unset", ["unset", "-f", "x"], "no variable is named"],
    ["a value to unset", ["unset", "-f", "x", "AA=1"], "names only"],
    ["words where there are none", ["list", "-f", "x", "AA=1"], "list takes only options"],
    ["two files to pull into", ["pull", "-f", "x", "a", "b"], "pull takes 1 argument besides its options"],
    ["an unknown format", ["pull", "-f", "x", "a", "--format", "xml"], "--format does not support this format"],
    ["an unknown letter behind another", ["set", "-f", "x", "-qz", "AA=1"], "-z is not an option of set"],
    ["a digit behind a letter", ["set", "-f", "x", "-y3", "AA=1"], "-3 is not an option of set"],
    ["a flag with a value", ["set", "-f", "x", "AA=1", "--dry-run=yes"], "--dry-run takes no value"],
    ["a letter with a value", ["unset", "-f", "x", "AA", "-y=no"], "--yes takes no value"],
    ["a file without a name", ["set", "-f", "x", "-e", ""], "--env needs a value"],
    ["a file to pull into without a name", ["pull", "-f", "x", ""], "the name of the file is empty"],
    ["a time of blanks", ["set", "-f", "x", "AA=1", "--timeout", " "], "--timeout needs a number of seconds"],
    ["a time that is none", ["set", "-f", "x", "AA=1", "--timeout", "soon"], "--timeout needs a number of seconds"],
    ["--stdin without a name", ["set", "-f", "x", "--stdin"], "exactly one variable"],
    [
      "an endpoint that is not a URL",
      ["set", "-f", "x", "AA=1", "--endpoint-url", "nowhere"],
      "the endpoint is not an http or https URL",
    ],
    [
      "a region that the ARN contradicts",
      ["set", "-f", "arn:aws:lambda:eu-west-1:123456789012:function:x", "--region", "us-east-1", "AA=1"],
      "the ARN is in eu-west-1",
    ],
  ])("with %s is 64, and says what to type", async (_, args, text) => {
    const result = await runCli(args, { env: { AWS_ENDPOINT_URL: "http://127.0.0.1:1" } });
    expect(result).toMatchObject({ code: 64, stdout: "" });
    expect(result.stderr).toContain(text);
  });

  it("never quotes what may be a value", async () => {
    const canary = "canary-9f3b";
    for (const args of [
      ["set", "-f", "x", "API_KEY=a", `${canary} b`],
      ["set", "-f", "x", `--api-key=${canary}`, "AA=1"],
      ["list", "-f", "x", `AA=${canary}`],
      ["unset", "-f", "x", `AA=${canary}`],
      [`${canary}`],
      ["set", "-f", "x", `1A=${canary}`],
      ["set", "-f", "x", "AA", "--stdin", `BB=${canary}`],
    ]) {
      const { stdout, stderr } = await runCli(args);
      expect(stdout + stderr).not.toContain(canary);
    }
  });

  it("with --json is one document too", async () => {
    const result = await runCli(["set", "-f", "x", "--json"]);
    expect(result.code).toBe(64);
    expect(JSON.parse(result.stdout)).toEqual({
      format_version: "2.0",
      error: expect.objectContaining({ code: "USAGE", exit_code: 64, message: expect.stringContaining("no source is named") }),
    });
  });
});

describe("environment twins", () => {
  it("apply before the command line is parsed: with --json by its twin, a wrong command line is one document too", async () => {
    const { code, stdout } = await runCli(["sett"], { env: { LAMBDA_ENV_JSON: "true" } });
    expect(code).toBe(64);
    expect(JSON.parse(stdout).error.code).toBe("USAGE");
  });

  it("that are empty count as not set", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { AA: "1" } });
    const env = { LAMBDA_ENV_TIMEOUT: "", LAMBDA_ENV_ENV_FILE: "", LAMBDA_ENV_TEMPLATE: "", LAMBDA_ENV_JSON: "" };
    expect(await runCli(["list", "-f", "my-fn"], { endpoint, env })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("AA"),
    });
  });

  it("stand in for options that are not given", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { OLD: "1" } });
    const cwd = tempFolder({ "a.env": "AA=1\nBB=1\n", "b.env": "BB=2\n" });
    const env = {
      LAMBDA_ENV_FUNCTION: "my-fn",
      LAMBDA_ENV_ENV_FILE: "a.env\nb.env",
      LAMBDA_ENV_UNSET: "OLD",
      LAMBDA_ENV_YES: "true",
      LAMBDA_ENV_QUIET: "1",
    };
    const result = await runCli(["set"], { endpoint, cwd, env });
    expect(result).toMatchObject({ code: 0, stderr: "" });
    expect(endpoint.variables("my-fn")).toEqual({ AA: "1", BB: "2" });
    const wrong = await runCli(["set", "AA=1"], { env: { ...env, LAMBDA_ENV_YES: "perhaps" } });
    expect(wrong).toMatchObject({ code: 64, stderr: expect.stringContaining("LAMBDA_ENV_YES is neither true nor false") });
  });
});
