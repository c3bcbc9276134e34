/** `run`: the streams, the exit code and the signals of the command are ours. */
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { CLI_COMMAND, cliEnvironment, runCli, tempFolder } from "../../support/cli.ts";
import { IS_FULL } from "../../support/depth.ts";
import { startEndpoint } from "../../support/endpoint.ts";
import { HAS_TERMINAL, runOnTerminal } from "../../support/terminal.ts";

const NODE = process.execPath;

async function start(): Promise<LocalEndpoint> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev", API_KEY: "live-key" } });
  return endpoint;
}

const run = (...command: readonly string[]): string[] => ["run", "-q", "-f", "my-fn", "--", ...command];

const CODES = IS_FULL ? Array.from({ length: 256 }, (_, code) => code) : [0, 1, 2, 64, 77, 126, 127, 130, 255];

describe("the exit code of the command is that of run", () => {
  it.each(CODES)("%i", async (code) => {
    expect((await runCli(run("sh", "-c", `exit ${code}`), { endpoint: await start() })).code).toBe(code);
  });

  it("is 127 for one that does not exist and 126 for one that cannot be run, as in shells", async () => {
    const endpoint = await start();
    const cwd = tempFolder({ "not-executable": "#!/bin/sh\n", script: "#!/no/such/shell\n" });
    const env = { PATH: `${cwd}:${process.env["PATH"]}` };
    chmodSync(join(cwd, "script"), 0o755);
    for (const [command, code, message] of [
      ["no-such-command", 127, "no-such-command was not found"],
      ["./no-such-file", 127, "./no-such-file was not found"],
      ["./not-executable", 126, "./not-executable cannot be run"],
      ["./script", 126, "the program that its first line names does not exist"],
      [cwd, 126, "cannot be run"],
    ] as const) {
      const result = await runCli(run(command), { endpoint, cwd, env });
      expect(result).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(message) });
    }
  });

  it("does not repeat what may be a value in the place of a command", async () => {
    const endpoint = await start();
    const value = await runCli(run("live-key"), { endpoint });
    expect(value).toMatchObject({ code: 127, stderr: expect.stringContaining("the command was not found") });
    const assignment = await runCli(run("API_KEY=secret", "npm"), { endpoint });
    expect(assignment).toMatchObject({ code: 64, stderr: expect.stringContaining("put it before --") });
    expect(value.stderr + assignment.stderr).not.toMatch(/live-key|secret/);
  });
});

describe("the streams of run are the command's", () => {
  it("to the last byte, in and out", async () => {
    const endpoint = await start();
    const input = "é\n".repeat(200_000);
    const { code, stdout } = await runCli(run("cat"), { endpoint, input });
    expect(code).toBe(0);
    expect(stdout === input).toBe(true);
    const late = await runCli(run(NODE, "-e", "process.stdout.write('x'.repeat(3e6)); process.exitCode = 3"), { endpoint });
    expect({ code: late.code, length: late.stdout.length }).toEqual({ code: 3, length: 3e6 });
  });

  it("and its arguments arrive as they were typed, options and a second -- included", async () => {
    const words = ["--json", "-f", "other", "--", "a b", "", "'q'", '"q"', "$HOME", "*", "é\n", "-"];
    const { stdout } = await runCli(run(NODE, "-e", "console.log(JSON.stringify(process.argv.slice(1)))", "--", ...words), {
      endpoint: await start(),
    });
    expect(JSON.parse(stdout)).toEqual(words);
  });

  it.each([
    [[]],
    [["--"]],
    [["--", ""]],
    [["npm", "start"]],
    [["--nope", "--", "env"]],
    [["--json", "--", "env"]],
    [["-f", "other-fn", "--", "env"]],
    [["-f", "*-fn", "--", "env"]],
    [["--all", "--", "env"]],
    [["--allow", "A*", "--", "env"]],
    [["-e", "no-such.env", "--", "env"]],
  ])("so that nothing of ours is printed there, not even as JSON: %j", async (words) => {
    const endpoint = await start();
    const env = { LAMBDA_ENV_JSON: "1" };
    const { code, stdout, stderr } = await runCli(["run", "-f", "my-fn", ...words], { endpoint, env });
    expect({ code: [64, 66].includes(code ?? 0), stdout }).toEqual({ code: true, stdout: "" });
    expect(stderr).toContain("lambda-env: error: ");
  });
});

describe("in a job that asks for masks", () => {
  it.each(["secrets", "all"])("%s of the values come before anything that the command prints", async (mask) => {
    const env = { GITHUB_ACTIONS: "true", LAMBDA_ENV_GITHUB_MASK: mask };
    const program = `${CLI_COMMAND.map((word) => `'${word}'`).join(" ")} run -f my-fn -- sh -c 'echo "$API_KEY" >&2'`;
    const child = spawn("sh", ["-c", `${program}; exit $?`], {
      env: cliEnvironment({ endpoint: await start(), env }),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let log = "";
    child.stderr.on("data", (chunk: Buffer) => {
      log += chunk.toString();
    });
    await new Promise((done) => child.once("close", done));
    expect(log.split("\n")[0]).toBe("::add-mask::live-key");
    expect(log.split("\n").at(-2)).toBe("live-key");
  });
});

/** Says when it listens, counts the signals that it gets, and ends with 7 when its input does. */
const COUNTER = `
  let count = 0;
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR2"])
    process.on(name, () => console.log(name + " " + ++count));
  process.stdin.on("data", () => { console.log("total " + count); process.exitCode = 7; process.stdin.destroy(); });
  console.log("ready");
`;

interface Ended {
  readonly stdout: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Runs in a session of its own, without a terminal, and does what `steps` say when a text has appeared. */
function runApart(
  args: readonly string[],
  endpoint: LocalEndpoint,
  steps: readonly (readonly [appears: string, act: (child: ChildProcess) => void])[] = [],
): Promise<Ended> {
  const [node = "", ...bin] = CLI_COMMAND;
  const child = spawn(node, [...bin, ...args], {
    env: cliEnvironment({ endpoint }),
    stdio: ["pipe", "pipe", "ignore"],
    detached: true,
  });
  const waiting = [...steps];
  let stdout = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
    while (waiting[0] !== undefined && stdout.includes(waiting[0][0])) waiting.shift()?.[1](child);
  });
  return new Promise((done) => child.once("close", (code, signal) => done({ stdout, code, signal })));
}

describe("signals", () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR2"] as const)(
    "%s reaches the command once, and does not end run",
    async (name) => {
      const { stdout, code } = await runApart(run(NODE, "-e", COUNTER), await start(), [
        ["ready", (child) => child.kill(name)],
        [`${name} 1`, (child) => child.stdin?.end("q")],
      ]);
      expect({ stdout, code }).toEqual({ stdout: `ready\n${name} 1\ntotal 1\n`, code: 7 });
    },
  );

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("a command that %s ends has run ended by it too", async (name) => {
    const ended = await runApart(run("sh", "-c", `kill -${name.slice(3)} $$`), await start());
    expect(ended).toMatchObject({ code: null, signal: name });
  });

  it.each(["SIGKILL", "SIGABRT", "SIGPIPE"] as const)("a command that %s ends is 128 and its number", async (name) => {
    const ended = await runApart(run("sh", "-c", `kill -${name.slice(3)} $$`), await start());
    expect(ended).toMatchObject({ code: 128 + constants.signals[name], signal: null });
  });
});

describe.skipIf(!HAS_TERMINAL)(`on a terminal${HAS_TERMINAL ? "" : " (skipped: no script that opens one)"}`, () => {
  it("each Ctrl-C reaches the command once, and it may go on", async () => {
    const { screen } = await runOnTerminal(run(NODE, "-e", COUNTER), {
      endpoint: await start(),
      dialogue: [
        ["ready", "\u0003"],
        ["SIGINT 1", "\u0003"],
        ["SIGINT 2", "\u0003"],
        ["SIGINT 3", "q\r"],
      ],
    });
    // The shell around it got each of them as well, and ends by them in its own time: the exit code is not ours.
    expect(screen).toContain("total 3");
  });

  it("a SIGTERM for run alone reaches the command", async () => {
    const command = `console.log("parent " + process.ppid); ${COUNTER}`;
    let screen = "";
    const ended = await runOnTerminal(run(NODE, "-e", command), {
      endpoint: await start(),
      onStart: (child) => {
        child.stdout?.on("data", (chunk: Buffer) => {
          screen += chunk.toString();
        });
      },
      dialogue: [
        [
          "ready",
          () => {
            process.kill(Number(/parent (\d+)/.exec(screen)?.[1]), "SIGTERM");
            return "";
          },
        ],
        ["SIGTERM 1", "q\r"],
      ],
    });
    expect(ended).toMatchObject({ code: 7, screen: expect.stringContaining("total 1") });
  });

  it("Ctrl-C ends a command that does not listen, and the command has the terminal", async () => {
    const command =
      "console.log([process.stdin, process.stdout, process.stderr].map(({ isTTY }) => isTTY).join(' ')); setInterval(() => {}, 1e3);";
    const { screen, code } = await runOnTerminal(run(NODE, "-e", command), {
      endpoint: await start(),
      dialogue: [["true true true", "\u0003"]],
    });
    expect(screen).toContain("true true true");
    expect(code).toBe(130);
  });
});
