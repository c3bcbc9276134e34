/** The command line → a command and its options. The only file that knows yargs. */
import yargs from "yargs";
import { nearNames } from "../core/near-names.ts";
import { LambdaEnvError } from "../errors.ts";
import type { Command } from "./command.ts";
import { AWS_OPTIONS, COMMON_OPTIONS, OPTIONS, type OptionName, type Options, toOptions } from "./options.ts";

export type Parsed =
  | { readonly kind: "command"; readonly command: Command; readonly options: Options }
  | { readonly kind: "help"; readonly text: string };

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
  let selected: { command: Command; parsed: Readonly<Record<string, unknown>> } | undefined;
  let parser = yargs()
    .scriptName("lambda-env")
    .locale("en")
    .exitProcess(false)
    .version(false)
    .help("help", "show this help")
    .alias("help", "h")
    .usage("$0 <command> [options]")
    .wrap(100)
    .parserConfiguration({
      "boolean-negation": false,
      "camel-case-expansion": false,
      "dot-notation": false,
      "parse-numbers": false,
      "parse-positional-numbers": false,
      "strip-aliased": true,
    });
  for (const command of commands) {
    parser = parser.command(
      command.name,
      command.summary,
      (builder) => {
        const { words } = command;
        const usage = words === undefined ? "" : ` [${words.usage}]…`;
        const about = words === undefined ? "" : `\n\n  ${words.usage}  ${words.about}`;
        let built = builder.usage(`lambda-env ${command.name}${usage} [options]\n\n${command.summary}${about}`);
        for (const name of command.options) built = built.option(name, yargsOption(name));
        for (const [line, effect] of command.examples) built = built.example(line, effect);
        const last: readonly string[] = [...AWS_OPTIONS, ...COMMON_OPTIONS];
        return built
          .group(
            command.options.filter((name) => !last.includes(name)),
            "Options:",
          )
          .group(
            command.options.filter((name) => (AWS_OPTIONS as readonly string[]).includes(name)),
            "AWS:",
          )
          .group([...COMMON_OPTIONS, "help"], "Output:");
      },
      (parsed) => {
        selected = { command, parsed };
      },
    );
  }
  const unknown = findUnknownOption(argv, commands);
  const output = await new Promise<string>((resolve, reject) => {
    void parser
      .fail((message, error) => {
        throw error instanceof LambdaEnvError ? error : new LambdaEnvError("USAGE", usageMessage(message ?? error.message));
      })
      .parseAsync([...argv], {}, (error, _parsed, text) => (error ? reject(error) : resolve(text)))
      .catch(reject);
  });
  if (output !== "") return { kind: "help", text: `${withoutTypes(output)}\n` };
  if (unknown !== undefined) throw unknown;
  if (selected === undefined) throw unknownCommand(argv, commands);
  const { command, parsed } = selected;
  const words = wordsOf(command, parsed);
  return { kind: "command", command, options: toOptions(command.options, parsed, env, words) };
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

/** yargs is told of no positional arguments, since it would lose a `-` among them: they are what follows the command's name. */
function wordsOf(command: Command, parsed: Readonly<Record<string, unknown>>): readonly string[] {
  const words = ((parsed["_"] ?? []) as readonly unknown[]).slice(1).map(String);
  const max = command.words === undefined ? 0 : (command.words.max ?? Number.POSITIVE_INFINITY);
  if (words.length <= max) return words;
  const takes = max === 0 ? "takes options only" : `takes ${max} word${max === 1 ? "" : "s"} beside options`;
  throw new LambdaEnvError("USAGE", `${command.name} ${takes}, and got ${words.length}`, {
    hint: `lambda-env ${command.name} --help`,
  });
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

function findUnknownOption(argv: readonly string[], commands: readonly Command[]): LambdaEnvError | undefined {
  const command = commands.find(({ name }) => argv.includes(name));
  if (command === undefined) return undefined;
  const accepted: readonly string[] = [...command.options, "help"];
  const letters = ["h", ...command.options.map((name) => (OPTIONS[name] as { alias?: string }).alias)];
  for (const word of argv) {
    if (word === "--") return undefined;
    const [, long, letter] = /^(?:--([A-Za-z][A-Za-z0-9-]*)|-([A-Za-z]))/.exec(word) ?? [];
    if (long !== undefined ? accepted.includes(long) : letter === undefined || letters.includes(letter)) continue;
    const subject = letter !== undefined ? `-${letter}` : Object.hasOwn(OPTIONS, long ?? "") ? `--${long}` : undefined;
    const [near] = long === undefined ? [] : nearNames(long, accepted);
    return new LambdaEnvError(
      "USAGE",
      subject === undefined ? "there is an option that is not known" : `${command.name} has no option ${subject}`,
      {
        hint: near === undefined ? `lambda-env ${command.name} --help` : `did you mean --${near}?`,
      },
    );
  }
  return undefined;
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
