/** The command line → a command and its options. The only file that knows yargs. */
import yargs from "yargs";
import { nearNames } from "../core/near-names.ts";
import { LambdaEnvError } from "../errors.ts";
import type { Command } from "./command.ts";
import { AWS_OPTIONS, COMMON_OPTIONS, OPTIONS, type OptionName, type Options, toOptions } from "./options.ts";

export type Parsed =
  | { readonly kind: "command"; readonly command: Command; readonly options: Options }
  | { readonly kind: "help"; readonly text: string | undefined };

/**
 * Parses `argv`, without node and script.
 *
 * Errors: USAGE. What was typed is quoted only as far as it can be no value: names of options and commands, and not what
 * follows a `=`.
 */
export async function parseArguments(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  commands: readonly Command[],
): Promise<Parsed> {
  assertKnownOptions(argv, Object.keys(OPTIONS), commands.find((command) => argv.includes(command.name))?.name);
  const parsed = parse(argv);
  const [name, ...words] = parsed._.map(String);
  const command = commands.find((one) => one.name === name);
  if (parsed["help"] === true) return { kind: "help", text: command && (await renderHelp(command)) };
  if (command === undefined) throw unknownCommand(argv, commands);
  assertKnownOptions(argv, command.options, command.name);
  assertWords(command, words);
  return { kind: "command", command, options: toOptions(command.options, parsed, env, words) };
}

/**
 * The options of all commands at once, since an option means the same everywhere, and no command: yargs would render the help of
 * one each time that it runs, for nobody to read, and lose a `-` among its words.
 */
function parse(argv: readonly string[]): Readonly<Record<string, unknown>> & { readonly _: readonly unknown[] } {
  let parser = makeYargs().help(false).option("help", { alias: "h", type: "boolean" });
  for (const name of Object.keys(OPTIONS) as OptionName[]) parser = parser.option(name, yargsOption(name));
  return parser
    .fail((message, error) => {
      throw new LambdaEnvError("USAGE", usageMessage(message ?? error.message));
    })
    .parseSync([...argv]);
}

async function renderHelp({ name, summary, words, options, examples }: Command): Promise<string> {
  const usage = words === undefined ? "" : ` [${words.usage}]…`;
  const about = words === undefined ? "" : `\n\n  ${words.usage}  ${words.about}`;
  const isAmong = (group: readonly OptionName[]) => (option: OptionName) => group.includes(option);
  const isOwn = (option: OptionName): boolean => !isAmong([...AWS_OPTIONS, ...COMMON_OPTIONS])(option);
  let parser = makeYargs()
    .help("help", "show this help")
    .alias("help", "h")
    .usage(`lambda-env ${name}${usage} [options]\n\n${summary}${about}`)
    .wrap(100);
  for (const option of options) parser = parser.option(option, yargsOption(option));
  for (const [line, effect] of examples) parser = parser.example(line, effect);
  const help = await parser
    .group(options.filter(isOwn), "Options:")
    .group(options.filter(isAmong(AWS_OPTIONS)), "AWS:")
    .group([...COMMON_OPTIONS, "help"], "Output:")
    .getHelp();
  return `${withoutTypes(help)}\n`;
}

function makeYargs(): ReturnType<typeof yargs> {
  return yargs().scriptName("lambda-env").locale("en").exitProcess(false).version(false).parserConfiguration({
    "boolean-negation": false,
    "camel-case-expansion": false,
    "dot-notation": false,
    "parse-numbers": false,
    "parse-positional-numbers": false,
    "strip-aliased": true,
  });
}

function yargsOption(name: OptionName): Record<string, unknown> {
  const spec: { kind: string; alias?: string; argument?: string; about: string } = OPTIONS[name];
  const describe = spec.argument === undefined ? spec.about : `${spec.argument}  ${spec.about}`;
  const common = { describe, ...(spec.alias === undefined ? {} : { alias: spec.alias }) };
  if (spec.kind === "flag") return { ...common, type: "boolean" };
  if (spec.kind === "choice") return { ...common, type: "string" };
  // Lists too: what is given again arrives as an array, and an option that is declared as one would not take "-" for a value.
  // Without a type yargs shows none beside the argument's own name; `string: true` keeps numbers as they were typed.
  return { ...common, string: true, nargs: 1, requiresArg: true };
}

/** The argument's own name tells more than its type, which yargs writes at the end of each line, or below it. */
function withoutTypes(help: string): string {
  return help.replace(/\n* +\[(?:string|boolean|array)\]$/gm, "");
}

function assertWords({ name, words: taken }: Command, words: readonly string[]): void {
  const max = taken === undefined ? 0 : (taken.max ?? Number.POSITIVE_INFINITY);
  if (words.length <= max) return;
  const takes = max === 0 ? "takes options only" : `takes ${max} word${max === 1 ? "" : "s"} beside options`;
  throw new LambdaEnvError("USAGE", `${name} ${takes}, and got ${words.length}`, { hint: `lambda-env ${name} --help` });
}

/** yargs quotes what was typed, which may be a value: keep the sentences that quote names of options alone. */
function usageMessage(message: string): string {
  const missing = /^Not enough arguments following: ([a-z-]+)$/.exec(message);
  if (missing?.[1] !== undefined) return `--${OPTION_OF_ALIAS.get(missing[1]) ?? missing[1]} needs a value`;
  return "the command line is not understood";
}

const OPTION_OF_ALIAS: ReadonlyMap<string, string> = new Map(
  Object.entries(OPTIONS).flatMap(([name, spec]) => ("alias" in spec ? [[spec.alias, name] as const] : [])),
);

/** Before yargs, too, which breaks on `--constructor`. */
function assertKnownOptions(argv: readonly string[], accepted: readonly string[], command: string | undefined): void {
  const names = [...accepted, "help"];
  const letters = ["h", ...[...OPTION_OF_ALIAS].flatMap(([letter, name]) => (accepted.includes(name) ? [letter] : []))];
  for (const word of argv) {
    if (word === "--") return;
    const [, long, letter] = /^(?:--([A-Za-z][A-Za-z0-9-]*)|-([A-Za-z]))/.exec(word) ?? [];
    if (long !== undefined ? names.includes(long) : letter === undefined || letters.includes(letter)) continue;
    const option = letter !== undefined ? `-${letter}` : Object.hasOwn(OPTIONS, long ?? "") ? `--${long}` : undefined;
    const [near] = long === undefined ? [] : nearNames(long, names);
    const program = command === undefined ? "lambda-env" : `lambda-env ${command}`;
    throw new LambdaEnvError(
      "USAGE",
      option === undefined ? "there is an option that is not known" : `${command ?? program} has no option ${option}`,
      { hint: near === undefined ? `${program} --help` : `did you mean --${near}?` },
    );
  }
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
