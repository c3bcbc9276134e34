/** The help of all commands and of the program, for the build. */

import { renderHelp } from "../src/cli/command-help.ts";
import { COMMANDS } from "../src/commands/catalog.ts";

export { HELP } from "../src/help.ts";

export const texts: Promise<Readonly<Record<string, string>>> = Promise.all(
  COMMANDS.map(async (command) => [command.name, await renderHelp(command)] as const),
).then(Object.fromEntries);
