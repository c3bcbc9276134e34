/** The options for what `pull` writes. */
import type { OptionSpecs } from "../../core/option.ts";

export const FILE_SPECS = {
  format: {
    group: "files",
    kind: "string",
    argument: "FORMAT",
    about: "dotenv (the default), json, shell, sam-local, docker, yaml, github-env, tfvars, aws or d.ts",
  },
  "exclude-template": {
    group: "files",
    kind: "flag",
    about: "leave out variables that have the public value of the template",
  },
  portable: {
    group: "files",
    kind: "flag",
    about: "write only what bash, docker compose, systemd, Python and Node read the same",
  },
  "skip-unrepresentable": {
    group: "files",
    kind: "flag",
    about: "leave out values that the format cannot hold, with a comment and a warning",
  },
} as const satisfies OptionSpecs;
