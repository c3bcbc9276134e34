/** The help of the program as a whole. The build replaces this file by the page itself, so that showing it costs nothing. */
import { SOURCE_NAMES } from "./cli/options.ts";
import { COMMAND_GROUPS } from "./commands/catalog.ts";
import type { HelpPage, HelpSection } from "./output/help/layout.ts";

export const HELP_PAGE: HelpPage = {
  usage: ["lambda-env COMMAND [options]"],
  about: "lambda-env changes the environment variables of AWS Lambda functions and never loses one",
  sections: [
    {
      title: "Typical use",
      examples: [
        ["lambda-env diff -f my-fn -t template.yaml -e .env", "what would change"],
        ["lambda-env set -f my-fn -t template.yaml -e .env", "change it, keep everything else"],
        ["lambda-env pull -f my-fn", "write the live variables to .env"],
      ],
    },
    ...Object.entries(COMMAND_GROUPS).map(
      ([title, commands]): HelpSection => ({ title, rows: commands.map(({ name, summary }) => [name, summary]) }),
    ),
    {
      title: "Sources",
      text: [
        `Lowest first: what is live, ${SOURCE_NAMES.join(", ")}; a later one wins.`,
        "Nothing is read that you did not name; in a SAM project, samconfig.toml names the stack where you name neither function nor stack.",
      ].join(" "),
    },
    {
      title: "Help",
      rows: [
        ["lambda-env COMMAND --help", "the options of a command"],
        ["lambda-env help environment", "environment variables, one for each option"],
        ["lambda-env help exit-codes", "what each exit code means"],
      ],
    },
  ],
};
