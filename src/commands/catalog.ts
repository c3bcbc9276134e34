/** The commands there are. This file holds no code of theirs, so that help and usage errors load none. */
import type { Command } from "./command.ts";
import { AWS_OPTIONS, COMMON_OPTIONS, SOURCE_OPTIONS } from "./options.ts";

export const COMMANDS: readonly Command[] = [
  {
    name: "set",
    summary: "merge sources into the function's variables and write them",
    words: { usage: "NAME=VALUE | NAME", about: "a variable; NAME alone takes the value from your own environment" },
    options: [
      "function",
      ...SOURCE_OPTIONS,
      "unset",
      "prune",
      "stdin",
      "dry-run",
      "yes",
      "show-values",
      "timeout",
      ...AWS_OPTIONS,
      ...COMMON_OPTIONS,
    ],
    examples: [
      ["lambda-env set -f my-fn -t template.yaml -s prod/my-fn", "public values and a secret's keys"],
      ["lambda-env set -f my-fn -e .env", "the values of a file"],
      ["lambda-env set -f my-fn API_KEY --stdin < key.txt", "one value, in no history and no process list"],
      ["lambda-env set -f my-fn LOG_LEVEL=debug", "one public value"],
    ],
    load: () => import("./set.ts"),
  },
  {
    name: "unset",
    summary: "remove the named variables",
    words: { usage: "NAME", about: "a variable to remove" },
    options: ["function", "dry-run", "yes", "show-values", "timeout", ...AWS_OPTIONS, ...COMMON_OPTIONS],
    examples: [["lambda-env unset -f my-fn OLD_KEY", "remove one variable, keep all others"]],
    load: () => import("./unset.ts"),
  },
  {
    name: "diff",
    summary: "show what `set` with the same sources would change; writes nothing",
    words: { usage: "NAME=VALUE | NAME", about: "a variable, as in set" },
    options: [
      "function",
      ...SOURCE_OPTIONS,
      "unset",
      "prune",
      "stdin",
      "exit-code",
      "show-values",
      "timeout",
      ...AWS_OPTIONS,
      ...COMMON_OPTIONS,
    ],
    examples: [
      ["lambda-env diff -f my-fn -t template.yaml -e .env", "what would set change"],
      ["lambda-env diff -f my-fn -t template.yaml -s prod/my-fn --exit-code", "2 when something differs, for CI"],
    ],
    load: () => import("./diff.ts"),
  },
  {
    name: "list",
    summary: "names, where each comes from, size; values only with --show-values",
    options: ["function", ...SOURCE_OPTIONS, "show-values", "timeout", ...AWS_OPTIONS, ...COMMON_OPTIONS],
    examples: [["lambda-env list -f my-fn -t template.yaml", "which variables are the template's"]],
    load: () => import("./list.ts"),
  },
  {
    name: "local",
    summary: "serve a local Lambda endpoint to rehearse against",
    options: ["template", "stack", "port", "data", "update-time", "region", ...COMMON_OPTIONS],
    examples: [["lambda-env local --template template.yaml --port 4566", "a rehearsal of the template's functions"]],
    load: () => import("./local.ts"),
  },
];
