/** The options for what to change, and how. */
import type { OptionSpecs } from "../../core/option.ts";

export const CHANGE_SPECS = {
  unset: {
    group: "change",
    kind: "list",
    argument: "NAME",
    about: "remove this variable; * matches any text, ? one character; repeatable",
  },
  prune: { group: "change", kind: "flag", about: "remove all live variables that no source defines" },
  only: {
    group: "change",
    kind: "list",
    argument: "NAME",
    about: "only these variables; * matches any text, ? one character; repeatable",
  },
  except: {
    group: "change",
    kind: "list",
    argument: "NAME",
    about: "leave these variables alone, even if --only names them; repeatable",
  },
  literal: {
    group: "change",
    kind: "list",
    argument: "NAME",
    about: "accept the value of this variable as it is, even if it is empty, a placeholder, a reference or encrypted; repeatable",
  },
  plan: {
    group: "change",
    kind: "string",
    argument: "FILE",
    about: "apply this plan of diff --out exactly, or nothing if anything has changed since",
  },
  "parameter-path": {
    kind: "string",
    argument: "PATH",
    about: "the path of Parameter Store to write to: one parameter for each value, named PATH/NAME",
  },
  create: { group: "change", kind: "flag", about: "create the secret if it does not exist" },
  "dry-run": { group: "change", kind: "flag", about: "show what would change and write nothing" },
  yes: { group: "change", kind: "flag", alias: "y", about: "do not ask before removing, emptying or overwriting values" },
  "allow-remove": {
    group: "change",
    kind: "flag",
    about: "do not ask before removing variables; still ask before emptying them",
  },
  "allow-empty": {
    group: "change",
    kind: "flag",
    about: "allow a change that leaves the function without any variable",
  },
  history: {
    group: "change",
    kind: "string",
    argument: "PATH",
    about: "store the variables in Parameter Store at PATH/FUNCTION before each write, for history and undo",
  },
  "history-tier": {
    group: "change",
    kind: "string",
    argument: "standard|advanced",
    about: "with --history: the tier of the parameter; more than 4 KB need the advanced one, which costs (default: standard)",
  },
  publish: { group: "change", kind: "flag", about: "publish a version once the write is verified" },
  alias: {
    group: "change",
    kind: "string",
    argument: "NAME",
    about: "with --publish: move this alias to the new version",
  },
  "on-failure": {
    group: "change",
    kind: "string",
    argument: "stop|continue|revert",
    about:
      "with several functions, when one fails: start no more, go on, or write the old values back (default: stop; with --plan revert)",
  },
} as const satisfies OptionSpecs;
