/** The options for what `check` looks at. */
import type { OptionSpecs } from "../../core/option.ts";

export const CHECK_SPECS = {
  offline: {
    group: "change",
    kind: "flag",
    about: "check files alone: send no request, and need no credentials",
  },
} as const satisfies OptionSpecs;
