/** The options for running a program. */
import type { OptionSpecs } from "../../core/option.ts";

export const RUN_SPECS = {
  allow: {
    group: "run",
    kind: "list",
    argument: "NAME",
    about:
      "pass this variable although it decides how programs are found, loaded or configured, or how AWS is reached; repeatable",
  },
  pristine: {
    group: "run",
    kind: "flag",
    about: "pass only the function's variables, and of your environment what the system needs, such as PATH and HOME",
  },
} as const satisfies OptionSpecs;
