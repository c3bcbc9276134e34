/** Errors for a command or an option that does not exist, with what to type instead. Only loaded then. */
import { nearNames } from "../../core/near-names.ts";
import { LambdaEnvError } from "../../errors.ts";
import { type Command, TOPIC_NAMES } from "../command.ts";
import { OPTIONS, type OptionName } from "../options.ts";
import { findWords, OPTION_OF_SPELLING, type UnknownWord } from "./spelling.ts";
import { DASH } from "./stray.ts";

const VERSION = "lambda-env --version";

/** The names that other tools use for our commands. */
const COMMANDS_ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  list: ["ls", "show", "view", "cat", "print", "describe", "info", "get", "names"],
  push: ["rotate", "store"],
  set: ["add", "put", "update", "apply", "deploy", "write", "import", "upload", "sync"],
  unset: ["rm", "remove", "delete", "del", "clear", "drop"],
  pull: ["export", "download", "save", "fetch", "dump", "backup"],
  diff: ["compare", "plan", "check", "status", "preview"],
  policy: ["iam", "permissions", "role"],
  local: ["serve", "start", "emulate", "mock"],
  run: ["exec"],
  edit: ["vi", "vim", "nano"],
  undo: ["rollback", "revert", "restore"],
  history: ["log", "versions"],
};

/** The names that other tools use for our options. */
const OPTIONS_ELSEWHERE: Readonly<Partial<Record<OptionName, readonly string[]>>> = {
  function: ["function-name", "function-arn", "functionname", "functions", "name", "names", "fn", "func", "lambda", "target"],
  env: ["env-files", "envs", "dotenv", "file", "files", "from-file", "input", "environment-file"],
  template: ["template-file", "templates", "sam", "cloudformation"],
  secret: ["secrets", "secret-id", "secret-name", "secret-arn", "secretsmanager", "secrets-manager"],
  parameter: ["parameters", "param", "params", "ssm", "parameter-name", "parameter-store"],
  "parameters-by-path": ["path", "parameter-path", "recursive"],
  stack: ["stack-name", "stacks"],
  "logical-id": ["logical-ids", "resource", "resource-id", "logical-name"],
  "dry-run": ["dryrun", "dry", "noop", "no-op", "simulate", "preview", "check"],
  yes: ["force", "assume-yes", "no-confirm", "no-confirm-changeset", "auto-approve", "no-input", "non-interactive", "no-prompt"],
  unset: ["delete", "remove", "rm", "del"],
  json: ["output", "format-json", "as-json"],
  quiet: ["silent", "no-progress"],
  debug: ["verbose", "trace", "log-level"],
  "show-values": ["reveal", "show", "values", "show-secrets", "decrypt", "unmask", "plain"],
  "exit-code": ["exit", "detailed-exitcode", "detailed-exit-code", "fail-on-diff"],
  "no-color": ["no-colour", "no-colors", "color", "colour", "colors"],
  "endpoint-url": ["endpoint", "url", "host"],
  profile: ["aws-profile"],
  region: ["aws-region", "regions"],
  tag: ["tags"],
  only: ["include", "filter", "key", "keys", "variable"],
  except: ["exclude", "ignore", "skip"],
};

/** The options with which other tools are given variables. */
const ASSIGNING = [
  "env-vars",
  "env-var",
  "environment",
  "environment-variables",
  "variables",
  "vars",
  "var",
  "value",
  "set",
  "add",
];

const LETTERS: Readonly<Record<string, OptionName>> = {
  n: "dry-run",
  p: "profile",
  r: "region",
  o: "json",
  j: "json",
  a: "all",
  d: "debug",
  u: "unset",
};

/**
 * Returns the error for the word at `unknown.index`, which is not an option of `command`.
 *
 * The message repeats the word if it looks like an option, but never what follows a `=`; otherwise it names its position.
 */
export function unknownOption(
  argv: readonly string[],
  unknown: UnknownWord,
  command: Command | undefined,
  commands: readonly Command[],
): LambdaEnvError {
  const { index, letter, long = "" } = unknown;
  const word = argv[index] ?? "";
  const hyphens = word.startsWith("--") ? "--" : "-";
  const shown = letter !== undefined ? `-${letter}` : /^[a-z][a-z-]*$/.test(long) ? `${hyphens}${long}` : `argument ${index + 1}`;
  // After a program without -- in front of it.
  const isInProgram = !argv.includes("--") && findWords(argv.slice(0, index)).length > 1;
  const of = command === undefined ? "lambda-env" : command.name;
  return new LambdaEnvError("USAGE", `${shown} is not an option of ${of}`, {
    hint: hintOfOption(word, { ...unknown, isInProgram }, command, commands),
  });
}

function hintOfOption(
  word: string,
  { letter, long = "", isInProgram }: UnknownWord & { readonly isInProgram: boolean },
  command: Command | undefined,
  commands: readonly Command[],
): string {
  if (long.toLowerCase() === "version" || letter === "v" || letter === "V") return VERSION;
  if (command === undefined && commands.some(({ name }) => name === long)) return `did you mean lambda-env ${long}?`;
  if (/^--?[A-Z][A-Z0-9_]*=/.test(word)) return "a variable has no hyphens in front of it: lambda-env set -f FUNCTION NAME=VALUE";
  if (ASSIGNING.includes(long))
    return "a variable is an argument: lambda-env set -f FUNCTION NAME=VALUE; a file of them is -e FILE";
  if (command?.program !== undefined && isInProgram)
    return `the command goes after --: lambda-env ${command.name} -f FUNCTION -- COMMAND`;
  const program = command === undefined ? "lambda-env" : `lambda-env ${command.name}`;
  const accepted = command?.options ?? (Object.keys(OPTIONS) as OptionName[]);
  const intended = letter === undefined ? optionLike(long, accepted) : letterLike(letter, accepted);
  if (intended !== undefined) return `did you mean --${intended}?`;
  const name = OPTION_OF_SPELLING.get(letter ?? long);
  const takers = name === undefined ? [] : commands.filter(({ options }) => options.includes(name)).map((one) => one.name);
  const help = `${program} --help`;
  if (takers.length === 0) return help;
  return `${listed(takers)} ${takers.length === 1 ? "has" : "have"} it; see ${help}`;
}

/** Returns `set, diff and run`. */
function listed(names: readonly string[]): string {
  return [...(names.length > 1 ? [names.slice(0, -1).join(", ")] : []), ...names.slice(-1)].join(" and ");
}

function optionLike(long: string, accepted: readonly OptionName[]): OptionName | undefined {
  if (long === "help") return undefined;
  const wanted = long.toLowerCase().replaceAll("_", "-");
  const isAccepted = (name: string): name is OptionName => (accepted as readonly string[]).includes(name);
  if (isAccepted(wanted)) return wanted;
  const [named] = Object.entries(OPTIONS_ELSEWHERE).find(([name, words]) => isAccepted(name) && words.includes(wanted)) ?? [];
  if (named !== undefined) return named as OptionName;
  const [nearest = ""] = nearNames(wanted, [...accepted, ...[...OPTION_OF_SPELLING.keys()].filter(isSpellingOf(accepted))]);
  return OPTION_OF_SPELLING.get(nearest);
}

/** Returns similar options for a letter: every other letter is similar to it. */
function isSpellingOf(accepted: readonly OptionName[]): (spelling: string) => boolean {
  return (spelling) => spelling.length > 1 && accepted.includes(OPTION_OF_SPELLING.get(spelling) as OptionName);
}

function letterLike(letter: string, accepted: readonly OptionName[]): OptionName | undefined {
  const name = OPTION_OF_SPELLING.get(letter.toLowerCase()) ?? LETTERS[letter.toLowerCase()];
  return name !== undefined && accepted.includes(name) ? name : undefined;
}

/**
 * Returns the error for a command line whose first word is not a command. The message does not repeat the word, since it may be a
 * value.
 */
export function unknownCommand(argv: readonly string[], commands: readonly Command[]): LambdaEnvError {
  const words = findWords(argv).map((index) => argv[index] ?? "");
  const isHelp = words[0] === "help";
  const [word, ...rest] = isHelp ? words.slice(1) : words;
  if (word === undefined) {
    return new LambdaEnvError("USAGE", "no command is named", { hint: "lambda-env --help lists the commands" });
  }
  if (words.some((one) => DASH.test(one))) {
    return new LambdaEnvError("USAGE", "a word begins with a dash that is not a hyphen", {
      hint: "type the hyphen again: - or --",
    });
  }
  return new LambdaEnvError("USAGE", "there is no such command", {
    hint: hintOfCommand(word, rest, isHelp, commands),
  });
}

function hintOfCommand(word: string, rest: readonly string[], isHelp: boolean, commands: readonly Command[]): string {
  const names = commands.map(({ name }) => name);
  const wanted = word.toLowerCase();
  if (wanted === "version") return VERSION;
  const elsewhere = Object.entries(COMMANDS_ELSEWHERE).find(([name, words]) => names.includes(name) && words.includes(wanted));
  const near = elsewhere?.[0] ?? nearNames(word, [...names, ...(isHelp ? TOPIC_NAMES : [])])[0];
  if (near !== undefined) return `did you mean lambda-env ${isHelp ? `help ${near}` : near}?`;
  const later = rest.find((one) => names.includes(one));
  if (later !== undefined) return `the command comes first, and a function is named by -f: lambda-env ${later} -f FUNCTION`;
  return /^[A-Za-z]\w*-[\w-]*$/.test(word)
    ? "lambda-env --help lists the commands; a function is named by -f"
    : "lambda-env --help lists the commands";
}
