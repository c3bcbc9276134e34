/** The commands that show variables, without their code. */
import type { Command } from "../../cli/command.ts";
import { ABOUT_CHANGE_ONE, ABOUT_READ_FUNCTION, ABOUT_READ_ONE } from "../../cli/options/target.ts";
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
    summary: "show what set would change with the same sources; write nothing",
    words: { usage: "NAME=VALUE | NAME", about: "a variable, as in set" },
    options: [
      ...TARGET_OPTIONS,
      ...SOURCE_OPTIONS,
      "only",
      "except",
      "unset",
      "prune",
      "literal",
      ...TYPED_OPTIONS,
      "out",
      "all-variables",
      "report",
      "comment-id",
      "exit-code",
      "show-values",
      "timeout",
      ...AWS_OPTIONS,
      ...COMMON_OPTIONS,
    ],
    optionTexts: {
      function: ABOUT_READ_FUNCTION,
      unset: "show the removal of this variable; * matches any text, ? one character; repeatable",
      prune: "show the removal of all live variables that no source defines",
    },
    optionGroups: { change: "What set would change" },
    examples: [
      ["lambda-env diff -f my-fn -t template.yaml -e .env", "compare the function with the template and a .env file"],
      ["lambda-env diff -f my-fn -t template.yaml -s prod/my-fn --exit-code", "in a pipeline: exit with 2 if anything differs"],
      ["lambda-env diff", "in a SAM project: compare every function with the template"],
      ["lambda-env diff -f orders-prod --from orders-dev", "compare two functions, without a value"],
      [
        "lambda-env diff -f my-fn -e .env --out plan.json --report markdown",
        "a plan for set --plan, and a report for the pull request",
      ],
    ],
    load: () => import("./diff.ts"),
  },
  {
    name: "list",
    summary: "show names, where each value comes from, and the size",
    options: [
      ...TARGET_OPTIONS,
      "runtime",
      ...SOURCE_OPTIONS,
      "only",
      "except",
      "sort",
      "show-values",
      "timeout",
      ...AWS_OPTIONS,
      ...COMMON_OPTIONS,
    ],
    optionTexts: { function: ABOUT_READ_FUNCTION },
    optionGroups: { change: "Which variables" },
    examples: [
      ["lambda-env list -f my-fn -t template.yaml", "show which variables come from the template"],
      ["lambda-env list", "in a SAM project: show all functions"],
      ["lambda-env list -f my-fn:live", "show what the alias live has"],
      ["lambda-env list --runtime", "show which names belong to Lambda, and what they hold"],
    ],
    load: () => import("./list.ts"),
  },
  {
    name: "get",
    summary: "print the value of a variable, or of several as JSON",
    words: { usage: "NAME", about: "a variable of the function; several need --json", required: true },
    options: [...ONE_TARGET_OPTIONS, "timeout", ...AWS_OPTIONS, ...COMMON_OPTIONS],
    optionTexts: {
      function: ABOUT_READ_ONE,
      json: "print one JSON document, which can hold several values",
    },
    examples: [
      ["lambda-env get -f my-fn DB_URL", "print the value as it is; only on a terminal a line feed follows"],
      ['DB_URL="$(lambda-env get -q -f my-fn DB_URL)"', "take it into a script; the shell drops line feeds at its end"],
      ["lambda-env get -f my-fn DB_USER DB_PASSWORD --json", "print several, in targets[0].values"],
    ],
    load: () => import("./get.ts"),
  },
  {
    name: "history",
    summary: "show earlier sets of variables, to go back to with undo",
    options: [...ONE_TARGET_OPTIONS, "history", "timeout", ...AWS_OPTIONS, ...COMMON_OPTIONS],
    optionTexts: {
      function: ABOUT_CHANGE_ONE,
      history: "the path in Parameter Store that set, unset, edit and undo store sets at",
    },
    optionGroups: { change: "Which sets" },
    examples: [
      ["lambda-env history -f my-fn", "show the published versions, and what changed from one to the next"],
      ["lambda-env history -f my-fn --history /lambda-env/history", "show the sets before each write of lambda-env too"],
    ],
    load: () => import("./history.ts"),
  },
];
