/** The position of the cursor on an unfinished command line: nothing here is an error, since the line is still being typed. */
import type { OptionSpec } from "../../core/option.ts";
import type { Command } from "../command.ts";
import { OPTIONS, type OptionName } from "../options.ts";

/** What can be typed at the cursor. */
type Wanted =
  | { readonly kind: "command" }
  /** The topics that `lambda-env help` explains. */
  | { readonly kind: "topic" }
  | { readonly kind: "option"; readonly command: Command | undefined }
  /** The value of an option; `prefix` is how the word already starts, as in `--format=`. */
  | { readonly kind: "value"; readonly option: OptionName; readonly prefix: string; readonly command: Command | undefined }
  | { readonly kind: "word"; readonly command: Command }
  /** The command that `run` runs, or its arguments. */
  | { readonly kind: "program" };

export interface Position {
  readonly wanted: Wanted;
  /** The word up to the cursor. */
  readonly current: string;
  readonly command: Command | undefined;
  /** The options before the cursor, as the parser returns them. */
  readonly given: Readonly<Record<string, unknown>>;
  /** The arguments before the cursor, without the command. */
  readonly words: readonly string[];
}

const BY_SPELLING: ReadonlyMap<string, OptionName> = new Map(
  (Object.keys(OPTIONS) as OptionName[]).flatMap((name) => {
    const { alias, formerly }: OptionSpec = OPTIONS[name];
    return [name, alias, formerly].flatMap((spelling) => (spelling === undefined ? [] : [[spelling, name] as const]));
  }),
);

/** Returns the position at the end of `line`, whose last word is the one with the cursor. */
export function positionOf(line: readonly string[], commands: readonly Command[]): Position {
  const before = line.slice(0, -1);
  const current = line.at(-1) ?? "";
  const { given, words: all, open, isBehind } = scan(before);
  const isHelp = all[0] === "help";
  const command = commands.find(({ name }) => name === all[isHelp ? 1 : 0]);
  const wanted = wantedAt(current, { open, isBehind, isHelp, isFirst: all.length === 0, command });
  return { wanted, current, command, given, words: all.slice(1) };
}

interface Seen {
  readonly open: OptionName | undefined;
  readonly isBehind: boolean;
  readonly isHelp: boolean;
  readonly isFirst: boolean;
  readonly command: Command | undefined;
}

function wantedAt(current: string, { open, isBehind, isHelp, isFirst, command }: Seen): Wanted {
  if (isBehind) return { kind: "program" };
  if (open !== undefined) return { kind: "value", option: open, prefix: "", command };
  const [prefix = "", name = ""] = /^--([a-z-]+)=/.exec(current) ?? [];
  const option = BY_SPELLING.get(name);
  if (option !== undefined) return { kind: "value", option, prefix, command };
  const { option: letter, value = "" } = readOption(current) ?? {};
  if (letter !== undefined && value !== "") {
    return { kind: "value", option: letter, prefix: current.slice(0, -value.length), command };
  }
  if (current.startsWith("-")) return { kind: "option", command };
  if (isHelp) return { kind: "topic" };
  if (isFirst || command === undefined) return { kind: "command" };
  return { kind: "word", command };
}

interface Scanned {
  readonly given: Readonly<Record<string, unknown>>;
  readonly words: readonly string[];
  /** An option whose value comes next. */
  readonly open: OptionName | undefined;
  readonly isBehind: boolean;
}

function scan(before: readonly string[]): Scanned {
  const given = new Map<string, unknown>();
  const words: string[] = [];
  let open: OptionName | undefined;
  const give = (name: OptionName, value: unknown): void => {
    const earlier = given.get(name);
    given.set(name, OPTIONS[name].kind === "list" && earlier !== undefined ? [earlier, value].flat() : value);
  };
  for (const word of before) {
    if (open !== undefined) {
      give(open, word);
      open = undefined;
      continue;
    }
    if (word === "--") return { given: Object.fromEntries(given), words, open, isBehind: true };
    const read = readOption(word);
    if (read === undefined) {
      if (!/^-./.test(word)) words.push(word);
      continue;
    }
    for (const flag of read.flags) give(flag, true);
    if (read.option !== undefined && read.value !== undefined) give(read.option, read.value);
    else open = read.option;
  }
  return { given: Object.fromEntries(given), words, open, isBehind: false };
}

interface ReadOption {
  readonly flags: readonly OptionName[];
  /** The option that takes a value, and the value if it is in the same word. */
  readonly option: OptionName | undefined;
  readonly value: string | undefined;
}

/** Reads `--name`, `--name=value`, `-f`, `-fvalue` and `-qf`. */
function readOption(word: string): ReadOption | undefined {
  const [, long, value] = /^--([A-Za-z][A-Za-z-]*)(?:=([\s\S]*))?$/.exec(word) ?? [];
  if (long !== undefined) {
    const name = BY_SPELLING.get(long);
    if (name === undefined) return undefined;
    return takesValue(name) || value !== undefined
      ? { flags: [], option: name, value }
      : { flags: [name], option: undefined, value: undefined };
  }
  if (!/^-[A-Za-z]/.test(word)) return undefined;
  const flags: OptionName[] = [];
  for (const [index, letter] of [...word.slice(1)].entries()) {
    const name = BY_SPELLING.get(letter);
    if (name === undefined) return undefined;
    if (takesValue(name)) return { flags, option: name, value: word.slice(index + 2).replace(/^=/, "") || undefined };
    flags.push(name);
  }
  return { flags, option: undefined, value: undefined };
}

function takesValue(name: OptionName): boolean {
  const { argument }: OptionSpec = OPTIONS[name];
  return argument !== undefined;
}
