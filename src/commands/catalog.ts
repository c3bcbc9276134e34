/** The commands, in the order of help. The catalogs hold none of their code, so that help and usage errors load none. */
import type { Command } from "../cli/command.ts";
import { COMMON_OPTIONS, GRANTED_OPTIONS, TARGET_OPTIONS } from "../cli/options.ts";
import { CHANGE_COMMANDS } from "./change/catalog.ts";
import { PULL_COMMANDS } from "./pull/catalog.ts";
import { SHOW_COMMANDS } from "./show/catalog.ts";

/** What is neither a change, nor a look, nor a copy: what prepares for them. */
const SETUP_COMMANDS: readonly Command[] = [
  {
    name: "policy",
    summary: "print the IAM policy that the other commands need with the same options",
    options: [...TARGET_OPTIONS, ...GRANTED_OPTIONS, "publish", "alias", "kms-key", "read-only", "region", ...COMMON_OPTIONS],
    examples: [
      ["lambda-env policy -f my-fn -s prod/my-fn", "the role that runs set"],
      ["lambda-env policy -f my-fn --stack my-stack --read-only", "the role that runs diff on a pull request"],
      ["lambda-env policy --all", "in a SAM project: the role that runs set --all"],
    ],
    load: () => import("./policy.ts"),
  },
  {
    name: "local",
    summary: "serve a local Lambda endpoint to rehearse against",
    options: ["template", "facts", "stack", "port", "data", "update-time", "throttle", "region", ...COMMON_OPTIONS],
    examples: [
      ["lambda-env local --template template.yaml --port 4566", "a rehearsal of the template's functions"],
      ["lambda-env local --template template.yaml --facts facts.yaml", "of its whole stack, deployed with these facts"],
    ],
    load: () => import("./local.ts"),
  },
];

/** The commands as help groups them. */
const COMMAND_GROUPS: Readonly<Record<string, readonly Command[]>> = {
  "change variables": CHANGE_COMMANDS,
  "show variables": SHOW_COMMANDS,
  "use variables elsewhere": PULL_COMMANDS,
  "prepare and rehearse": SETUP_COMMANDS,
};

export const COMMANDS: readonly Command[] = Object.values(COMMAND_GROUPS).flat();
