/** What a run loads of `dist/`: the code of the sources that it names, and of no other. */
import { execFile } from "node:child_process";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { cliEnvironment, tempFolder } from "../support/cli.ts";
import { startEndpoint } from "../support/endpoint.ts";

const PROGRAM = resolve(import.meta.dirname, "../../bin/lambda-env.js");
const run = promisify(execFile);

/** Writes the names of the files of `dist/` that were loaded, without their hashes, to standard error. */
const WITNESS = `
  const { basename, dirname } = require("node:path");
  process.on("exit", () => {
    const files = Object.keys(require.cache).filter((file) => basename(dirname(file)) === "dist");
    process.stderr.write("\\nLOADED " + files.map((file) => basename(file, ".cjs").replace(/-[\\w-]{8}$/, "")).sort().join(" "));
  });
`;

const TEMPLATE = `Resources:
  Api:
    Type: AWS::Serverless::Function
    Properties: {Environment: {Variables: {STAGE: prod}}}
`;

const START = ["entry", "rolldown-runtime"];
/** What each `set` takes, and each without more than these. */
const SET = [...START, "network", "cli", "commands", "sdk"];

test.each([
  [["--help"], START, []],
  [["set", "--help"], [...START, "help-pages"], []],
  [["set", "-f", "my-fn", "STAGE=x"], SET, []],
  [["set", "-f", "my-fn", "-e", ".env"], SET, []],
  [["set", "-f", "my-fn", "-e", ".env", "-t", "template.yaml"], [...SET, "template"], []],
  [
    ["set", "-f", "my-fn", "-s", "prod/a"],
    [...SET, "secret"],
    ["template", "parameter"],
  ],
  [
    ["set", "-f", "my-fn", "--parameter", "STAGE=/a"],
    [...SET, "parameter"],
    ["template", "secret"],
  ],
  [
    ["policy", "-f", "my-fn", "-s", "prod/a"],
    [...START, "network", "cli", "policy"],
    ["template", "secret", "parameter", "sdk"],
  ],
  [
    ["run", "-f", "my-fn", "--", process.execPath, "--version"],
    [...START, "network", "cli", "sdk", "run"],
    ["template", "secret", "parameter"],
  ],
  [
    ["get", "-f", "my-fn", "STAGE"],
    [...START, "network", "cli", "sdk", "get"],
    ["template", "secret", "parameter"],
  ],
  [
    ["check", "--offline", "-t", "template.yaml"],
    [...START, "cli", "check", "template"],
    ["sdk", "secret", "parameter", "pattern"],
  ],
  [["__complete", "zsh", "set", "--"], [...START, "network", "cli", "complete"], []],
  [
    ["__complete", "zsh", "set", "-t", "template.yaml", "--region", ""],
    [...START, "cli", "complete"],
    ["template", "sdk", "commands"],
  ],
] as const)("%j", async (args, loaded, unloaded) => {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" } });
  endpoint.setSecret("prod/a", { STAGE: "x" });
  endpoint.setParameter("/a", "x");
  const cwd = tempFolder({ "witness.cjs": WITNESS, ".env": "STAGE=x\n", "template.yaml": TEMPLATE });
  const { stderr } = await run(process.execPath, ["-r", join(cwd, "witness.cjs"), PROGRAM, ...args], {
    cwd,
    env: cliEnvironment({ endpoint }),
  });
  const names = (/LOADED (.*)$/.exec(stderr)?.[1] ?? "").split(" ");
  expect(names).toEqual(expect.arrayContaining([...loaded]));
  if (unloaded.length === 0) expect(names.toSorted()).toEqual([...loaded].sort());
  expect(names.filter((name) => unloaded.some((other) => name === other))).toEqual([]);
});

test("completion loads neither the SDK nor a parser for functions that it knows", async () => {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: { STAGE: "dev" } });
  const cwd = tempFolder({ "witness.cjs": WITNESS });
  const env = cliEnvironment({ endpoint });
  const complete = ["-r", join(cwd, "witness.cjs"), PROGRAM, "__complete", "zsh", "set", "-f", ""];
  const first = await run(process.execPath, complete, { cwd, env });
  const second = await run(process.execPath, complete, { cwd, env });
  expect(second.stdout).toBe(first.stdout);
  expect(second.stdout).toContain("my-fn\n");
  expect(first.stderr).toMatch(/LOADED .*\bsdk\b/);
  expect(second.stderr).not.toMatch(/LOADED .*\b(?:sdk|template)\b/);
});
