/** The command that writes variables to a file, without its code. */
import type { Command } from "../../cli/command.ts";
import { ABOUT_READ_FUNCTION } from "../../cli/options/target.ts";
import { AWS_OPTIONS, COMMON_OPTIONS, TARGET_OPTIONS } from "../../cli/options.ts";

export const PULL_COMMANDS: readonly Command[] = [
  {
    name: "pull",
    summary: "write the live variables to a file, exactly or not at all",
    words: { usage: "FILE", about: "the file to write (default .env); - is standard output", max: 1 },
    options: [
      ...TARGET_OPTIONS,
      "format",
      "only",
      "except",
      "exclude-template",
      "template",
      "portable",
      "skip-unrepresentable",
      "yes",
      "timeout",
      ...AWS_OPTIONS,
      ...COMMON_OPTIONS,
    ],
    optionTexts: {
      function: ABOUT_READ_FUNCTION,
      template: "the template of the function, for --exclude-template and --format sam-local",
      yes: "do not ask before overwriting values in the file",
    },
    optionGroups: { sources: "Which function", change: "What to write" },
    examples: [
      ["lambda-env pull -f my-fn", "write all variables to .env"],
      ["lambda-env pull -f my-fn -t template.yaml --exclude-template", "leave out the public values of the template"],
      ["lambda-env pull -f my-fn env.json --format sam-local", "write a file for sam local invoke --env-vars env.json"],
      ["lambda-env pull --all env.d", "in a SAM project: write one file for each function"],
    ],
    load: () => import("./pull.ts"),
  },
];
