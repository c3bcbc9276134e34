/** The pages of help, for the build: of all commands and of the program, and the manual page. */
import { helpPageOf } from "../src/cli/command-help.ts";
import { TWIN_ROWS } from "../src/cli/help-topics.ts";
import { COMMANDS } from "../src/commands/catalog.ts";
import { HELP_PAGE } from "../src/help.ts";
import type { HelpPage } from "../src/output/help/layout.ts";
import { renderManPage } from "../src/output/help/man-page.ts";

export { HELP_PAGE };

export const pages: Readonly<Record<string, HelpPage>> = Object.fromEntries(
  COMMANDS.map((command) => [command.name, helpPageOf(command)]),
);

/** Returns the manual page of this version. */
export function makeManPage(version: string): string {
  return renderManPage({ version, program: HELP_PAGE, commands: pages, twins: TWIN_ROWS });
}
