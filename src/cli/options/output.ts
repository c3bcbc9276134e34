/** The options for what a run prints, and where. */
import type { OptionSpecs } from "../../core/option.ts";

export const OUTPUT_SPECS = {
  "all-variables": {
    group: "output",
    kind: "flag",
    about: "list unchanged variables too, of several functions those of each",
  },
  sort: { group: "output", kind: "string", argument: "name|size", about: "the order of the variables (default: name)" },
  runtime: { group: "output", kind: "flag", about: "explain the variables that Lambda sets itself; sends no request" },
  out: {
    group: "output",
    kind: "string",
    argument: "FILE",
    about: "write the plan to this file, without values, for set --plan",
  },
  report: {
    group: "output",
    kind: "list",
    argument: "KIND[=FILE]",
    about: "write a report: github (annotations and step summary), markdown, gitlab, junit or json; without values; repeatable",
  },
  "comment-id": {
    group: "output",
    kind: "string",
    argument: "ID",
    about: "with --report markdown: what identifies the comment, instead of account, region, stack, function and folder",
  },
  "exit-code": { group: "output", kind: "flag", about: "exit with 2 if there are differences" },
  push: { group: "output", kind: "flag", about: "the policy of the role that runs push, for this --secret or --parameter-path" },
  "read-only": { group: "output", kind: "flag", about: "the read-only policy, for diff, check and list" },
  "show-values": {
    group: "output",
    kind: "choice",
    choices: ["always"],
    about: "show values; in CI or a pipe only when written --show-values=always",
  },
  json: { group: "output", kind: "flag", about: "print one JSON document" },
  quiet: { group: "output", kind: "flag", alias: "q", about: "print only results, warnings and errors" },
  debug: { group: "output", kind: "flag", about: "print causes and request ids, never values" },
  "no-color": { group: "output", kind: "flag", about: "no colours" },
} as const satisfies OptionSpecs;
