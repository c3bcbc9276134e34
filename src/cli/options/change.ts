/** What to change, and how. */
import type { OptionSpecs } from "../../core/option.ts";

export const CHANGE_SPECS = {
  unset: {
    group: "change",
    kind: "list",
    argument: "NAME",
    about: "remove this variable; * matches any text, ? one character; repeatable",
  },
  prune: { group: "change", kind: "flag", about: "remove live variables that no source defines" },
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
    about: "all but these variables, which win over --only; repeatable",
  },
  literal: {
    group: "change",
    kind: "list",
    argument: "NAME",
    about: "take the value of this variable as it is, even if it is empty, a placeholder, a reference or encrypted; repeatable",
  },
  plan: {
    group: "change",
    kind: "string",
    argument: "FILE",
    about: "apply this plan of diff --out exactly, or nothing if anything has changed since",
  },
  "dry-run": { group: "change", kind: "flag", about: "show what would change, write nothing" },
  yes: { group: "change", kind: "flag", alias: "y", about: "do not ask before removing, emptying or overwriting values" },
  "allow-remove": {
    group: "change",
    kind: "flag",
    about: "do not ask before removing variables; ask before emptying one",
  },
  "allow-empty": {
    group: "change",
    kind: "flag",
    about: "allow a change that leaves the function without any variable",
  },
  publish: { group: "change", kind: "flag", about: "publish a version after the write was verified" },
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
      "with several functions, when one fails: start no more (the default), go on, or take back what was written (with --plan)",
  },
  timeout: {
    group: "change",
    kind: "number",
    argument: "SECONDS",
    about: "how long to wait for updates to settle (default 120; 900 for a version with SnapStart)",
  },
} as const satisfies OptionSpecs;
