import { spawn } from "node:child_process";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { describe, expect, it } from "vitest";
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { CLI_COMMAND, type CliOptions, type CliResult, cliEnvironment, runCli, targetIn, tempFolder } from "../../support/cli.ts";
import { operations, startEndpoint, updateCount } from "../../support/endpoint.ts";
import { startClient } from "../../support/local.ts";

const TEMPLATE =
  'Resources:\n  Fn:\n    Type: AWS::Lambda::Function\n    Properties:\n      Environment:\n        Variables:\n          DB_URL: ""\n          STAGE: template\n';

async function start(variables: Readonly<Record<string, string>> = {}): Promise<LocalEndpoint> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables });
  return endpoint;
}

const set = (options: CliOptions, ...words: string[]): Promise<CliResult> => runCli(["set", "-f", "my-fn", ...words], options);
const secretRequests = (endpoint: LocalEndpoint): readonly string[] =>
  operations(endpoint).filter((operation) => operation.endsWith("SecretValue"));

describe("--secret", () => {
  it("ID makes a variable of each key of a JSON object, with its origin", async () => {
    const endpoint = await start({ BY_HAND: "kept" });
    endpoint.setSecret("prod/api", { DB_URL: "postgres://example", PORT: 5432, TLS: true });
    const result = await set({ endpoint }, "-s", "prod/api");
    expect(result).toMatchObject({
      code: 0,
      stdout:
        "+ DB_URL  ***  prod/api#DB_URL\n+ PORT    ***  prod/api#PORT\n+ TLS     ***  prod/api#TLS\n3 added, 1 unchanged\n75 of 4096 bytes, 2 %\n",
    });
    expect(endpoint.variables("my-fn")).toEqual({ BY_HAND: "kept", DB_URL: "postgres://example", PORT: "5432", TLS: "true" });
    expect(secretRequests(endpoint)).toEqual(["GetSecretValue"]);
  });

  it("NAME=ID takes the whole text byte for byte, and NAME=ID:key and ID:KEY one key", async () => {
    const endpoint = await start();
    const pem = '-----BEGIN\n{"not": "read"}\n-----END\n';
    endpoint.setSecret("prod/pem", pem);
    endpoint.setSecret("prod/api", { "db.url": "a url", TOKEN: "a token", "no-name": "not requested" });
    const words = ["PEM_KEY=prod/pem", "DB_URL=prod/api:db.url", "prod/api:TOKEN"].flatMap((spec) => ["-s", spec]);
    const result = await set({ endpoint }, ...words);
    expect(result).toMatchObject({
      code: 0,
      stdout:
        "+ DB_URL   ***  prod/api#db.url\n+ PEM_KEY  ***  prod/pem\n+ TOKEN    ***  prod/api#TOKEN\n3 added\n92 of 4096 bytes, 2 %\n",
    });
    expect(endpoint.variables("my-fn")).toEqual({ PEM_KEY: pem, DB_URL: "a url", TOKEN: "a token" });
  });

  it("takes ARNs, whole and without the six characters at their end", async () => {
    const endpoint = await start();
    const arn = endpoint.setSecret("prod/api", { TOKEN: "a token" });
    const partial = endpoint.setSecret("prod/other", "the text").replace(/-\w{6}$/, "");
    const result = await set({ endpoint }, "-s", `${arn}:TOKEN`, "-s", `OTHER=${partial}`);
    expect(result).toMatchObject({ code: 0 });
    expect(result.stdout).toContain(`+ TOKEN  ***  ${arn}#TOKEN\n`);
    expect(endpoint.variables("my-fn")).toEqual({ TOKEN: "a token", OTHER: "the text" });
  });

  it("given several times costs one request for all, each secret requested once", async () => {
    const endpoint = await start();
    endpoint.setSecret("prod/api", { AA: "1", BB: "2" });
    endpoint.setSecret("prod/db", "db");
    const result = await set({ endpoint }, "-s", "A1=prod/api:AA", "-s", "B1=prod/api:BB", "-s", "DB=prod/db");
    expect(result.code).toBe(0);
    expect(secretRequests(endpoint)).toEqual(["BatchGetSecretValue"]);
    const batch = endpoint.requests.find((request) => request.operation === "BatchGetSecretValue");
    expect(batch?.body).toEqual({ SecretIdList: ["prod/api", "prod/db"] });
    expect(endpoint.variables("my-fn")).toEqual({ A1: "1", B1: "2", DB: "db" });
  });

  it("falls back to one request per secret if the caller may not batch", async () => {
    const endpoint = await start();
    endpoint.setSecret("prod/api", { AA: "1" });
    endpoint.setSecret("prod/db", { BB: "2" });
    endpoint.deny("BatchGetSecretValue");
    expect((await set({ endpoint }, "-s", "prod/api", "-s", "prod/db")).code).toBe(0);
    expect(secretRequests(endpoint)).toEqual(["BatchGetSecretValue", "GetSecretValue", "GetSecretValue"]);
    expect(endpoint.variables("my-fn")).toEqual({ AA: "1", BB: "2" });
  });

  it("overrides the template, is overridden by env files, and a later one overrides an earlier one", async () => {
    const endpoint = await start();
    endpoint.setSecret("prod/api", { DB_URL: "secret", STAGE: "secret", TOKEN: "secret", LATER: "first" });
    endpoint.setSecret("prod/later", { LATER: "second" });
    const cwd = tempFolder({ "template.yaml": TEMPLATE, ".env": "TOKEN=file\n" });
    const result = await set({ endpoint, cwd }, "-e", ".env", "-s", "prod/api", "-t", "template.yaml", "-s", "prod/later");
    expect(result).toMatchObject({
      code: 0,
      stdout: [
        "+ DB_URL  ***  prod/api#DB_URL, over template.yaml:7  empty in template.yaml: the next sam deploy empties it",
        "+ LATER   ***  prod/later#LATER, over prod/api#LATER  not in template.yaml: the next sam deploy drops it",
        "+ STAGE   ***  prod/api#STAGE, over template.yaml:8   another value in template.yaml: the next sam deploy overwrites it",
        "+ TOKEN   ***  .env:1, over prod/api#TOKEN            not in template.yaml: the next sam deploy drops it",
        "4 added",
        "68 of 4096 bytes, 2 %",
        "",
      ].join("\n"),
    });
    expect(endpoint.variables("my-fn")).toEqual({ DB_URL: "secret", STAGE: "secret", TOKEN: "file", LATER: "second" });
  });

  it("reports its origin in --json, and its values nowhere", async () => {
    const endpoint = await start();
    endpoint.setSecret("prod/api", { TOKEN: "a long token" });
    const { stdout, stderr } = await set({ endpoint }, "-s", "prod/api", "--json", "--debug");
    const [change] = targetIn(stdout).changes;
    expect(change).toMatchObject({ name: "TOKEN", after: null, origin: { layer: "secret", source: "prod/api", key: "TOKEN" } });
    expect(stdout + stderr).not.toContain("a long token");
  });
});

describe("a secret that cannot be used", () => {
  it.each<[string, string | Uint8Array | Record<string, unknown>, string, string]>([
    ["binary", new Uint8Array([1, 2, 3]), "prod/x", "prod/x: the secret is binary"],
    ["a text where an object is needed", "plain words", "prod/x", "prod/x: the secret is not a JSON object"],
    ["a nested value", { AA: { b: 1 } }, "prod/x", "prod/x#AA: the value of AA is an object"],
    ["a null", { AA: null }, "prod/x", "prod/x#AA: the value of AA is null"],
    ["a list", { AA: [1] }, "prod/x:AA", "prod/x#AA: the value of AA is an array"],
    ["a number that is not exact", '{"AA": 1.0}', "prod/x", "prod/x#AA: the value of AA is a number"],
    ["a key that is not a name", { "a-b": "x" }, "prod/x", 'prod/x#a-b: the key "a-b" is not a valid variable name'],
    ["a key twice", '{"AA": "1", "AA": "2"}', "prod/x", "prod/x#AA: the secret has the key of AA twice"],
    ["a key that is missing", { BB: "1" }, "prod/x:AA", "prod/x#AA: the secret does not have the key"],
  ])("for %s is named and stops with 65, and nothing is written", async (_, content, spec, text) => {
    const endpoint = await start({ AA: "live" });
    endpoint.setSecret("prod/x", content);
    const result = await set({ endpoint }, "-s", spec, "STAGE=prod");
    expect(result).toMatchObject({ code: 65, stdout: "", stderr: expect.stringContaining(`error: ${text}`) });
    expect(updateCount(endpoint)).toBe(0);
  });

  it("is reported together with all others: missing and denied ones, and one that is not an object", async () => {
    const endpoint = await start({ AA: "live" });
    endpoint.setSecret("prod/fine", { AA: "1" });
    endpoint.setSecret("prod/denied", { BB: "1" });
    endpoint.setSecret("prod/text", "plain words");
    endpoint.deny("GetSecretValue", "prod/denied");
    const specs = ["prod/fine", "prod/denied", "prod/text", "prod/missing", "X1=prod/gone:k"].flatMap((spec) => ["-s", spec]);
    const result = await set({ endpoint }, ...specs);
    expect(result).toMatchObject({ code: 77, stdout: "" });
    for (const text of [
      "error: prod/denied: the caller may not read the secret",
      "hint: allow the caller secretsmanager:GetSecretValue",
      "error: prod/missing: the secret does not exist",
      "error: --secret X1=…: the secret does not exist",
      "error: prod/text: the secret is not a JSON object",
      "error: cannot read 3 of 5 secrets",
    ]) {
      expect(result.stderr).toContain(text);
    }
    expect(updateCount(endpoint)).toBe(0);
  });

  it("because it is missing is 1, and because of its key 77 with kms:Decrypt", async () => {
    const endpoint = await start();
    const missing = await set({ endpoint }, "-s", "prod/missing");
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining("cannot read secret prod/missing") });
    endpoint.setSecret("prod/key", { AA: "1" });
    endpoint.fail("GetSecretValue", {
      kind: "error",
      status: 400,
      type: "AccessDeniedException",
      message: "Access to KMS is not allowed",
    });
    const key = await set({ endpoint }, "-s", "prod/key");
    expect(key).toMatchObject({ code: 77, stderr: expect.stringContaining("allow the caller kms:Decrypt") });
    expect(updateCount(endpoint)).toBe(0);
  });

  it("because its option is malformed is 64, before any secret is requested and without repeating what was typed", async () => {
    const endpoint = await start();
    const result = await set({ endpoint }, "-s", "API_KEY=pass word");
    expect(result).toMatchObject({ code: 64, stdout: "" });
    expect(result.stderr).toContain("--secret API_KEY=… needs the name or the ARN of a secret");
    expect(result.stderr).not.toContain("pass word");
    expect(secretRequests(endpoint)).toEqual([]);
    expect(updateCount(endpoint)).toBe(0);
  });
});

describe("a hint about a secret", () => {
  /** Runs the command with the option from the hint, instead of the failed one or beside it. */
  async function follow(stderr: string, before: readonly string[], endpoint: { readonly url: string }): Promise<CliResult> {
    const option = /hint: .*(--secret \S.*?)(?: to take|\?$| takes)/m.exec(stderr)?.[1] ?? "";
    const words = [...CLI_COMMAND, "set", "-f", "my-fn", ...before].map((word) => `'${word}'`).join(" ");
    const child = spawn("sh", ["-c", `${words} ${option}`], { env: cliEnvironment({ endpoint }), stdio: "pipe" });
    let [stdout, text] = ["", ""];
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      text += chunk;
    });
    return new Promise((resolve) => {
      child.on("close", (code) => resolve({ stdout, stderr: text, code }));
    });
  }

  it.each([
    ["db.url", "DB_URL"],
    ["a key with spaces", "A_KEY_WITH_SPACES"],
    ["it's", "IT_S"],
    ["$(touch hacked)", "TOUCH_HACKED_"],
    ["rate:1", "RATE_1"],
    ["1st", "ST"],
  ])("for the key %j works as it is typed, beside the secret itself", async (key, name) => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: {} });
    endpoint.setSecret("rds!cluster-1a2b", { [key]: "key-value", OTHER: "other-value" });
    const before = ["-s", "rds!cluster-1a2b"];
    const refused = await runCli(["set", "-f", "my-fn", ...before], { endpoint });
    expect(refused.code).toBe(65);
    expect(await follow(refused.stderr, before, endpoint)).toMatchObject({ code: 0 });
    expect(endpoint.variables("my-fn")).toEqual({ [name]: "key-value", OTHER: "other-value" });
  });

  it("names the similar key, in a form that can be typed", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: {} });
    endpoint.setSecret("prod/api", { db_url: "near-value", other: "x" });
    const refused = await runCli(["set", "-f", "my-fn", "-s", "URL=prod/api:db_ur"], { endpoint });
    expect(refused).toMatchObject({
      code: 65,
      stderr: expect.stringContaining("hint: did you mean --secret URL=prod/api:db_url?"),
    });
    expect(await follow(refused.stderr, [], endpoint)).toMatchObject({ code: 0 });
    expect(endpoint.variables("my-fn")).toEqual({ URL: "near-value" });
  });

  it("for a secret that is not an object keeps the variable's name", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: {} });
    endpoint.setSecret("prod/pem", "plain-text");
    const refused = await runCli(["set", "-f", "my-fn", "-s", "PEM=prod/pem:key"], { endpoint });
    expect(await follow(refused.stderr, [], endpoint)).toMatchObject({ code: 0 });
    expect(endpoint.variables("my-fn")).toEqual({ PEM: "plain-text" });
  });

  it.each([
    ["prod/api:AWSPREVIOUS", "prod/api::AWSPREVIOUS"],
    ["TEXT=prod/api:AWSPREVIOUS", "TEXT=prod/api::AWSPREVIOUS"],
    ["TEXT=prod/api:password:blue", "TEXT=prod/api:password:blue:"],
  ])("says how to choose a version: %s", async (spec, intended) => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: {} });
    endpoint.setSecret("prod/api", { other: "x" });
    const refused = await runCli(["set", "-f", "my-fn", "-s", spec], { endpoint });
    expect(refused).toMatchObject({ code: 65, stderr: expect.stringContaining(`--secret ${intended}\n`) });
  });

  it("names the region of an ARN that does not exist, and is absent for a key that cannot be typed", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: {} });
    endpoint.setSecret("prod/api", { "": "x", "tab\t": "y" });
    const arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/none-AbCdEf";
    const missing = await runCli(["set", "-f", "my-fn", "-s", arn], { endpoint });
    expect(missing.stderr).toContain("hint: check the ARN; the request went to us-east-1");
    const untypeable = await runCli(["set", "-f", "my-fn", "-s", "prod/api"], { endpoint });
    expect(untypeable.stderr).not.toContain("NAME=prod/api:");
    expect(untypeable.stderr).toContain("hint: give the key a name in the secret");
  });
});

describe("a parameter of Parameter Store", () => {
  it.each([
    ["plain", "/plain"],
    ["/plain", "plain"],
  ])("stored as %s is found as %s", async (stored, asked) => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: {} });
    const ssm = startClient(SSMClient, endpoint);
    await ssm.send(new PutParameterCommand({ Name: stored, Value: "first", Type: "String" }));
    await expect(ssm.send(new PutParameterCommand({ Name: asked, Value: "x", Type: "String" }))).rejects.toMatchObject({
      name: "ParameterAlreadyExists",
    });
    await ssm.send(new PutParameterCommand({ Name: stored, Value: "second", Overwrite: true }));
    const args = ["--parameter", `ONE=${asked}`, "--parameter", `TWO=${stored}`, "--parameter", `OLD=${asked}:1`];
    expect(await runCli(["set", "-f", "my-fn", ...args], { endpoint })).toMatchObject({ code: 0 });
    expect(endpoint.variables("my-fn")).toEqual({ ONE: "second", TWO: "second", OLD: "first" });
  });
});
