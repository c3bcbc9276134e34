/** `npm run binary`: lambda-env with Node in one file. It takes ten seconds and 150 MB, so that only full runs make it. */
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { cliEnvironment, runCli, tempFolder } from "../support/cli.ts";
import { IS_FULL } from "../support/depth.ts";
import { startEndpoint } from "../support/endpoint.ts";

const SCRIPT = resolve(import.meta.dirname, "../../scripts/binary.js");
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const canBuild = major > 25 || (major === 25 && minor >= 5);
const isRun = IS_FULL && canBuild;
const reason = canBuild ? "LAMBDA_ENV_TEST_FULL is not set" : `Node ${process.version} cannot make it`;

interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** Runs `file` to its end. */
async function run(file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}, cwd?: string): Promise<Ended> {
  try {
    const ended = await promisify(execFile)(file, args, { env: { PATH: process.env["PATH"], ...env }, cwd });
    return { ...ended, code: 0 };
  } catch (error) {
    return error as Ended;
  }
}

test.skipIf(canBuild)("a Node that cannot make an executable is named, and nothing is written", async () => {
  const folder = tempFolder();
  const { code, stderr } = await run(process.execPath, [SCRIPT, join(folder, "binary")]);
  expect({ code, stderr }).toEqual({
    code: 64,
    stderr: `Node ${process.version} cannot make an executable: run it with Node 26\n`,
  });
  expect(readdirSync(folder)).toEqual([]);
});

test.skipIf(!isRun)(
  `the executable is the program, and its own Node takes no options${isRun ? "" : ` (skipped: ${reason})`}`,
  async () => {
    const folder = tempFolder();
    const built = await run(process.execPath, [SCRIPT, folder]);
    const program = built.stdout.trim();
    expect(built, built.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining(folder) });
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(["LICENSE", "THIRD-PARTY-LICENSES.txt", "lambda-env.1"]));

    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: { KEPT: "kept-canary" } });
    const file = "API_KEY=api-canary\nNODE_OPTIONS=--no-such-option\nAWS_REGION=eu-central-1\n";
    const cwd = tempFolder({ ".env": file });
    const env = cliEnvironment({ endpoint, env: { NODE_OPTIONS: "--no-such-option" } });
    for (const args of [["--version"], ["set", "--help"]]) {
      const { stdout } = await runCli(args);
      expect(await run(program, args, env)).toEqual({ stdout, stderr: "", code: 0 });
    }

    const words = ["set", "-f", "my-fn", "--only", "API_KEY"];
    for (const option of [["--env-file=.env"], ["--env-file", ".env"]]) {
      endpoint.setVariables("my-fn", { KEPT: "kept-canary" });
      const { code, stdout, stderr } = await run(program, [...words, ...option], env, cwd);
      expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining("us-east-1") });
      expect(stdout + stderr).not.toContain("canary");
      expect(endpoint.variables("my-fn")).toEqual({ KEPT: "kept-canary", API_KEY: "api-canary" });
    }
    const missing = await run(program, [...words, "--env-file=nothing.env"], env, cwd);
    expect(missing).toMatchObject({ code: 66, stderr: expect.stringContaining("lambda-env: error: ") });
  },
  180_000,
);
