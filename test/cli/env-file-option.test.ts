/** `-e` and `--env-file` are one option of ours, but the long one is Node's, too: what that means for each spelling. */
import { spawn } from "node:child_process";
import { describe, expect, test } from "vitest";
import { CLI_COMMAND, type CliResult, cliEnvironment, runCli, tempFolder } from "../support/cli.ts";
import { operations, startEndpoint } from "../support/endpoint.ts";
import { hasTools, skipNote } from "../support/tools.ts";

/** Ends with this where an option of its own is wrong. */
const NODE_REFUSES = 9;

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

describe("--env-file", () => {
  test.each([["--env-file", ".env"], ["--env-file=.env"]])("is -e where the file can be read twice: %s", async (...option) => {
    const endpoint = await startFunction();
    const cwd = tempFolder({ ".env": "ADDED=1\n" });
    expect(await runCli(["set", "-f", "fn", ...option], { endpoint, cwd })).toMatchObject({ code: 0 });
    expect(endpoint.variables("fn")).toEqual({ KEPT: "yes", ADDED: "1" });
  });

  test.skipIf(!hasTools("bash"))(`is refused for a pipe, of which Node has left nothing${skipNote("bash")}`, async () => {
    const endpoint = await startFunction();
    for (const option of ["--env-file <(echo PIPED=1)", "--env-file=<(echo PIPED=1)"]) {
      const { code, stderr } = await runBash(`"$@" set -f fn ${option} OTHER=1`, { endpoint });
      expect(code).toBe(64);
      expect(stderr).toContain("is a pipe, and Node has read it already");
      expect(stderr).toContain("lambda-env: hint: write -e instead of --env-file");
    }
    expect(operations(endpoint)).toEqual([]);
  });

  test("is refused by Node, before any code of ours runs, for a missing file and for standard input", async () => {
    const endpoint = await startFunction();
    for (const path of ["missing.env", "-"]) {
      const { code, stderr } = await runCli(["set", "-f", "fn", "--env-file", path], { endpoint, cwd: tempFolder() });
      expect({ code, stderr }).toMatchObject({ code: NODE_REFUSES, stderr: expect.stringContaining(`${path}: not found`) });
    }
    expect(operations(endpoint)).toEqual([]);
  });
});
