/** The help of a command is rendered when the program is built: it must be what yargs renders of the commands as they are. */
import { expect, test } from "vitest";
import { renderHelp } from "../../src/cli/command-help.ts";
import { COMMANDS } from "../../src/commands/catalog.ts";
import { HELP } from "../../src/help.ts";
import { SOURCES } from "../../src/sources/index.ts";
import { runCli } from "../support/cli.ts";

test.each(COMMANDS)("help of $name is what its description says", async (command) => {
  const expected = { stdout: await renderHelp(command), stderr: "", code: 0 };
  expect(await runCli([command.name, "--help"])).toEqual(expected);
  expect(await runCli(["-h", command.name])).toEqual(expected);
});

test("help of the program is what its source says, and names the sources, lowest first", async () => {
  expect(await runCli(["--help"])).toEqual({ stdout: HELP, stderr: "", code: 0 });
  expect(HELP.split("\n").filter((line) => line.length > 100)).toEqual([]);
  const names = Object.values(SOURCES).map(({ name }) => name);
  expect(HELP.replaceAll("\n", " ")).toContain(`what is live, ${names.join(", ")}; a later one wins`);
});
