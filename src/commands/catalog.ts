/** The commands, in the order of help. The catalogs contain none of their code, so that help and usage errors load none. */
import type { Command } from "../cli/command.ts";
import { ABOUT_READ_ONE } from "../cli/options/target.ts";
import {
  AWS_OPTIONS,
  COMMON_OPTIONS,
  GRANTED_OPTIONS,
  ONE_TARGET_OPTIONS,
  SOURCE_OPTIONS,
  TARGET_OPTIONS,
  TYPED_OPTIONS,
} from "../cli/options.ts";
import { CHANGE_COMMANDS } from "./change/catalog.ts";
import { PULL_COMMANDS } from "./pull/catalog.ts";
import { SHOW_COMMANDS } from "./show/catalog.ts";

const RUN_COMMANDS: readonly Command[] = [
  {
    name: "run",
    summary: "run a command with the variables in its environment",
    words: { usage: "NAME=VALUE | NAME", about: "a variable, as in set" },
    program: {
      usage: "COMMAND [ARGUMENT]...",
      about: "what to run; its exit code becomes that of lambda-env",
    },
    options: [
      ...ONE_TARGET_OPTIONS,
      ...SOURCE_OPTIONS,
      "unset",
      "prune",
      "only",
      "except",
      "literal",
      ...TYPED_OPTIONS,
      "allow",
      "pristine",
      "timeout",
      ...AWS_OPTIONS,
      "quiet",
      "debug",
      "no-color",
    ],
    optionTexts: {
      function: ABOUT_READ_ONE,
      unset: "run without this variable; * matches any text, ? one character; repeatable",
      prune: "run without live variables that no source defines",
      only: "pass only these variables; * matches any text, ? one character; repeatable",
      except: "do not pass these variables, even if --only names them; repeatable",
    },
    optionGroups: { change: "What the command gets" },
    examples: [
      ["lambda-env run -f my-fn -- npm start", "run it with the live variables, on top of your own environment"],
      ["lambda-env run -f my-fn -e .env -- npm test", "run it with what set -e .env would write"],
      ["lambda-env run -f my-fn --pristine -- env", "run it with the function's variables alone, and what the system needs"],
      ["lambda-env run -f my-fn -- sh -c 'echo \"$STAGE\"'", "use a shell's syntax: it needs a shell, and quotes around it"],
    ],
    load: () => import("./run.ts"),
  },
];

/** The commands that neither change nor show nor copy variables, but prepare for that. */
const SETUP_COMMANDS: readonly Command[] = [
  {
    name: "policy",
    summary: "print the IAM policy that the other commands need",
    options: [
      ...TARGET_OPTIONS,
      ...GRANTED_OPTIONS,
      "history",
      "publish",
      "alias",
      "kms-key",
      "read-only",
      "push",
      "parameter-path",
      "create",
      "region",
      ...COMMON_OPTIONS,
    ],
    optionTexts: {
      stack: "the stack that the other commands name: allow to read it",
      template: "the template that the other commands name: allow to read what it refers to",
      secret: "allow to read this secret; repeatable",
      parameter: "allow to read this parameter; repeatable",
      "parameters-by-path": "allow to read the parameters under this path; repeatable",
      history: "allow to store sets of variables under this path of Parameter Store, to read them, and to read versions",
      publish: "allow to publish versions",
      alias: "with --publish: allow to move this alias",
      region: "the region of the resources in the policy",
      "parameter-path": "with --push: allow to write the parameters under this path",
      create: "with --push: allow to create the secret",
    },
    optionGroups: { sources: "What it may read", change: "What it may change" },
    examples: [
      ["lambda-env policy -f my-fn -s prod/my-fn", "for the role that runs set"],
      ["lambda-env policy -f my-fn --stack my-stack --read-only", "for the role that runs diff on a pull request"],
      ["lambda-env policy --all", "in a SAM project: for the role that runs set --all"],
      ["lambda-env policy --push -s prod/orders", "for the role that runs push"],
    ],
    load: () => import("./policy.ts"),
  },
  {
    name: "init",
    summary: "write lambda-env.toml, .env.example and what .gitignore lacks",
    words: { usage: "STAGE", about: "a stage to add (default: the environments of samconfig)" },
    options: ["template", "config-file", "dry-run", "yes", ...COMMON_OPTIONS],
    optionTexts: {
      template: "the template whose variables to list (default: the one of samconfig, or template.yaml)",
      "dry-run": "show what would be written and write nothing",
      yes: "do not ask: take what is suggested, and write",
    },
    optionGroups: { sources: "What there is", change: "What to write" },
    examples: [
      ["lambda-env init", "show what would be written for this project, ask, and write it"],
      ["lambda-env init dev prod --yes", "the same for these stages, without questions"],
    ],
    load: () => import("./init.ts"),
  },
  {
    name: "doctor",
    summary: "check credentials, network and rights, and say where each setting comes from",
    options: [...ONE_TARGET_OPTIONS, "timeout", ...AWS_OPTIONS, ...COMMON_OPTIONS],
    optionTexts: {
      function: "check whether this function can be read and updated; nothing is written",
      timeout: "how long to wait for the function to settle (default 120)",
    },
    examples: [
      ["lambda-env doctor", "who calls, from where, and by which way"],
      ["lambda-env doctor -f my-fn", "the same, and what the caller may do with the function"],
      ["lambda-env doctor -f my-fn --json", "for a report of an issue; it holds no secret"],
    ],
    load: () => import("./doctor.ts"),
  },
  {
    name: "local",
    summary: "serve AWS on this machine, to try things without an account",
    options: ["stage", "template", "facts", "stack", "port", "data", "update-time", "throttle", "region", ...COMMON_OPTIONS],
    optionTexts: {
      stage: "the stage of lambda-env.toml whose template, stack, region and account to serve",
      template: "the template whose functions to serve",
      stack: "the name to deploy the template under (default: the one in --facts, or sam-app)",
      region: "the region to serve",
    },
    optionGroups: { function: "What to serve", sources: "What to serve", aws: "What to serve" },
    examples: [
      ["lambda-env local --template template.yaml --port 4566", "serve the functions of a template"],
      [
        "lambda-env local --template template.yaml --facts facts.yaml",
        "serve the whole stack, as if it were deployed with these facts",
      ],
    ],
    load: () => import("./local.ts"),
  },
  {
    name: "completion",
    summary: "print a script that completes commands, options and names",
    words: { usage: "SHELL", about: "bash, zsh, fish or powershell", max: 1, required: true },
    options: ["quiet", "debug", "no-color"],
    examples: [
      ["source <(lambda-env completion bash)", "in ~/.bashrc, for bash"],
      ["source <(lambda-env completion zsh)", "in ~/.zshrc, below compinit, for zsh"],
      ["lambda-env completion fish > ~/.config/fish/completions/lambda-env.fish", "once, for fish"],
      ["lambda-env completion powershell | Out-String | Invoke-Expression", "in $PROFILE, for PowerShell"],
    ],
    load: () => import("./completion.ts"),
  },
];

/** The commands as grouped in help. */
export const COMMAND_GROUPS: Readonly<Record<string, readonly Command[]>> = {
  "Change variables": CHANGE_COMMANDS,
  "Show variables": SHOW_COMMANDS,
  "Use variables elsewhere": [...PULL_COMMANDS, ...RUN_COMMANDS],
  "Prepare and rehearse": SETUP_COMMANDS,
};

export const COMMANDS: readonly Command[] = Object.values(COMMAND_GROUPS).flat();
