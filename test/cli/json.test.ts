/** `--json`: each command prints exactly one document that the schema allows, whatever the outcome. */
import type { ChildProcess } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/commands/catalog.ts";
import type { LocalEndpoint } from "../../src/local/server/server.ts";
import { main } from "../../src/main.ts";
import { type CliResult, runCli, targetIn, tempFolder } from "../support/cli.ts";
import { startEndpoint } from "../support/endpoint.ts";

import { schemaProblems } from "../support/schema.ts";

const FILES = {
  "template.yaml": "Resources: {Fn: {Type: AWS::Lambda::Function, Properties: {Environment: {Variables: {STAGE: prod}}}}}\n",
  "broken.yaml": "Resources: [\n",
  "bad.env": "not a variable\n",
  "taken.env": "STAGE=other\n",
};

interface Cases {
  readonly succeeds: readonly (readonly string[])[];
  readonly fails: readonly (readonly string[])[];
}

const CASES: Readonly<Record<string, Cases>> = {
  set: {
    succeeds: [
      ["-f", "my-fn", "STAGE=prod"],
      ["-f", "my-fn", "STAGE=dev"],
      ["-f", "my-fn", "-t", "template.yaml", "--dry-run"],
      ["-f", "my-fn", "STAGE=prod", "--publish", "--report", "junit=report.xml"],
      ["-f", "my-fn", "-f", "other-fn", "STAGE=prod"],
      ["-f", "*-fn", "STAGE=prod", "--dry-run"],
    ],
    fails: [
      [],
      ["-f", "my-fn"],
      ["-f", "my-fn", "-e", "bad.env"],
      ["-f", "my-fn", "-e", "missing.env"],
      ["-f", "my-fn", "-t", "broken.yaml"],
      ["-f", "no-such-fn", "STAGE=prod"],
      ["-f", "my-fn", "-f", "unreadable", "STAGE=prod"],
      ["-f", "no-such-*", "STAGE=prod"],
      ["-f", "unreadable", "STAGE=prod"],
      ["-f", "my-fn", "STAGE="],
      ["-f", "my-fn", "STAGE=prod", "--report", "markdown"],
    ],
  },
  unset: {
    succeeds: [
      ["-f", "my-fn", "OLD", "--yes"],
      ["-f", "my-fn", "NO_SUCH"],
      ["-f", "my-fn", "-f", "other-fn", "OLD", "--yes"],
    ],
    fails: [[], ["-f", "my-fn"], ["-f", "my-fn", "OLD"], ["-f", "no-such-fn", "OLD", "--yes"]],
  },
  edit: {
    succeeds: [["-f", "my-fn"]],
    fails: [
      ["-f", "no-such-fn"],
      ["-f", "my-fn", "NO_SUCH"],
      ["-f", "my-fn", "-f", "other-fn"],
      ["-f", "unreadable"],
    ],
  },
  undo: {
    succeeds: [],
    fails: [
      ["-f", "my-fn"],
      ["-f", "my-fn", "--history", "/h"],
      ["-f", "my-fn", "99"],
      ["-f", "my-fn", "h1", "--history", "/h"],
    ],
  },
  push: {
    succeeds: [
      ["-s", "prod/api", "STAGE=prod"],
      ["-s", "prod/api", "STAGE=prod", "--dry-run"],
      ["-s", "prod/new", "STAGE=prod", "--create"],
      ["-s", "prod/api", "--unset", "OLD", "--yes"],
      ["--parameter-path", "/prod/api", "STAGE=prod"],
    ],
    fails: [
      [],
      ["-s", "prod/api"],
      ["-s", "prod/new", "STAGE=prod"],
      ["-s", "prod/api", "--parameter-path", "/prod/api", "STAGE=prod"],
      ["-s", "prod/api", "STAGE="],
      ["-s", "prod/text", "STAGE=prod"],
      ["--parameter-path", "/prod/api", "STAGE="],
    ],
  },
  history: {
    succeeds: [
      ["-f", "my-fn"],
      ["-f", "my-fn", "--history", "/h"],
    ],
    fails: [
      ["-f", "no-such-fn"],
      ["-f", "my-fn", "-f", "other-fn"],
    ],
  },
  diff: {
    succeeds: [
      ["-f", "my-fn", "STAGE=prod"],
      ["-f", "my-fn", "STAGE=prod", "--exit-code"],
      ["-f", "my-fn", "STAGE=prod", "--out", "plan.json"],
      ["-f", "my-fn", "-f", "other-fn", "STAGE=prod"],
    ],
    fails: [[], ["-f", "my-fn"], ["-f", "my-fn", "-e", "bad.env"], ["-f", "my-fn", "A=", "--out", "bad.env"]],
  },
  pull: {
    succeeds: [
      ["-f", "my-fn", "pulled.env"],
      ["-f", "my-fn", "pulled.json", "--format", "json"],
      ["-f", "my-fn", "pulled.d.ts", "--format", "d.ts"],
      ["-f", "my-fn", "-f", "other-fn", "pulled/"],
    ],
    fails: [
      ["-f", "no-such-fn"],
      ["-f", "my-fn", "-"],
      ["-f", "*-fn", "-"],
      ["-f", "my-fn", "-f", "other-fn", "-", "--format", "sam-local"],
      ["-f", "my-fn", "--format", "nope"],
      ["-f", "my-fn", "taken.env"],
    ],
  },
  check: {
    succeeds: [
      ["-f", "my-fn"],
      ["-f", "my-fn", "-f", "other-fn"],
      ["--offline", "-t", "template.yaml"],
    ],
    fails: [["-f", "no-such-fn"], ["-f", "unreadable"], ["--offline"], ["--offline", "-t", "broken.yaml"], ["my-fn"]],
  },
  list: {
    succeeds: [["-f", "my-fn"], ["-f", "my-fn", "-f", "other-fn"], ["-f", "my-fn", "-t", "template.yaml"], ["--runtime"]],
    fails: [["-f", "no-such-fn"], ["-f", "unreadable"], ["my-fn"], ["-f", "my-fn", "-t", "broken.yaml"]],
  },
  get: {
    succeeds: [
      ["-f", "my-fn", "STAGE"],
      ["-f", "my-fn", "STAGE", "OLD"],
    ],
    fails: [[], ["-f", "my-fn"], ["-f", "my-fn", "NOPE"], ["-f", "unreadable", "STAGE"], ["-f", "*-fn", "STAGE"]],
  },
  policy: {
    succeeds: [
      ["-f", "my-fn"],
      ["-f", "my-fn", "--read-only"],
      ["-f", "my-fn", "-t", "template.yaml"],
      ["--push", "-s", "prod/api"],
    ],
    fails: [[], ["--push"], ["-f", "my-fn:live"], ["-f", "my-fn", "-t", "broken.yaml"]],
  },
  init: {
    succeeds: [["dev", "prod", "--yes"], ["--dry-run"], ["--yes"]],
    fails: [["-t", "missing.yaml"], ["-t", "broken.yaml"], ["no name"], ["qa"]],
  },
  // A problem is what it reports, not a failure of its own.
  doctor: {
    succeeds: [[], ["-f", "my-fn"]],
    fails: [
      ["-f", "*-fn"],
      ["-f", "my-fn", "-f", "other-fn"],
    ],
  },
  local: {
    succeeds: [[], ["--template", "template.yaml"]],
    fails: [
      ["--template", "broken.yaml"],
      ["--template", "missing.yaml"],
      ["--facts", "facts.yaml"],
      ["--region", "x--y"],
    ],
  },
};

/** Options that no command accepts. */
const BAD_LINES: readonly (readonly string[])[] = [["--no-such-option"], ["--quiet=yes"], ["-f"]];

interface Scene {
  readonly endpoint: LocalEndpoint;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

async function openScene(): Promise<Scene> {
  const endpoint = await startEndpoint();
  for (const functionName of ["my-fn", "other-fn", "unreadable"]) {
    endpoint.createFunction({ functionName, variables: { STAGE: "dev", OLD: "x" } });
  }
  endpoint.denyDecrypt("unreadable");
  endpoint.setSecret("prod/api", { STAGE: "dev", OLD: "x" });
  endpoint.setSecret("prod/text", "not an object");
  return { endpoint, cwd: tempFolder(FILES), env: { EDITOR: "true" } };
}

/** What serves until Ctrl-C gets one as soon as it has printed. */
const stopOnceItPrints = (child: ChildProcess): void => {
  child.stdout?.once("data", () => child.kill("SIGINT"));
};

/** Returns the document of a run. Errors: no document, more than one, or one that the schema does not allow. */
function documentOf({ stdout, stderr }: CliResult): { readonly error?: { readonly code: string; readonly exit_code: number } } {
  expect(stdout, stderr).toMatch(/^\{\n.*\n\}\n$/s);
  expect(schemaProblems(stdout)).toEqual([]);
  return JSON.parse(stdout);
}

/** What prints for others than a reader of JSON: the command that is run, and the shell that reads a script. */
const FOR_OTHERS: readonly string[] = ["run", "completion"];
const SPEAKING = COMMANDS.filter(({ name }) => !FOR_OTHERS.includes(name));

test("the cases are of all commands that there are", () => {
  expect(Object.keys(CASES).sort()).toEqual(SPEAKING.map(({ name }) => name).sort());
  for (const { name, options } of SPEAKING) expect(options, name).toContain("json");
});

describe.each(SPEAKING.map(({ name }) => name))("%s", (command) => {
  const { succeeds = [], fails = [] } = CASES[command] ?? {};

  test.each(succeeds.map((args) => [args.join(" "), args] as const))("prints one document: %s", async (_, args) => {
    const scene = await openScene();
    const options = command === "local" ? { ...scene, onStart: stopOnceItPrints } : scene;
    const result = await runCli([command, ...args, "--json"], options);
    expect(documentOf(result)).not.toHaveProperty("error");
    expect(result.code, result.stderr).toBe(args.includes("--exit-code") ? 2 : 0);
  });

  test.each([...fails, ...BAD_LINES].map((args) => [args.join(" "), args] as const))(
    "prints the document of its failure: %s",
    async (_, args) => {
      const result = await runCli([command, ...args, "--json"], await openScene());
      const { error } = documentOf(result);
      expect(result.stderr).toContain("lambda-env: error: ");
      expect([0, 2]).not.toContain(result.code);
      expect(error?.exit_code).toBe(result.code);
    },
  );
});

test("a command line without a command, or with an unknown one, is a failure too", async () => {
  for (const args of [["--json"], ["nope", "--json"], ["--json", "--nope"]]) {
    expect(documentOf(await runCli(args))).toMatchObject({ error: { code: "USAGE", exit_code: 64 } });
  }
});

test("the environment twin works like the option, even if the command line cannot be parsed", async () => {
  const env = { LAMBDA_ENV_JSON: "1" };
  for (const args of [
    ["nope", "-q"],
    ["set", "--nope"],
    ["list", "-f", "no-such-fn"],
  ]) {
    expect(documentOf(await runCli(args, { ...(await openScene()), env }))).toHaveProperty("error");
  }
});

describe("a failure after the result", () => {
  /** Puts somebody else's file where the run is about to write its own. */
  async function runAgainst(args: readonly string[], path: string): Promise<CliResult> {
    const { endpoint, cwd } = await openScene();
    endpoint.before("GetFunctionConfiguration", () => writeFileSync(join(cwd, path), "somebody else's\n"));
    return runCli([...args, "-f", "my-fn", "STAGE=prod", "--json"], { endpoint, cwd });
  }

  test("is part of the document: the plan that diff cannot write", async () => {
    expect(documentOf(await runAgainst(["diff", "--out", "plan.json"], "plan.json")).error?.code).toBe("CANNOT_WRITE");
  });

  test("is part of the document, which still says what was written: the report that set cannot write", async () => {
    const result = await runAgainst(["set", "--report", "markdown=report.md"], "report.md");
    expect(documentOf(result).error?.code).toBe("CANNOT_WRITE");
    expect(targetIn(result.stdout)).toMatchObject({ outcome: "written" });
    expect(result.code).toBe(73);
  });
});

test("a bug is a document too, and quotes nothing", async () => {
  const printed = { stdout: "", stderr: "" };
  const sink = (name: "stdout" | "stderr") => ({
    on: () => {},
    write: (text: string) => {
      printed[name] += text;
    },
  });
  const process = {
    argv: ["node", "lambda-env", "list", "-f", "my-fn", "--json"],
    env: {},
    stdout: sink("stdout"),
    stderr: sink("stderr"),
    on: () => {},
    once: () => {},
    version: "v0.0.0",
    platform: "linux",
    cwd: () => {
      throw new TypeError("zqxj");
    },
  };
  const code = await main(process as unknown as NodeJS.Process, { version: "0.0.0", help: async () => "" });
  expect(code).toBe(1);
  expect(documentOf({ ...printed, code }).error).toMatchObject({ code: "BUG", exit_code: 1 });
  expect(printed.stderr).toContain("this is a bug in lambda-env");
  expect(printed.stdout + printed.stderr).not.toContain("zqxj");
});
