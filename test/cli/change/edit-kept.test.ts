/** A text that somebody typed in `lambda-env edit` is not lost when it cannot be used. */
import { type ChildProcess, execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import { CLI_COMMAND, type CliOptions, type CliResult, cliEnvironment, runCli, tempFolder } from "../../support/cli.ts";
import { startEndpoint, updateCount } from "../../support/endpoint.ts";
import { takeKept } from "../kept-text.ts";

const LIVE = { API_KEY: "abc", STAGE: "dev" };
const TYPED = "NEW=typed-canary";
const TYPE = `echo ${TYPED} >>"$1"`;
const UPDATE = "UpdateFunctionConfiguration";

interface Scene {
  readonly endpoint: LocalEndpoint;
  readonly memory: string;
  readonly edit: (script: string, args?: readonly string[], more?: CliOptions) => Promise<CliResult>;
}

async function setScene(): Promise<Scene> {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: LIVE });
  const memory = tempFolder();
  const edit: Scene["edit"] = (script, args = ["--yes"], more = {}) => {
    const env = { XDG_RUNTIME_DIR: memory, VISUAL: "", EDITOR: writeEditor(script), ...more.env };
    return runCli(["edit", "-f", "my-fn", ...args], { endpoint, ...more, env });
  };
  return { endpoint, memory, edit };
}

function writeEditor(script: string): string {
  const file = join(tempFolder(), "editor");
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}

const theirs = `${CLI_COMMAND.map((word) => `'${word}'`).join(" ")} set -q -f my-fn STAGE=theirs >/dev/null`;
const change = `sed -i.bak 's/^STAGE=.*/STAGE=mine/' "$1"`;

interface Failure {
  readonly name: string;
  readonly script?: string;
  readonly args?: readonly string[];
  readonly before?: (endpoint: LocalEndpoint) => void;
  readonly code: number;
  readonly isOutdated?: true;
}

const FAILURES: readonly Failure[] = [
  { name: "nobody can be asked", args: [], code: 64 },
  { name: "AWS denies the write", before: (endpoint) => endpoint.deny(UPDATE), code: 77 },
  { name: "the update fails", before: (endpoint) => endpoint.failUpdate("my-fn", { reasonCode: "X", reason: "y" }), code: 1 },
  { name: "the history cannot be kept", args: ["--yes", "--history", "/h"], before: (e) => e.deny("PutParameter"), code: 77 },
  { name: "the text has a mistake", script: `${TYPE}; echo 'A B=1' >>"$1"`, code: 65 },
  { name: "Lambda would refuse the variables", script: `${TYPE}; echo 'AWS_REGION=x' >>"$1"`, code: 65 },
  { name: "someone else changed the same variable", script: `${TYPE}; ${theirs}; ${change}`, code: 75, isOutdated: true },
  { name: "the editor fails", script: `${TYPE}; exit 3`, code: 1 },
  { name: "the editor made the file anew", script: `${TYPE}; cp "$1" "$1.x"; chmod 644 "$1.x"; mv "$1.x" "$1"; exit 3`, code: 1 },
];

describe("what somebody typed is kept, and the last lines say where, if", () => {
  it.each(FAILURES)("$name", async ({ script = TYPE, args, before, code, isOutdated }) => {
    const { endpoint, memory, edit } = await setScene();
    before?.(endpoint);
    const result = await edit(script, args);
    expect(result).toMatchObject({ code, stderr: expect.stringMatching(/hint: .*your text is kept in [^\n]*\n$/) });
    expect(result.stdout + result.stderr).not.toContain("canary");
    expect(result.stderr.includes("before the same command reads it again")).toBe(isOutdated !== true);
    const { text } = takeKept(memory, result.stderr) ?? {};
    expect(text).toMatch(/^# Variables of function my-fn/);
    expect(text).toContain(`\n${TYPED}\n`);
  });

  it("the job is stopped", async () => {
    const { endpoint, memory, edit } = await setScene();
    let child: ChildProcess | undefined;
    endpoint.before(UPDATE, () => void child?.kill("SIGTERM"));
    endpoint.fail(UPDATE, { kind: "reset" });
    const onStart = (started: ChildProcess): void => {
      child = started;
    };
    const { code, stderr } = await edit(TYPE, ["--yes"], { onStart });
    expect(code).toBe(130);
    expect(takeKept(memory, stderr)?.text).toContain(TYPED);
  });

  it("the document of --json says it too", async () => {
    const { memory, edit } = await setScene();
    const { stdout } = await edit(TYPE, ["--json"]);
    const { hint } = JSON.parse(stdout).error;
    expect(takeKept(memory, hint)?.text).toContain(TYPED);
  });
});

it("the same command with the hint in front goes on with the text", async () => {
  const { endpoint, memory, edit } = await setScene();
  const { stderr } = await edit(TYPE, []);
  const [, assignment = ""] = /: (VISUAL='cp [^']+') before the same command/.exec(stderr) ?? [];
  const command = `${assignment} ${CLI_COMMAND.map((word) => `'${word}'`).join(" ")} edit -f my-fn --yes`;
  const env = cliEnvironment({ endpoint, env: { XDG_RUNTIME_DIR: memory } });
  await promisify(execFile)("/bin/sh", ["-c", command], { env });
  expect(endpoint.variables("my-fn")).toEqual({ ...LIVE, NEW: "typed-canary" });
  // It is the user's from then on.
  expect(takeKept(memory, stderr)?.text).toContain(TYPED);
});

it("a path that a shell would split is named alone", async () => {
  const { edit } = await setScene();
  const memory = join(tempFolder(), "in memory");
  mkdirSync(memory);
  const { stderr } = await edit(TYPE, [], { env: { XDG_RUNTIME_DIR: memory } });
  expect(stderr).not.toContain("VISUAL=");
  expect(takeKept(memory, stderr)?.text).toContain(TYPED);
});

it.each([
  ["it was set", TYPE, ["--yes"], 0],
  ["it was only to be shown", TYPE, ["--dry-run"], 0],
  ["it was left as it is, and the editor failed", "exit 1", ["--yes"], 1],
  ["it was emptied", `: >"$1"`, ["--yes"], 1],
  ["it was deleted", `rm "$1"`, ["--yes"], 1],
] as const)("nothing is kept of a text where %s", async (_, script, args, code) => {
  const { endpoint, memory, edit } = await setScene();
  const result = await edit(script, args);
  expect(result.code).toBe(code);
  expect(takeKept(memory, result.stderr)).toBeUndefined();
  expect(updateCount(endpoint)).toBe(args[0] === "--yes" && code === 0 ? 1 : 0);
});
