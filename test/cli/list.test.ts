import { describe, expect, it } from "vitest";
import type { LocalEndpoint } from "../../src/local/server/server.ts";
import { runCli, targetIn, tempFolder } from "../support/cli.ts";
import { operations, startEndpoint } from "../support/endpoint.ts";

const LIVE = { STAGE: "prod", API_KEY: "live-key", BY_HAND: "é\n", TABLE: "t1" };

const TEMPLATE = `Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Environment:
        Variables:
          STAGE: prod
          API_KEY: ""
          LOG_LEVEL: info
          TABLE: !ImportValue table
`;

async function start(): Promise<LocalEndpoint> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: LIVE });
  endpoint.setSecret("prod/api", { API_KEY: "another key" });
  return endpoint;
}

const withSources = ["list", "-f", "my-fn", "-t", "template.yaml", "-s", "prod/api"];

/** What Lambda counts: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const total = Buffer.byteLength(JSON.stringify(LIVE));

describe("list", () => {
  it("shows names, bytes and where each comes from, and the size against the limit, but no values", async () => {
    const endpoint = await start();
    expect(await runCli(["list", "-f", "my-fn"], { endpoint })).toEqual({
      code: 0,
      stdout: [
        "NAME     BYTES  FROM",
        "API_KEY     20  live",
        "BY_HAND     16  live",
        "STAGE       14  live",
        "TABLE       12  live",
        `4 variables, ${total} of 4096 bytes, 2 %`,
        "",
      ].join("\n"),
      stderr: [
        `lambda-env: requests go to ${endpoint.url}, which is not AWS`,
        "lambda-env: my-fn · 123456789012 · us-east-1",
        "",
      ].join("\n"),
    });
    expect(operations(endpoint).toSorted()).toEqual(["GetFunctionConfiguration", "ListAliases"]);
  });

  it("says which source each variable comes from, what differs, and what does not exist on the function yet", async () => {
    const endpoint = await start();
    const cwd = tempFolder({ "template.yaml": TEMPLATE });
    const { code, stdout } = await runCli(withSources, { endpoint, cwd });
    expect({ code, lines: stdout.split("\n").map((line) => line.replace(/ {2,}/g, "  ")) }).toEqual({
      code: 0,
      lines: [
        "NAME  BYTES  FROM",
        "API_KEY  20  live, differs from prod/api#API_KEY",
        "BY_HAND  16  live",
        "STAGE  14  template.yaml:7",
        expect.stringMatching(/^TABLE {2}12 {2}live value kept: template\.yaml:10: /),
        "LOG_LEVEL  -  template.yaml:9, not on the function yet",
        `4 variables, ${total} of 4096 bytes, 2 %`,
        "",
      ],
    });
  });

  it("shows values only with --show-values, in a pipe only when that is written out", async () => {
    const endpoint = await start();
    const piped = await runCli(["list", "-f", "my-fn", "--show-values"], { endpoint });
    expect(piped).toMatchObject({ code: 64, stdout: "", stderr: expect.stringContaining("--show-values=always") });
    const always = await runCli(["list", "-f", "my-fn", "--show-values=always"], { endpoint });
    expect(always.stdout).toContain('API_KEY     20  live  "live-key"\n');
    expect(always.stdout).toContain('BY_HAND     16  live  "é\\n"\n');
  });

  it("sorts by size on demand, the largest first and equal ones by name", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { BB: "1", AA: "1", CC: "longer" } });
    const names = async (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<readonly string[]> => {
      const { stdout } = await runCli(["list", "-f", "my-fn", "--json", ...args], { endpoint, env });
      return targetIn(stdout).variables.map(({ name }: { readonly name: string }) => name);
    };
    expect(await names([])).toEqual(["AA", "BB", "CC"]);
    expect(await names(["--sort", "name"])).toEqual(["AA", "BB", "CC"]);
    expect(await names(["--sort", "size"])).toEqual(["CC", "AA", "BB"]);
    expect(await names([], { LAMBDA_ENV_SORT: "size" })).toEqual(["CC", "AA", "BB"]);
    const { stdout } = await runCli(["list", "-f", "my-fn", "--sort", "size", "--show-values=always"], { endpoint });
    expect(stdout).toMatch(/^NAME {2}BYTES {2}FROM {2}VALUE\nCC {7}13 {2}live {2}"longer"\nAA /);
    const wrong = await runCli(["list", "-f", "my-fn", "--sort", "bytes"], { endpoint });
    expect(wrong).toMatchObject({ code: 64, stderr: expect.stringContaining("--sort needs name or size") });
  });

  it("prints one JSON document, hidden values being null and revealed ones exact", async () => {
    const endpoint = await start();
    const cwd = tempFolder({ "template.yaml": TEMPLATE });
    const { stdout } = await runCli([...withSources, "--json"], { endpoint, cwd });
    const hidden = targetIn(stdout);
    const origin = { layer: "template", source: "template.yaml", key: null, line: 7, column: 18 };
    expect(JSON.parse(stdout)).toMatchObject({ format_version: "2.0", command: "list", totals: { targets: 1, variables: 4 } });
    expect(hidden.missing).toEqual(["LOG_LEVEL"]);
    expect(hidden.size).toEqual({ bytes: total, limit: 4096 });
    expect(hidden.variables[2]).toEqual({ name: "STAGE", bytes: 14, value: null, origin, differs: false });
    expect(hidden.variables.map((variable: { value: unknown }) => variable.value)).toEqual([null, null, null, null]);
    const shown = targetIn((await runCli(["list", "-f", "my-fn", "--json", "--show-values=always"], { endpoint })).stdout);
    const values = shown.variables.map(({ name, value }: { name: string; value: string }) => [name, value]);
    expect(Object.fromEntries(values)).toEqual(LIVE);
  });

  it("says so where there is nothing to list", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "bare" });
    expect((await runCli(["list", "-f", "bare"], { endpoint })).stdout).toBe("0 variables, 2 of 4096 bytes, 0 %\n");
  });

  it("warns about aliases, whose callers do not see what is listed", async () => {
    const endpoint = await start();
    endpoint.fail("ListAliases", {
      kind: "body",
      status: 200,
      contentType: "application/json",
      body: JSON.stringify({ Aliases: [{ Name: "live", FunctionVersion: "1" }] }),
    });
    const { stderr } = await runCli(["list", "-f", "my-fn"], { endpoint });
    expect(stderr).toContain("my-fn has aliases (live)");
  });
});
