/** The pages of help, for the build: of the program, and of all commands and topics; the manual page; and what the action takes. */
import { TWIN_ROWS } from "../src/cli/help-topics.ts";
import { COMMANDS } from "../src/commands/catalog.ts";
import { HELP_PAGE } from "../src/help.ts";
import { HELP_PAGES } from "../src/help-pages.ts";
import { renderManPage } from "../src/output/help/man-page.ts";

export { makeCommandTable } from "./action/catalog.ts";
export { HELP_PAGE, HELP_PAGES };

/** Returns the manual page of this version. */
export function makeManPage(version: string): string {
  const commands = COMMANDS.flatMap(({ name }) => {
    const page = HELP_PAGES[name];
    return page === undefined ? [] : [[name, page] as const];
  });
  return renderManPage({ version, program: HELP_PAGE, commands, twins: TWIN_ROWS });
}
