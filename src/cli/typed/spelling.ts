/** The spellings of options on the command line, and which words of it are options. */
import type { OptionSpec } from "../../core/option.ts";
import { OPTIONS, type OptionName } from "../options.ts";

export const OPTION_NAMES = Object.keys(OPTIONS) as OptionName[];

/** Every spelling of an option without its hyphens: names, letters, and former names. */
export const OPTION_OF_SPELLING: ReadonlyMap<string, OptionName> = new Map(
  OPTION_NAMES.flatMap((name) => [name, ...otherSpellings(name)].map((spelling) => [spelling, name] as const)),
);

/** Words that people write with one hyphen. As letters they would be a value of `-f`, `-e` or `-t`, or contain `-h`. */
const WORDS = new Set([
  "help",
  "force",
  "file",
  "filter",
  "function-name",
  "functions",
  "env-vars",
  "environment",
  "template-file",
]);

/** Returns the spellings of an option besides its name, without hyphens. */
export function otherSpellings(name: OptionName): string[] {
  const { alias, formerly }: OptionSpec = OPTIONS[name];
  return [alias, formerly].filter((spelling) => spelling !== undefined);
}

/**
 * Returns `argv` with a value that directly follows its letter written separately: `-fmy-fn` → `--function=my-fn`, `-qfmy-fn` →
 * `-q` before that.
 */
export function spellOut(argv: readonly string[]): readonly string[] {
  const end = endOfOptions(argv);
  return [...argv.slice(0, end).flatMap(spellOutLetters), ...argv.slice(end)];
}

function spellOutLetters(word: string): readonly string[] {
  if (!/^-[A-Za-z]/.test(word)) return [word];
  for (const [index, letter] of [...word].entries()) {
    if (letter === "=") break;
    const name = OPTION_OF_SPELLING.get(letter);
    const value = word.slice(index + 1);
    if (name === undefined || !takesArgument(name)) continue;
    if (value === "" || value.startsWith("=")) break;
    return [...(index > 1 ? [word.slice(0, index)] : []), `--${name}=${value}`];
  }
  return [word];
}

/** A word that is not an option of a command. */
export interface UnknownWord {
  /** Its position among the words after `lambda-env`, starting at 0. */
  readonly index: number;
  /** Absent for a single letter. */
  readonly long?: string;
  readonly letter?: string;
}

/** Returns the first word that looks like an option and is not one of `accepted`. */
export function findUnknown(argv: readonly string[], accepted: readonly OptionName[]): UnknownWord | undefined {
  const isAccepted = (spelling: string): boolean => {
    const name = OPTION_OF_SPELLING.get(spelling);
    return spelling === "help" || spelling === "h" || (name !== undefined && accepted.includes(name));
  };
  for (const [index, word] of argv.slice(0, endOfOptions(argv)).entries()) {
    const [, hyphens, name = ""] = /^(--?)([A-Za-z][^=]*)/s.exec(word) ?? [];
    if (hyphens === "--") {
      if (!isAccepted(name) || name.length === 1) return { index, long: name };
    } else if (hyphens === "-") {
      if (name.length > 1 && (WORDS.has(name) || OPTION_OF_SPELLING.has(name))) return { index, long: name };
      // In several letters after one hyphen, as in `-qy`, yargs would ignore unknown ones.
      for (const letter of name) {
        if (!isAccepted(letter)) return { index, letter };
        if (takesArgument(OPTION_OF_SPELLING.get(letter))) break;
      }
    } else if (word.startsWith("-") && word !== "-") {
      return { index };
    }
  }
  return undefined;
}

/** Returns the positions in `argv` of the words that are neither options nor values of options. */
export function findWords(argv: readonly string[]): readonly number[] {
  const places: number[] = [];
  const end = endOfOptions(argv);
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? "";
    if (index > end || word === "-" || !word.startsWith("-")) {
      places.push(index);
    } else if (index < end && !word.includes("=")) {
      const name = OPTION_OF_SPELLING.get(word.startsWith("--") ? word.slice(2) : word.slice(-1));
      if (takesArgument(name)) index += 1;
    }
  }
  return places;
}

/** Returns whether help is requested, whatever else is typed. */
export function asksForHelp(argv: readonly string[]): boolean {
  return argv.slice(0, endOfOptions(argv)).some((word) => word === "--help" || word === "-h");
}

function takesArgument(name: OptionName | undefined): boolean {
  return name !== undefined && "argument" in OPTIONS[name];
}

/** Returns the words before `--`: what follows it is not an option. */
function endOfOptions(argv: readonly string[]): number {
  const end = argv.indexOf("--");
  return end === -1 ? argv.length : end;
}
