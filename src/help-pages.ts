/**
 * The help of each command and topic, by name. The build replaces this file by the pages themselves: yargs takes 30 ms to start.
 */
import { helpPageOf } from "./cli/command-help.ts";
import { HELP_TOPICS } from "./cli/help-topics.ts";
import { COMMANDS } from "./commands/catalog.ts";
import type { HelpPage } from "./output/help/layout.ts";

export const HELP_PAGES: Readonly<Record<string, HelpPage>> = {
  ...Object.fromEntries(COMMANDS.map((command) => [command.name, helpPageOf(command)])),
  ...HELP_TOPICS,
};
