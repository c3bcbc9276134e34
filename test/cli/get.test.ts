/** `get`: the bytes of a value and nothing else, for every value that Lambda can hold. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LocalEndpoint } from "../../src/local/server/server.ts";
import { values } from "../support/arbitraries.ts";
import { CLI_COMMAND, cliEnvironment, collect, runCli, targetIn, tempFolder } from "../support/cli.ts";
import { runs } from "../support/depth.ts";
import { operations, startEndpoint } from "../support/endpoint.ts";
import { STACK, startProject, templateOf } from "../support/project.ts";
import { schemaProblems } from "../support/schema.ts";
import { HAS_TERMINAL, runOnTerminal } from "../support/terminal.ts";

const LIVE = {
  API_KEY: "live-key",
  EMPTY: "",
  LINES: "first\r\nsecond\n\n",
  UNICODE: "é 😀 \u2028\ufeff",
  constructor: "a legal name",
  QUOTES: `'"\`$(x)\\`,
  STEERING: "\u001b[2Jgone\ttab\n\u009b31m",
};

async function start(variables: Readonly<Record<string, string>> = LIVE): Promise<LocalEndpoint> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables });
  return endpoint;
}

const get = (...words: string[]): string[] => ["get", "-f", "my-fn", ...words];

describe("get", () => {
  it.each(Object.entries(LIVE))("prints %s byte for byte, with one request and no line feed of its own", async (name, value) => {
    const endpoint = await start();
    expect(await runCli(get(name, "-q"), { endpoint })).toMatchObject({ code: 0, stdout: value });
    expect(operations(endpoint)).toEqual(["GetFunctionConfiguration"]);
  });

  it("prints any value as it is, and as JSON the same", async () => {
    const endpoint = await start();
    await fc.assert(
      fc.asyncProperty(values, async (value) => {
        endpoint.setVariables("my-fn", { ANY: value });
        expect((await runCli(get("ANY"), { endpoint })).stdout).toBe(value);
        expect(targetIn((await runCli(get("ANY", "--json"), { endpoint })).stdout).values).toEqual({ ANY: value });
      }),
      { numRuns: runs(100) },
    );
  });

  it("prints the largest value that Lambda holds", async () => {
    const LARGE = "é\n".repeat(800).padEnd(2450, "x");
    expect((await runCli(get("LARGE"), { endpoint: await start({ LARGE }) })).stdout).toBe(LARGE);
  });

  it("prints several as one document, in the order of the command line, and refuses to run them together as text", async () => {
    const endpoint = await start();
    const { code, stdout } = await runCli(get("UNICODE", "constructor", "EMPTY", "UNICODE", "--json"), { endpoint });
    expect({ code, problems: schemaProblems(stdout) }).toEqual({ code: 0, problems: [] });
    expect(Object.entries(targetIn(stdout).values)).toEqual([
      ["UNICODE", LIVE.UNICODE],
      ["constructor", LIVE.constructor],
      ["EMPTY", ""],
    ]);
    expect(JSON.parse(stdout).totals).toEqual({ targets: 1, variables: 3 });
    const refused = await runCli(get("API_KEY", "EMPTY"), { endpoint });
    expect(refused).toMatchObject({ code: 64, stdout: "" });
    expect(refused.stderr).toContain(
      "hint: add --json; or for lines of NAME=VALUE: lambda-env pull - --only API_KEY --only EMPTY",
    );
    const lines = await runCli(["pull", "-f", "my-fn", "-", "--only", "API_KEY", "--only", "EMPTY"], { endpoint });
    expect(lines.stdout).toBe("API_KEY=live-key\nEMPTY=\n");
  });

  it("names everything that the function does not have, with similar names, and prints nothing", async () => {
    const endpoint = await start();
    for (const [words, message, hint] of [
      [["API_KY"], "my-fn does not have a variable API_KY", "did you mean API_KEY?"],
      [
        ["API_KY", "UNICODE", "LINE", "--json"],
        "my-fn does not have the variables API_KY, LINE",
        "did you mean API_KEY or LINES?",
      ],
      [["NOTHING_LIKE_IT"], "a variable NOTHING_LIKE_IT", "lambda-env list -f my-fn"],
      [["toString"], "a variable toString", "lambda-env list -f my-fn"],
    ] as const) {
      const { code, stdout, stderr } = await runCli(get(...words), { endpoint });
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(message) });
      expect(stderr).toContain(`hint: ${hint}`);
      if (stdout !== "") expect(JSON.parse(stdout)).toMatchObject({ error: { code: "VARIABLE_NOT_FOUND", exit_code: 1 } });
    }
  });

  it("prints the value of a version, by its name or its ARN", async () => {
    const endpoint = await start();
    await runCli(["set", "-f", "my-fn", "API_KEY=published", "--publish"], { endpoint });
    endpoint.setVariables("my-fn", LIVE);
    for (const name of ["my-fn:1", "arn:aws:lambda:us-east-1:123456789012:function:my-fn:1", "function:my-fn:1"])
      expect(await runCli(["get", "-f", name, "API_KEY"], { endpoint })).toMatchObject({ code: 0, stdout: "published" });
    const missing = await runCli(["get", "-f", "my-fn:1", "API_KY"], { endpoint });
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining("my-fn:1 does not have a variable API_KY") });
    expect((await runCli(["get", "-f", "my-fn:nope", "API_KEY"], { endpoint })).code).toBe(1);
  });

  it("finds the function of a SAM project, and asks for one where there are several", async () => {
    const one = await startProject({ template: templateOf({ Api: ["STAGE: dev"] }) });
    expect(await one.run(["get", "STAGE"])).toMatchObject({ code: 0, stdout: "dev" });
    const two = await startProject({ template: templateOf({ Api: ["STAGE: dev"], Web: ["STAGE: prod"] }) });
    expect(await two.run(["get", "--logical-id", "Web", "STAGE"])).toMatchObject({ code: 0, stdout: "prod" });
    expect(await two.run(["get", "-f", "Web", "--stack", STACK, "STAGE"])).toMatchObject({ code: 0, stdout: "prod" });
    const unclear = await two.run(["get", "STAGE"]);
    expect(unclear).toMatchObject({ code: 64, stdout: "" });
    expect(unclear.stderr).toMatch(/hint: name one of them with --logical-id\n$/);
  });

  it("never treats an unreadable variable as one that does not exist", async () => {
    const endpoint = await start();
    endpoint.denyDecrypt("my-fn");
    expect(await runCli(get("API_KEY"), { endpoint })).toMatchObject({ code: 77, stdout: "" });
  });

  it.each([[[]], [["A*"]], [["API_KEY=value"]], [["API_KEY", "-f", "other"]], [["API_KEY", "-f", "m*"]]])(
    "refuses %j, quoting nothing of it",
    async (words) => {
      const { code, stdout, stderr } = await runCli(get(...words), { endpoint: await start() });
      expect({ code, stdout }).toEqual({ code: 64, stdout: "" });
      expect(stderr).not.toContain("value");
    },
  );

  it("says so where UTF-8 cannot hold a value, which JSON can", async () => {
    const endpoint = await start();
    const body =
      '{"FunctionName":"my-fn","FunctionArn":"arn:aws:lambda:us-east-1:1:function:my-fn","Environment":{"Variables":{"HALF":"\\ud800"}}}';
    const reply = { kind: "body", status: 200, contentType: "application/json", body } as const;
    endpoint.fail("GetFunctionConfiguration", reply);
    expect(await runCli(get("HALF"), { endpoint })).toMatchObject({ code: 65, stdout: "" });
    endpoint.fail("GetFunctionConfiguration", reply);
    expect(targetIn((await runCli(get("HALF", "--json"), { endpoint })).stdout).values).toEqual({ HALF: "\ud800" });
  });
});

describe("get in a job", () => {
  /** Runs with streams of its own each, as a runner gives them. */
  const job = (mask: string): Readonly<Record<string, string>> => ({ GITHUB_ACTIONS: "true", LAMBDA_ENV_GITHUB_MASK: mask });

  it.each(["secrets", "all"])("that masks %s masks the value before it prints it", async (mask) => {
    const script = `${CLI_COMMAND.map((word) => `'${word}'`).join(" ")} get -f my-fn API_KEY`;
    const { stdout, stderr } = await runShell(script, await start(), job(mask));
    expect(stdout).toBe("live-key");
    expect(stderr.split("\n")[0]).toBe("::add-mask::live-key");
  });

  it("does not print a line that the runner would execute, unless it goes to a file", async () => {
    const endpoint = await start({ TRAP: "x\n::stop-commands::pause\n" });
    const env = job("none");
    const refused = await runCli(get("TRAP"), { endpoint, env });
    expect(refused).toMatchObject({ code: 64, stdout: "", stderr: expect.stringContaining("lambda-env get TRAP > FILE") });
    const cwd = tempFolder();
    const script = `${CLI_COMMAND.map((word) => `'${word}'`).join(" ")} get -f my-fn TRAP > '${cwd}/file'`;
    await runShell(script, endpoint, env);
    expect(readFileSync(join(cwd, "file"), "utf8")).toBe("x\n::stop-commands::pause\n");
    expect((await runCli(get("TRAP", "--json"), { endpoint, env })).stdout).not.toMatch(/^\s*::/m);
  });
});

describe.skipIf(!HAS_TERMINAL)(`get on a terminal${HAS_TERMINAL ? "" : " (skipped: no script that opens one)"}`, () => {
  it("ends the line, and escapes control sequences of the terminal", async () => {
    const endpoint = await start();
    const plain = await runOnTerminal(get("API_KEY", "-q"), { endpoint });
    expect(plain.screen).toMatch(/(?:^|\n)live-key\r\n$/);
    const steering = await runOnTerminal(get("STEERING", "-q", "--no-color"), { endpoint });
    expect(steering.screen).toContain("\\x1b[2Jgone\ttab\r\n\\x9b31m\r\n");
    expect(steering.screen).toContain("2 control characters of STEERING are shown escaped");
  });
});

function runShell(
  script: string,
  endpoint: LocalEndpoint,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const child = spawn("sh", ["-c", `${script}; exit $?`], {
    env: cliEnvironment({ endpoint, env }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  return collect(child);
}
