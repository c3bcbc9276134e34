import { spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/commands/catalog.ts";
import { CLI_COMMAND, cliEnvironment, runCli, tempFolder } from "../support/cli.ts";
import { startEndpoint, updateCount } from "../support/endpoint.ts";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));

describe("--version and --help", () => {
  it("answer from the entry file alone: neither yargs nor the SDK is loaded", async () => {
    const hook =
      'const m = require("module"); const load = m._load; m._load = (id, ...rest) => { if (/^\\./.test(id) || /cjs$/.test(id)) process.stderr.write(id + "\\n"); return load(id, ...rest); };';
    const folder = tempFolder({ "hook.cjs": hook });
    const loadedBy = (arg: string): { stdout: string; stderr: string } => {
      const [node = "", ...bin] = CLI_COMMAND;
      return spawnSync(node, ["--require", `${folder}/hook.cjs`, ...bin, arg], { env: cliEnvironment({}), encoding: "utf8" });
    };
    expect(loadedBy("--version").stdout).toBe(`${version}\n`);
    expect(loadedBy("--help").stdout).toContain("usage: lambda-env COMMAND");
    for (const arg of ["--version", "--help"]) {
      const loaded = loadedBy(arg)
        .stderr.split("\n")
        .filter((id) => id.startsWith("."));
      expect(loaded).toEqual(["../dist/entry.cjs", expect.stringContaining("rolldown-runtime")]);
    }
  });

  it("list every command, and for each command every option", async () => {
    const { stdout } = await runCli(["--help"]);
    for (const command of COMMANDS) {
      expect(stdout).toMatch(new RegExp(`^  ${command.name} +`, "m"));
      const help = await runCli([command.name, "--help"]);
      expect(help).toMatchObject({ code: 0, stderr: "" });
      expect(await runCli(["help", command.name])).toEqual(help);
      for (const option of command.options) expect(help.stdout).toMatch(new RegExp(`--${option}[ [\n]`));
      for (const line of help.stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    }
  });
});

describe("streams", () => {
  it("carry no colour when piped, unless forced, and none with NO_COLOR or --no-color", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: {} });
    const diff = (args: string[], env: Record<string, string> = {}) =>
      runCli(["diff", "-f", "my-fn", "AA=1", ...args], { endpoint, env });
    const sequence = "\u001b[";
    expect(JSON.stringify(await diff([]))).not.toContain("\\u001b");
    expect((await diff([], { FORCE_COLOR: "1" })).stdout).toContain(sequence);
    for (const plain of [await diff(["--no-color"], { FORCE_COLOR: "1" }), await diff([], { FORCE_COLOR: "1", NO_COLOR: "1" })]) {
      expect(plain.stdout + plain.stderr).not.toContain(sequence);
    }
  });

  it("keep results on stdout and everything else on stderr, which --quiet empties", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: {} });
    expect(await runCli(["set", "-f", "my-fn", "AA=1", "-q"], { endpoint })).toEqual({
      code: 0,
      stdout: "+ AA  ***  argument\n1 added\n10 of 4096 bytes, 0 %\n",
      stderr: "",
    });
  });

  it("that are closed early do not stop a write from being verified", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: {} });
    const [node = "", ...bin] = CLI_COMMAND;
    const child = spawn(node, [...bin, "set", "-f", "my-fn", "AA=1"], {
      env: cliEnvironment({ endpoint }),
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.destroy();
    const stderr: Buffer[] = [];
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect(code).toBe(0);
    expect(Buffer.concat(stderr).toString()).toContain("verified");
    expect(endpoint.variables("my-fn")).toEqual({ AA: "1" });
    expect(updateCount(endpoint)).toBe(1);
  });

  it.skipIf(!existsSync("/dev/full"))(
    "that are full do not stop a write from being verified, and are reported as 73 (skipped where there is no /dev/full)",
    async () => {
      const endpoint = await startEndpoint();
      endpoint.createFunction({ functionName: "my-fn", variables: {} });
      const [node = "", ...bin] = CLI_COMMAND;
      const full = openSync("/dev/full", "w");
      const child = spawn(node, [...bin, "set", "-f", "my-fn", "AA=1"], {
        env: cliEnvironment({ endpoint }),
        stdio: ["ignore", full, "pipe"],
      });
      closeSync(full);
      const stderr: Buffer[] = [];
      child.stderr?.on("data", (chunk: Buffer) => stderr.push(chunk));
      const code = await new Promise((resolve) => child.on("close", resolve));
      expect(code).toBe(73);
      expect(Buffer.concat(stderr).toString()).toMatch(/verified.*cannot write to standard output: ENOSPC/s);
      expect(endpoint.variables("my-fn")).toEqual({ AA: "1" });
    },
  );

  it("show foreign text escaped: no control characters, no line that a CI runner would execute", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "my-fn", variables: {} });
    const folder = tempFolder({
      "bad.json": JSON.stringify({ "::add-mask::x\u001b[2J": "v", "##[group]x": "v", "a\r\nb": "v" }),
    });
    const { stdout, stderr } = await runCli(["set", "-f", "my-fn", "-e", "bad.json"], { endpoint, cwd: folder });
    expect(stdout + stderr).not.toMatch(/^\s*::|##\[|\r/m);
    expect(stdout + stderr).not.toContain("\u001b");
    expect(stderr).toContain("\\x1b[2J");
  });
});

describe("cleaning stderr of values", () => {
  it("does not hide what is public: a live value that is the region, or a part of the function's name", async () => {
    const endpoint = await startEndpoint();
    endpoint.createFunction({ functionName: "payments-production", variables: { REGION: "us-east-1", STAGE: "production" } });
    const { stderr } = await runCli(["diff", "-f", "payments-production", "AA=1"], { endpoint });
    expect(stderr).toContain("payments-production · 123456789012 · us-east-1");
  });
});
