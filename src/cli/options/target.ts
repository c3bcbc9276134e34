/** The options that name the function, or several. */
import type { OptionSpecs } from "../../core/option.ts";

/** The meaning of `--function` for a command that only reads. */
export const ABOUT_READ_FUNCTION =
  "the function, or NAME:ALIAS, NAME:VERSION; with a stack its logical id will do; * and ? match several; repeatable";

/** What `--function` means to a command that reads one function, and to one that changes one. */
export const ABOUT_READ_ONE = "the function, or NAME:ALIAS, NAME:VERSION; with a stack its logical id will do";
export const ABOUT_CHANGE_ONE = "the function; with a stack its logical id will do";

export const TARGET_SPECS = {
  function: {
    group: "function",
    kind: "list",
    alias: "f",
    argument: "NAME|ARN|ID",
    about: "the function; with a stack its logical id will do; * and ? match several; repeatable",
  },
  stage: {
    group: "function",
    kind: "string",
    argument: "NAME",
    about: "the stage of lambda-env.toml whose functions, account and sources to use where no option names others",
  },
  stack: {
    group: "function",
    kind: "string",
    argument: "NAME",
    about: "the stack to find the function in and to resolve references of the template from: its name or ARN",
  },
  "logical-id": {
    group: "function",
    kind: "list",
    argument: "ID",
    about: "the function's logical id, where the template has several; repeatable",
  },
  all: { group: "function", kind: "flag", about: "every function of the stack or the template" },
  tag: {
    group: "function",
    kind: "list",
    argument: "KEY=VALUE",
    about: "only functions with this tag; repeatable: all keys must match, of one key any of the values",
  },
  "config-env": {
    group: "function",
    kind: "string",
    argument: "NAME",
    about: "the environment of samconfig.toml that names stack, region and profile (default: default)",
  },
  "config-file": {
    group: "function",
    kind: "string",
    argument: "FILE",
    about: "the samconfig file, if it is not the one beside the template",
  },
} as const satisfies OptionSpecs;
