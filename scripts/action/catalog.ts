/** What the commands take, for the build of the action: its inputs follow from the catalog of the commands. */
import { OPTIONS } from "../../src/cli/options.ts";
import { COMMANDS } from "../../src/commands/catalog.ts";
import type { OptionSpec } from "../../src/core/option.ts";
import { ACTION_COMMANDS, type CommandTable } from "./inputs.ts";

/** Returns the commands that the action offers, with the kinds of their options. */
export function makeCommandTable(): CommandTable {
  const offered = ACTION_COMMANDS.flatMap((name) => COMMANDS.filter((command) => command.name === name));
  return Object.fromEntries(
    offered.map(({ name, words, options }) => [
      name,
      {
        words: words === undefined ? undefined : words.max === 1 ? "one" : "many",
        options: Object.fromEntries(options.map((option) => [option, OPTIONS[option].kind])),
        letters: Object.fromEntries(options.flatMap((option) => lettersOf(option).map((letter) => [letter, option]))),
      },
    ]),
  );
}

function lettersOf(option: keyof typeof OPTIONS): readonly string[] {
  const { alias }: OptionSpec = OPTIONS[option];
  return alias === undefined ? [] : [alias];
}
