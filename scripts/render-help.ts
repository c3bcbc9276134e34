/** The help of all commands, for the build. */
import { COMMANDS } from "../src/commands/catalog.ts";
import { renderHelp } from "../src/commands/command-help.ts";

export const texts: Promise<Readonly<Record<string, string>>> = Promise.all(
  COMMANDS.map(async (command) => [command.name, await renderHelp(command)] as const),
).then(Object.fromEntries);
