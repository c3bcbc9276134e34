/** The commands that show variables, without their code. */
import type { Command } from "../../cli/command.ts";
import {
  AWS_OPTIONS,
  COMMON_OPTIONS,
  ONE_TARGET_OPTIONS,
  SOURCE_OPTIONS,
  TARGET_OPTIONS,
  TYPED_OPTIONS,
} from "../../cli/options.ts";

export const SHOW_COMMANDS: readonly Command[] = [
  {
    name: "diff",
    summary: "show what `set` with the same sources would change; writes nothing",
    words: { usage: "NAME=VALUE | NAME", about: "a variable, as in set" },
    options: [
      ...TARGET_OPTIONS,
      ...SOURCE_OPTIONS,
      "unset",
      "prune",
      "literal",
      ...TYPED_OPTIONS,
      "out",
      "details",
      "report",
      "comment-id",
      "exit-code",
      "show-values",
      "timeout",
      ...AWS_OPTIONS,
      ...COMMON_OPTIONS,
    ],
    examples: [
      ["lambda-env diff -f my-fn -t template.yaml -e .env", "what would set change"],
      ["lambda-env diff -f my-fn -t template.yaml -s prod/my-fn --exit-code", "2 when something differs, for CI"],
      ["lambda-env diff", "in a SAM project: every function against the template"],
      ["lambda-env diff -f my-fn -e .env --out plan.json --report markdown", "for a pull request, and for set --plan"],
    ],
    load: () => import("./diff.ts"),
  },
  {
    name: "list",
    summary: "names, where each comes from, size; values only with --show-values",
    options: [...TARGET_OPTIONS, "runtime", ...SOURCE_OPTIONS, "show-values", "timeout", ...AWS_OPTIONS, ...COMMON_OPTIONS],
    examples: [
      ["lambda-env list -f my-fn -t template.yaml", "which variables are the template's"],
      ["lambda-env list", "in a SAM project: of all its functions"],
      ["lambda-env list --runtime", "which names are Lambda's own, and what they hold"],
    ],
    load: () => import("./list.ts"),
  },
  {
    name: "get",
    summary: "print the value of one variable as it is, or of several as JSON",
    words: { usage: "NAME", about: "a variable of the function; several need --json" },
    options: [...ONE_TARGET_OPTIONS, "timeout", ...AWS_OPTIONS, ...COMMON_OPTIONS],
    optionTexts: {
      function: "the function; by its logical id with --stack",
      json: "print one JSON document, which can hold several values",
    },
    examples: [
      ["lambda-env get -f my-fn DB_URL", "the value, byte for byte; a line feed is added on a terminal only"],
      ['DB_URL="$(lambda-env get -q -f my-fn DB_URL)"', "in a script; the shell drops line feeds at the end"],
      ["lambda-env get -f my-fn DB_USER DB_PASSWORD --json", "several, in targets[0].values"],
    ],
    load: () => import("./get.ts"),
  },
];
