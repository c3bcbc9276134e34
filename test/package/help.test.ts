/** The help of a command is rendered when the program is built: it must be what yargs renders of the commands as they are. */
import { expect, test } from "vitest";
import { renderHelp } from "../../src/cli/command-help.ts";
import { COMMANDS } from "../../src/commands/catalog.ts";
import { runCli } from "../support/cli.ts";

test.each(COMMANDS)("help of $name is what its description says", async (command) => {
  const expected = { stdout: await renderHelp(command), stderr: "", code: 0 };
  expect(await runCli([command.name, "--help"])).toEqual(expected);
  expect(await runCli(["-h", command.name])).toEqual(expected);
});
