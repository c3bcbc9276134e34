/** The command line → a command and its options. */
import parser from "yargs-parser";
import { nearNames } from "../core/near-names.ts";
import type { OptionSpec } from "../core/option.ts";
import { LambdaEnvError } from "../errors.ts";
import { type Command, TOPIC_NAMES } from "./command.ts";
import { assertLeftByNode } from "./env-file-option.ts";
import { toOptions } from "./option-values.ts";
import { OPTIONS, type OptionName, type Options } from "./options.ts";

export type Parsed =
  | { readonly kind: "command"; readonly command: Command; readonly options: Options }
  | { readonly kind: "help"; readonly topic: string | undefined };

/**
 * Parses `argv`, without node and script.
 *
 * Errors: USAGE. What was typed is quoted only as far as it can be no value: names of options and commands, and not what
 * follows a `=`.
 */
export function parseArguments(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  commands: readonly Command[],
): Parsed {
  // Which word is the command is known only after yargs, which breaks on `--constructor`: until then an option of any command will do.
  const own = wordsBeforeProgram(argv);
  assertKnownOptions(argv, Object.keys(OPTIONS), commands.find((command) => own.includes(command.name))?.name);
  assertLeftByNode(argv);
  const parsed = parse(argv);
  const behind = argv.slice(own.length + 1);
  const before = parsed._.map(String);
  const typed = runsProgram(before, commands) ? before : [...before, ...behind];
  const isHelp = typed[0] === "help";
  const [name, ...words] = isHelp ? typed.slice(1) : typed;
  const command = commands.find((one) => one.name === name);
  const topic = command?.name ?? (isHelp ? TOPIC_NAMES.find((one) => one === name) : undefined);
  if (parsed["help"] === true || (isHelp && (topic !== undefined || name === undefined))) return { kind: "help", topic };
  if (command === undefined) throw unknownCommand(argv, commands);
  assertKnownOptions(argv, command.options, command.name);
  assertWords(command, words);
  const program = command.program === undefined ? [] : behind;
  return { kind: "command", command, options: toOptions(command.options, parsed, env, { words, program }) };
}

/** Returns the words that are for us: those up to `--`, behind which there may be a program with options of its own. */
export function wordsBeforeProgram(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf("--");
  return end === -1 ? argv : argv.slice(0, end);
}

/** Tells whether standard output is a program's, as far as words show that nobody has understood yet: nothing of ours may go there. */
export function givesAwayStdout(words: readonly string[], commands: readonly Command[]): boolean {
  return runsProgram(
    words.filter((word) => !word.startsWith("-")),
    commands,
  );
}

function runsProgram([name]: readonly string[], commands: readonly Command[]): boolean {
  return commands.find((one) => one.name === name)?.program !== undefined;
}

/** The options of all commands at once, since an option means the same everywhere. yargs itself takes longer: it is for help. */
function parse(argv: readonly string[]): Readonly<Record<string, unknown>> & { readonly _: readonly unknown[] } {
  const isFlag = (name: OptionName): boolean => OPTIONS[name].kind === "flag";
  const names = Object.keys(OPTIONS) as OptionName[];
  const { argv: parsed, error } = parser.detailed([...argv], {
    alias: { help: ["h"], ...Object.fromEntries(names.map((name) => [name, spellingsOf(name)])) },
    boolean: ["help", ...names.filter(isFlag)],
    // Numbers stay as they were typed. Lists are no arrays here: what is given again arrives as one, and `-` is a value.
    string: names.filter((name) => !isFlag(name)),
    // A flag takes none: yargs would read the `yes` of `--dry-run=yes` as false.
    narg: Object.fromEntries([
      ["help", 0],
      ...names.filter(isFlag).map((name) => [name, 0]),
      ...names.filter((name) => "argument" in OPTIONS[name]).map((name) => [name, 1]),
    ]),
    configuration: {
      "boolean-negation": false,
      "camel-case-expansion": false,
      "dot-notation": false,
      "parse-numbers": false,
      "parse-positional-numbers": false,
      "populate--": true,
      "strip-aliased": true,
    },
  });
  if (error !== null) throw new LambdaEnvError("USAGE", usageMessage(error.message));
  return parsed;
}

function assertWords({ name, words: taken }: Command, words: readonly string[]): void {
  const max = taken === undefined ? 0 : (taken.max ?? Number.POSITIVE_INFINITY);
  if (words.length <= max) return;
  const takes = max === 0 ? "takes options only" : `takes ${max} word${max === 1 ? "" : "s"} beside options`;
  throw new LambdaEnvError("USAGE", `${name} ${takes}, and got ${words.length}`, { hint: `lambda-env ${name} --help` });
}

/** yargs quotes what was typed, which may be a value: keep the sentences that quote names of options alone. */
function usageMessage(message: string): string {
  const [, problem = "", given = ""] =
    /^(Not enough arguments following|Argument unexpected for): ([a-z-]+)$/.exec(message) ?? [];
  if (given === "") return "the command line is not understood";
  const name = given === "h" ? "help" : (OPTION_OF_ALIAS.get(given) ?? given);
  return `--${name} ${problem.startsWith("Not enough") ? "needs a value" : "takes no value"}`;
}

const OPTION_OF_ALIAS: ReadonlyMap<string, OptionName> = new Map(
  (Object.keys(OPTIONS) as OptionName[]).flatMap((name) => spellingsOf(name).map((spelling) => [spelling, name] as const)),
);

/** Returns how an option may be written beside its name, without hyphens. */
function spellingsOf(name: OptionName): string[] {
  const { alias, formerly }: OptionSpec = OPTIONS[name];
  return [alias, formerly].filter((spelling) => spelling !== undefined);
}

/** Errors: USAGE for an option that is none of `accepted`. */
function assertKnownOptions(argv: readonly string[], accepted: readonly string[], command: string | undefined): void {
  const spellings = [...OPTION_OF_ALIAS].flatMap(([spelling, name]) => (accepted.includes(name) ? [spelling] : []));
  const letters = ["h", ...spellings.filter((spelling) => spelling.length === 1)];
  const names = [...accepted, "help", ...spellings.filter((spelling) => spelling.length > 1)];
  for (const word of argv) {
    if (word === "--") return;
    const [, long, bundle = ""] = /^(?:--([A-Za-z][A-Za-z0-9-]*)|-([A-Za-z][^=]*))/.exec(word) ?? [];
    // Of several letters behind one hyphen, as in `-qy`, yargs would pass over those that it does not know.
    const letter = [...bundle].find((one) => !letters.includes(one));
    if (long === undefined ? letter === undefined : names.includes(long)) continue;
    const option = letter !== undefined ? `-${letter}` : isOption(long ?? "") ? `--${long}` : undefined;
    const [nearest] = long === undefined ? [] : nearNames(long, names);
    const near = OPTION_OF_ALIAS.get(nearest ?? "") ?? nearest;
    const program = command === undefined ? "lambda-env" : `lambda-env ${command}`;
    throw new LambdaEnvError(
      "USAGE",
      option === undefined ? "there is an option that is not known" : `${command ?? program} has no option ${option}`,
      { hint: near === undefined ? `${program} --help` : `did you mean --${near}?` },
    );
  }
}

function isOption(name: string): boolean {
  return Object.hasOwn(OPTIONS, name) || OPTION_OF_ALIAS.has(name);
}

function unknownCommand(argv: readonly string[], commands: readonly Command[]): LambdaEnvError {
  const word = argv.find((argument) => !argument.startsWith("-"));
  const [near] =
    word === undefined
      ? []
      : nearNames(
          word,
          commands.map(({ name }) => name),
        );
  return new LambdaEnvError("USAGE", "there is no such command", {
    hint: near === undefined ? "lambda-env --help lists the commands" : `did you mean lambda-env ${near}?`,
  });
}
