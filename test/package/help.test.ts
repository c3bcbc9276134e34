/** The pages of help are made when the program is built: they must be what the commands are now, laid out for the terminal. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { HELP_PAGES, makeManPage } from "../../scripts/render-help.ts";
import { TWIN_ROWS } from "../../src/cli/help-topics.ts";
import { OPTIONS } from "../../src/cli/options.ts";
import { COMMANDS } from "../../src/commands/catalog.ts";
import { EXIT_CODES } from "../../src/errors.ts";
import { HELP_PAGE } from "../../src/help.ts";
import { EXIT_CODE_ROWS } from "../../src/output/help/exit-codes.ts";
import { type HelpPage, layoutHelp } from "../../src/output/help/layout.ts";
import { SOURCES } from "../../src/sources/index.ts";
import { runCli } from "../support/cli.ts";
import { HAS_TERMINAL, runOnTerminal } from "../support/terminal.ts";
import { hasTools, skipNote } from "../support/tools.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const pageOf = (name: string): HelpPage => HELP_PAGES[name] ?? HELP_PAGE;

test.each(COMMANDS)("help of $name is what its description says", async ({ name }) => {
  const expected = { stdout: layoutHelp(pageOf(name), undefined), stderr: "", code: 0 };
  expect(await runCli([name, "--help"])).toEqual(expected);
  expect(await runCli(["-h", name])).toEqual(expected);
});

test("help of the program has every command and every source, lowest first", async () => {
  const { stdout, stderr, code } = await runCli(["--help"]);
  expect({ stdout, stderr, code }).toEqual({ stdout: layoutHelp(HELP_PAGE, undefined), stderr: "", code: 0 });
  const rows = HELP_PAGE.sections.flatMap(({ rows: some = [] }) => some.map(([term]) => term));
  for (const { name } of COMMANDS) expect(rows.filter((term) => term === name)).toHaveLength(1);
  const names = Object.values(SOURCES).map(({ name }) => name);
  expect(stdout.replace(/\n +/g, " ")).toContain(`what is live, ${names.join(", ")}; a later one wins`);
});

describe.skipIf(!HAS_TERMINAL)(`on a terminal${HAS_TERMINAL ? "" : " (skipped: there is no script of util-linux)"}`, () => {
  test.each([40, 60, 80, 100, 200])("of %d columns help is as wide as it", async (columns) => {
    for (const args of [["--help"], ["set", "--help"], ["help", "environment"]]) {
      const page = args[0] === "set" ? pageOf("set") : undefined;
      const { screen } = await runOnTerminal(args, { columns });
      const shown = screen.replaceAll("\r\n", "\n");
      if (page !== undefined || args.length === 1) expect(shown).toBe(layoutHelp(page ?? HELP_PAGE, columns));
      const width = Math.min(100, Math.max(60, columns));
      const lines = shown.split("\n").filter((line) => !line.startsWith("  lambda-env "));
      expect(lines.filter((line) => line.length > width)).toEqual([]);
    }
  });
});

test.each(COMMANDS)("examples of $name can be copied whole at any width", ({ name, examples }) => {
  for (const columns of [60, 80, 100]) {
    const lines = layoutHelp(pageOf(name), columns).split("\n");
    for (const [line, comment] of examples) {
      expect(lines[lines.indexOf(`  ${line}`) - 1]).toMatch(/^ {2}# /);
      expect(comment).not.toMatch(/^(?:and|of) /);
    }
  }
});

describe("lambda-env help TOPIC", () => {
  test("exit-codes has every code that there is", async () => {
    const { stdout, code } = await runCli(["help", "exit-codes"]);
    expect(code).toBe(0);
    for (const exitCode of [0, 2, ...Object.values(EXIT_CODES)]) expect(stdout).toMatch(new RegExp(`^  ${exitCode} +\\w`, "m"));
    expect(EXIT_CODE_ROWS).toHaveLength(new Set([0, 2, ...Object.values(EXIT_CODES)]).size);
  });

  test("environment has the twin of every option", async () => {
    const { stdout, code } = await runCli(["help", "environment"]);
    expect(code).toBe(0);
    for (const [twin] of TWIN_ROWS) expect(stdout).toMatch(new RegExp(`^  ${twin}(?: |$)`, "m"));
    expect(TWIN_ROWS).toHaveLength(Object.keys(OPTIONS).length);
  });

  test("of something else is a mistake, and `help` behind a command is a word of its own", async () => {
    for (const name of ["nothing-like-it", "constructor"])
      expect(await runCli(["help", name])).toMatchObject({ code: 64, stdout: "" });
    expect(await runCli(["policy", "help"])).toMatchObject({ code: 64, stdout: "" });
    expect((await runCli(["set", "-f", "my-fn", "--help"])).stdout).toBe(layoutHelp(pageOf("set"), undefined));
  });
});

describe("the manual page", () => {
  const { version } = JSON.parse(readFileSync(resolve(ROOT, "package.json"), "utf8")) as { readonly version: string };
  const file = resolve(ROOT, "dist/lambda-env.1");

  test("is what the commands are now", () => {
    const page = readFileSync(file, "utf8");
    expect(page).toBe(makeManPage(version));
    for (const { name } of COMMANDS) expect(page).toContain(`\n.SS ${name}\n`);
  });

  test.skipIf(!hasTools("groff"))(`can be read${skipNote("groff")}`, () => {
    const args = ["-man", "-Tutf8", "-ww", "-rLL=100n", "-P-cbou", file];
    const { stdout, stderr, status } = spawnSync("groff", args, { encoding: "utf8" });
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
    for (const { examples } of COMMANDS) for (const [line] of examples) expect(stdout).toContain(`${line}\n`);
  });
});
