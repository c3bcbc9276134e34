/** The command line → a command and its options. */
import parser from "yargs-parser";
import type { OptionSpec } from "../core/option.ts";
import { LambdaEnvError } from "../errors.ts";
import { type Command, maxWords, TOPIC_NAMES } from "./command.ts";
import { toOptions } from "./option-values.ts";
import { OPTIONS, type OptionName, type Options } from "./options.ts";
import { assertLeftByNode } from "./typed/env-file-option.ts";
import {
  asksForHelp,
  findUnknown,
  findWords,
  OPTION_NAMES,
  OPTION_OF_SPELLING,
  otherSpellings,
  spellOut,
} from "./typed/spelling.ts";

export type Parsed = ParsedCommand | { readonly kind: "help"; readonly topic: string | undefined };

export interface ParsedCommand {
  readonly kind: "command";
  readonly command: Command;
  readonly options: Options;
  /** The options that were typed. */
  readonly typed: ReadonlySet<OptionName>;
}

/**
 * Parses `argv`, without node and script.
 *
 * Errors: USAGE. The message only quotes what cannot be a value: names of options and commands, and not what follows a `=`.
 */
export async function parseArguments(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  commands: readonly Command[],
): Promise<Parsed> {
  const [first, second] = findWords(argv).map((index) => argv[index]);
  const isHelp = first === "help";
  const asked = isHelp ? second : first;
  const command = commands.find(({ name }) => name === asked);
  if (isHelp || asksForHelp(argv)) {
    const topic = command?.name ?? (isHelp ? TOPIC_NAMES.find((one) => one === asked) : undefined);
    if (topic === undefined && asked !== undefined) throw await unknownCommand(argv, commands);
    return { kind: "help", topic };
  }
  // yargs breaks on `--constructor`, so it only sees known options: until the command is known, those of any command.
  await assertKnownOptions(argv, command, commands);
  if (command === undefined) throw await unknownCommand(argv, commands);
  assertLeftByNode(argv);
  const parsed = parse(argv);
  const before = parsed._.map(String);
  const behind = argv.slice(wordsBeforeProgram(argv).length + 1);
  const [[, ...words], program] = command.program === undefined ? [[...before, ...behind], []] : [before, behind];
  const options = toOptions(command.options, parsed, env, { words, program });
  await assertWords(command, options, env);
  return { kind: "command", command, options, typed: new Set(OPTION_NAMES.filter((name) => parsed[name] !== undefined)) };
}

/** Returns the words for this program: those up to `--`, which may be followed by a program with options of its own. */
export function wordsBeforeProgram(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf("--");
  return end === -1 ? argv : argv.slice(0, end);
}

/**
 * Returns whether standard output belongs to a program, judged by words that have not been parsed: nothing of ours may go there.
 */
export function givesAwayStdout(words: readonly string[], commands: readonly Command[]): boolean {
  return runsProgram(
    words.filter((word) => !word.startsWith("-")),
    commands,
  );
}

function runsProgram([name]: readonly string[], commands: readonly Command[]): boolean {
  return commands.find((one) => one.name === name)?.program !== undefined;
}

/**
 * Returns the options of all commands together, since an option means the same everywhere. yargs itself takes longer: it is only
 * used for help.
 */
function parse(argv: readonly string[]): Readonly<Record<string, unknown>> & { readonly _: readonly unknown[] } {
  const isFlag = (name: OptionName): boolean => OPTIONS[name].kind === "flag";
  const names = OPTION_NAMES;
  const { argv: parsed, error } = parser.detailed([...spellOut(argv)], {
    alias: { help: ["h"], ...Object.fromEntries(names.map((name) => [name, otherSpellings(name)])) },
    boolean: ["help", ...names.filter(isFlag)],
    // Numbers stay as they were typed. Lists are not arrays here: a repeated option becomes one, and `-` is a value.
    string: names.filter((name) => !isFlag(name)),
    // A flag takes no value: yargs would read the `yes` of `--dry-run=yes` as false.
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
  if (error !== null) throw usageError(error.message);
  return parsed;
}

/** Throws USAGE for words that do not fit, with where they belong. */
async function assertWords(command: Command, options: Options, env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const { words } = options;
  const max = maxWords(command);
  if (words.length === 0 || (words.length <= max && words.every((word) => /^[A-Za-z]\w+=(?!\{)/.test(word)))) return;
  const { strayWord } = await import("./typed/stray.ts");
  const error = strayWord(command, words, options, env);
  if (error !== undefined) throw error;
}

/**
 * Returns an error without the typed text that yargs quotes, which may be a value: only sentences that quote names of options are
 * kept.
 */
function usageError(message: string): LambdaEnvError {
  const [, problem = "", given = ""] =
    /^(Not enough arguments following|Argument unexpected for): ([a-z-]+)$/.exec(message) ?? [];
  const name = OPTION_OF_SPELLING.get(given);
  if (name === undefined) {
    return new LambdaEnvError("USAGE", given === "" ? "the command line is not understood" : `--${given} takes no value`, {
      hint: "lambda-env --help",
    });
  }
  const { argument }: OptionSpec = OPTIONS[name];
  return problem.startsWith("Not enough")
    ? new LambdaEnvError("USAGE", `--${name} needs a value`, { hint: `--${name} ${argument}` })
    : new LambdaEnvError("USAGE", `--${name} takes no value`, { hint: `--${name}` });
}

/** Throws USAGE for an option that `command` does not have; without a command, for one that no command has. */
async function assertKnownOptions(
  argv: readonly string[],
  command: Command | undefined,
  commands: readonly Command[],
): Promise<void> {
  const unknown = findUnknown(argv, command?.options ?? OPTION_NAMES);
  if (unknown === undefined) return;
  const { unknownOption } = await import("./typed/unknown.ts");
  throw unknownOption(argv, unknown, command, commands);
}

async function unknownCommand(argv: readonly string[], commands: readonly Command[]): Promise<LambdaEnvError> {
  const typed = await import("./typed/unknown.ts");
  return typed.unknownCommand(argv, commands);
}
