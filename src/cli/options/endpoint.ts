/** The options for what the local endpoint serves, and how. */
import type { OptionSpecs } from "../../core/option.ts";

export const ENDPOINT_SPECS = {
  facts: {
    group: "endpoint",
    kind: "string",
    argument: "FILE",
    about: "what the template does not say: parameters, physical ids, exports, secrets",
  },
  port: { group: "endpoint", kind: "number", argument: "N", about: "the port to listen on (default: a free one)" },
  data: { group: "endpoint", kind: "string", argument: "FILE", about: "keep functions and secrets in this file" },
  "update-time": {
    group: "endpoint",
    kind: "number",
    argument: "SECONDS",
    about: "how long an update stays in progress (default 0.3)",
  },
  throttle: {
    group: "endpoint",
    kind: "flag",
    about: "refuse requests above Lambda's documented rates, as AWS does",
  },
} as const satisfies OptionSpecs;
