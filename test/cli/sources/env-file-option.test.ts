/** `-e`, `--env` and `--env-file` are one option of ours, but the last one is Node's, too: what that means for each spelling. */
import { spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CLI_COMMAND, type CliResult, cliEnvironment, runCli, tempFolder } from "../../support/cli.ts";
import { operations, startEndpoint } from "../../support/endpoint.ts";
import { hasTools, skipNote } from "../../support/tools.ts";

async function startFunction(): Promise<Awaited<ReturnType<typeof startEndpoint>>> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "fn", variables: { KEPT: "yes" } });
  return endpoint;
}

/** Runs a line of bash in which `"$@"` is the command line of the program. */
function runBash(line: string, options: Parameters<typeof cliEnvironment>[0]): Promise<CliResult> {
  const child = spawn("bash", ["-c", line, "bash", ...CLI_COMMAND], { env: cliEnvironment(options), stdio: "pipe" });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => {
    child.on("close", (code) => resolve({ stdout, stderr, code }));
  });
}

describe("-e", () => {
  test("says in our words that a file does not exist, and ends with 66", async () => {
    const endpoint = await startFunction();
    const { code, stderr } = await runCli(["set", "-f", "fn", "-e", "missing.env"], { endpoint, cwd: tempFolder() });
    expect(code).toBe(66);
    expect(stderr).toContain("lambda-env: error: cannot read missing.env: it does not exist");
    expect(operations(endpoint)).toEqual([]);
  });

  test("reads a file with NODE_OPTIONS as any other: it is for the function, not for this process", async () => {
    const endpoint = await startFunction();
    const cwd = tempFolder({ ".env": "NODE_OPTIONS='--require /opt/hook.js'\n" });
    expect(await runCli(["set", "-f", "fn", "-e", ".env"], { endpoint, cwd })).toMatchObject({ code: 0 });
    expect(endpoint.variables("fn")).toEqual({ KEPT: "yes", NODE_OPTIONS: "--require /opt/hook.js" });
  });

  test.skipIf(!hasTools("bash"))(`reads a pipe${skipNote("bash")}`, async () => {
    const endpoint = await startFunction();
    expect(await runBash('"$@" set -f fn -e <(echo PIPED=1)', { endpoint })).toMatchObject({ code: 0 });
    expect(endpoint.variables("fn")).toEqual({ KEPT: "yes", PIPED: "1" });
  });
});

describe("--env-file, which Node knows too,", () => {
  test.each([["--env-file", ".env"], ["--env-file=.env"], ["--env", ".env"], ["--env=.env"]])("is -e: %s", async (...option) => {
    const endpoint = await startFunction();
    const cwd = tempFolder({ ".env": "ADDED=1\n" });
    expect(await runCli(["set", "-f", "fn", ...option], { endpoint, cwd })).toMatchObject({ code: 0 });
    expect(endpoint.variables("fn")).toEqual({ KEPT: "yes", ADDED: "1" });
  });

  test.each([["--env-file", ".env"], ["--env-file=.env"], ["-e", ".env"]])(
    "is not a way to run code from the file: %s",
    async (...option) => {
      const endpoint = await startFunction();
      const cwd = tempFolder({ "hook.cjs": 'require("node:fs").writeFileSync("ran", "")' });
      const value = `--require=${join(cwd, "hook.cjs")}`;
      writeFileSync(join(cwd, ".env"), `NODE_OPTIONS=${value}\n`);
      expect(await runCli(["set", "-f", "fn", ...option], { endpoint, cwd })).toMatchObject({ code: 0 });
      expect(endpoint.variables("fn")).toEqual({ KEPT: "yes", NODE_OPTIONS: value });
      expect(existsSync(join(cwd, "ran"))).toBe(false);
    },
  );

  test("says in our words that a file does not exist", async () => {
    const endpoint = await startFunction();
    const { code, stderr } = await runCli(["set", "-f", "fn", "--env-file", "missing.env"], { endpoint, cwd: tempFolder() });
    expect({ code, stderr }).toMatchObject({ code: 66, stderr: expect.stringContaining("cannot read missing.env") });
  });

  test("reads standard input", async () => {
    const endpoint = await startFunction();
    expect(await runCli(["set", "-f", "fn", "--env-file", "-"], { endpoint, input: "PIPED=1\n" })).toMatchObject({ code: 0 });
    expect(endpoint.variables("fn")).toEqual({ KEPT: "yes", PIPED: "1" });
  });

  test.skipIf(!hasTools("bash"))(`reads a pipe${skipNote("bash")}`, async () => {
    const endpoint = await startFunction();
    for (const [index, option] of ["--env-file <(echo PIPED=%)", "--env-file=<(echo PIPED=%)"].entries()) {
      const line = `"$@" set -f fn ${option.replace("%", String(index))}`;
      expect(await runBash(line, { endpoint })).toMatchObject({ code: 0 });
      expect(endpoint.variables("fn")).toEqual({ KEPT: "yes", PIPED: String(index) });
    }
  });

  test.skipIf(!hasTools("bash") || !existsSync("/proc/self/cmdline"))(
    `is refused for a pipe where Node was started without -- and has left nothing of it${skipNote("bash")}`,
    async () => {
      const endpoint = await startFunction();
      for (const option of ["--env-file <(echo PIPED=1)", "--env-file=<(echo PIPED=1)"]) {
        const { code, stderr } = await runBash(`"$1" "$3" set -f fn ${option} OTHER=1`, { endpoint });
        expect(code).toBe(64);
        expect(stderr).toContain("is a pipe, and Node has read it already");
        expect(stderr).toContain("lambda-env: hint: write -e instead of --env-file");
      }
      expect(operations(endpoint)).toEqual([]);
    },
  );
});

describe("the environment twin", () => {
  test.each([
    [{ LAMBDA_ENV_ENV: "a.env" }, { FROM_A: "1" }],
    [{ LAMBDA_ENV_ENV_FILE: "b.env" }, { FROM_B: "1" }],
    [{ LAMBDA_ENV_ENV: "a.env", LAMBDA_ENV_ENV_FILE: "b.env" }, { FROM_A: "1" }],
  ])("%j", async (env, added) => {
    const endpoint = await startFunction();
    const cwd = tempFolder({ "a.env": "FROM_A=1\n", "b.env": "FROM_B=1\n" });
    expect(await runCli(["set", "-f", "fn"], { endpoint, cwd, env })).toMatchObject({ code: 0 });
    expect(endpoint.variables("fn")).toEqual({ KEPT: "yes", ...added });
  });
});
