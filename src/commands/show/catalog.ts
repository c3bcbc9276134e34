/** The commands that show variables, without their code. */
import type { Command } from "../../cli/command.ts";
import { AWS_OPTIONS, COMMON_OPTIONS, SOURCE_OPTIONS, TARGET_OPTIONS, TYPED_OPTIONS } from "../../cli/options.ts";

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
];
