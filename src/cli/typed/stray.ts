/** Errors for words in the wrong place, with where they belong. Only loaded if a word does not fit. */
import { LambdaEnvError } from "../../errors.ts";
import { quoteWord } from "../../output/shell-word.ts";
import { type Command, maxWords } from "../command.ts";
import type { Options } from "../options.ts";

/** The name of a variable contains neither a hyphen nor a colon. */
const FUNCTION = /^(?:[A-Za-z0-9_]+(?:-[A-Za-z0-9_]+)*|arn:aws[a-z-]*:lambda:[A-Za-z0-9:_-]+)$/;
const ENV_FILE = /^[\w./-]*\.env(?:\.[A-Za-z]+)*$/;
const TEMPLATE = /^[\w./-]+\.(?:ya?ml|template)$/;
const JSON_FILE = /^[\w./-]+\.json$/;
const IS_VARIABLE = /^[A-Za-z]\w+(?:=|$)/;
/** The dashes that text editors and web pages turn hyphens into. */
export const DASH = /^[\u2010-\u2015\u2212]/;

/** Returns what is wrong with words that `command` does not take; undefined if the sources themselves say what is wrong. */
export function strayWord(
  command: Command,
  words: readonly string[],
  options: Options,
  env: Readonly<Record<string, string | undefined>>,
): LambdaEnvError | undefined {
  const dash = words.findIndex((word) => DASH.test(word));
  if (dash !== -1) return usage(`argument ${dash + 1} starts with a dash that is not a hyphen`, "type the hyphen again: - or --");
  const max = maxWords(command);
  if (max === 0) return withoutWords(command, words, options);
  if (takesVariables(command)) return notVariables(command, words, options, env);
  const count = `${command.name} takes ${max} argument${max === 1 ? "" : "s"} besides its options`;
  return words.length > max ? usage(`${count}, and got ${words.length}`, `lambda-env ${command.name} --help`) : undefined;
}

/** Returns whether the arguments of a command are variables. */
function takesVariables({ words }: Command): boolean {
  return words?.usage.startsWith("NAME") === true;
}

function withoutWords(command: Command, words: readonly string[], options: Options): LambdaEnvError {
  const [first = ""] = words;
  const program = `lambda-env ${command.name}`;
  const takes = (name: Command["options"][number]): boolean => command.options.includes(name);
  const hint =
    fileHint(first, takes) ??
    (FUNCTION.test(first) && first !== "help" && first !== command.name && takes("function") && !namesFunction(options)
      ? `${program} -f ${first}`
      : takes("only") && /^[A-Za-z][\w*?]+$/.test(first) && first !== "help"
        ? `to choose variables: ${program} --only NAME`
        : `${program} --help`);
  return usage(`${command.name} takes only options, but got ${count(words)}`, hint);
}

function notVariables(
  command: Command,
  words: readonly string[],
  options: Options,
  env: Readonly<Record<string, string | undefined>>,
): LambdaEnvError | undefined {
  const { name } = command;
  const takes = (option: Command["options"][number]): boolean => command.options.includes(option);
  const takesValues = command.words?.usage.startsWith("NAME=") === true;
  const isSomewhere = command.program === undefined || options.program.length > 0;
  if (!isSomewhere && !words.every((word) => word.includes("="))) {
    return usage("no command is named; it goes after --", `lambda-env ${name} -f FUNCTION -- COMMAND`);
  }
  const isUnnamed = takes("function") && !namesFunction(options);
  for (const [index, word] of words.entries()) {
    const argument = `argument ${index + 1}`;
    const hint = fileHint(word, takes);
    if (hint !== undefined) return usage(`${argument} is a file, not a variable`, hint);
    if (takesValues && /^['"]/.test(word)) {
      return usage(`${argument} starts with a quote that the shell did not remove`, `lambda-env ${name} "NAME=a value"`);
    }
    if (isUnnamed && word.includes("-") && FUNCTION.test(word)) {
      // Beside variables that are set, it may be a value that the shell split off.
      const shown = name === "set" ? "FUNCTION" : word;
      const rest = name === "set" ? " NAME=VALUE" : takesValues ? "" : " NAME";
      return usage(`${argument} is not a variable`, `a function is named by -f: lambda-env ${name} -f ${shown}${rest}`);
    }
    if (!takesValues) continue;
    // The form of the AWS CLI. As a variable it would be one named Variables.
    if (/^(?:Variables=)?\{/.test(word)) {
      return usage(`${argument} holds several variables in one`, "give each as NAME=VALUE, or put JSON into a file: -e FILE");
    }
    if (/^[A-Za-z]=/.test(word)) {
      return usage(`${argument}: the name of a variable has at least two characters`, `lambda-env ${name} NAME=VALUE`);
    }
    const before = words[index - 1] ?? "";
    const isSplit = !IS_VARIABLE.test(word) && (/^=/.test(word) || /^[A-Za-z]\w+[=:]?$/.test(before));
    if (isSplit || /^[A-Za-z]\w*\s+=/.test(word) || /^[A-Za-z]\w+:$/.test(word)) {
      return usage(
        `${argument} is not a variable`,
        "NAME=VALUE is one argument without spaces around =, in quotes where the value has spaces: 'NAME=a value'",
      );
    }
  }
  const [first = ""] = words;
  if (first.includes("=") || options.stdin || !takesValues || Object.hasOwn(env, first)) return undefined;
  if (["export", "env", "setx"].includes(first)) {
    return usage(`${first} is a command of the shell`, `leave it out: lambda-env ${name} NAME=VALUE`);
  }
  return isUnnamed && IS_VARIABLE.test(first)
    ? usage(
        "argument 1 does not name a variable of your environment",
        "export the variable, or write NAME=VALUE; a function is named by -f",
      )
    : undefined;
}

function fileHint(word: string, takes: (name: Command["options"][number]) => boolean): string | undefined {
  const shown = quoteWord(word);
  if (ENV_FILE.test(word) && takes("env")) return `-e ${shown}`;
  if (TEMPLATE.test(word) && takes("template")) return `-t ${shown}`;
  if (JSON_FILE.test(word) && takes("env")) return `-e ${shown}, or -t ${shown} if it is a template`;
  return undefined;
}

function namesFunction(options: Options): boolean {
  return (
    options.function.length + options["logical-id"].length + options.tag.length > 0 || options.all || options.stack !== undefined
  );
}

function count(words: readonly string[]): string {
  return `${words.length} argument${words.length === 1 ? "" : "s"}`;
}

function usage(message: string, hint: string): LambdaEnvError {
  return new LambdaEnvError("USAGE", message, { hint });
}
