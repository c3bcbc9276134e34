/** What programs and logs get: one line per variable, whole, and the same on every machine. */
import { expect, test } from "vitest";
import { type CliResult, runCli, tempFolder } from "../../support/cli.ts";
import { startEndpoint } from "../../support/endpoint.ts";

const LONG = "0123456789".repeat(200);
const LIVE = { LONG, LINES: "one\ntwo\nthree", SHORT: "x", OTHER: "y" };
const ENV = `LONG=${LONG}x\nLINES="one\\nfour"\nNEW_ONE=2\n`;

async function start() {
  const endpoint = await startEndpoint();
  endpoint.createFunction({ functionName: "my-fn", variables: LIVE });
  const cwd = tempFolder({ ".env": ENV });
  const run = ([command = "", ...args]: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CliResult> =>
    runCli([command, "-f", "my-fn", ...args], { endpoint, cwd, env });
  return { endpoint, run };
}

test("each variable has one line, and its second field is its name", async () => {
  const { run } = await start();
  const { stdout } = await run(["diff", "-e", ".env", "--unset", "OTHER", "--show-values=always", "--all-variables"]);
  const lines = stdout.split("\n");
  expect(lines.slice(0, 5).map((line) => line.split(/\s+/).slice(0, 2).join(" "))).toEqual([
    "- OTHER",
    "~ LINES",
    "~ LONG",
    "+ NEW_ONE",
    "= SHORT",
  ]);
  expect(lines[1]).toMatch(/^~ LINES {4}"one\\ntwo\\nthree" -> "one\\nfour" +\.env:2$/);
  expect(lines[2]).toBe(`~ LONG     "${LONG}" -> "${LONG}x"  .env:1`);
  expect(lines.slice(5)).toEqual([
    "1 to add, 2 to update, 1 to remove, 1 unchanged",
    expect.stringMatching(/^\d+ of 4096 bytes, \d+ %$/),
    "set would ask: removes 1 (OTHER)",
    "",
  ]);
});

test("the width of a terminal that is not there and the locale change nothing of the result", async () => {
  const { run } = await start();
  const args = ["diff", "-e", ".env", "--show-values=always"];
  const { stdout } = await run(args);
  for (const env of [{ COLUMNS: "40" }, { LANG: "C" }, { LC_ALL: "POSIX" }]) expect((await run(args, env)).stdout).toBe(stdout);
});

test.each([
  ["set", "-e", ".env", "--dry-run"],
  ["unset", "SHORT", "--dry-run"],
  ["diff", "-e", ".env"],
])("%s lists unchanged variables on demand, by option and by its twin", async (...args) => {
  const { run } = await start();
  const few = await run(args);
  const all = await run([...args, "--all-variables"]);
  expect(few.stdout).not.toMatch(/^= /m);
  expect(all.stdout).toMatch(/^= OTHER /m);
  expect((await run(args, { LAMBDA_ENV_ALL_VARIABLES: "1" })).stdout).toBe(all.stdout);
  expect((await run([...args, "--json", "--all-variables"])).stdout).toBe((await run([...args, "--json"])).stdout);
});
