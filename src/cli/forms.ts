/** The form of an option's text. Messages, reports and policies repeat it, so any other text, which may be a value, is refused. */
import { parseFunctionId } from "../core/arn/function-id.ts";
import { isFunctionPattern, OPTION_FORMS, VARIABLE_FORM } from "../core/stage/option-forms.ts";
import { LambdaEnvError } from "../errors.ts";
import { quoteWord } from "../output/shell-word.ts";
import { readNaming } from "../workflow/find/selection.ts";
import { namesAnySource } from "../workflow/stage/given-sources.ts";
import type { Context } from "./context.ts";
import type { OptionName, Options } from "./options.ts";

/** What is typed for another option by mistake. */
const ENV_FILE = /(?:^|\/)\.env(?:\.[A-Za-z]+)*$/;
const TEMPLATE = /^[\w./-]+\.(?:ya?ml|template)$/;

/** Throws USAGE, without the text, if `text` does not have the form for the option `name`; `subject` is how it was given. */
export function assertForm(name: OptionName, subject: string, text: string): void {
  if (name === "from") parseFunctionId(text, subject);
  if (name === "function" || name === "stack") assertNotFile(subject, text);
  if (name === "function" && !isFunctionPattern(text)) parseFunctionId(text, subject);
  const expected = OPTION_FORMS[name];
  if (expected === undefined || expected.form.test(text)) return;
  throw new LambdaEnvError("USAGE", `${subject} needs ${expected.needs}`, {
    ...(text.includes("=") && name !== "tag"
      ? { hint: "a variable and its value are an argument: lambda-env set NAME=VALUE" }
      : {}),
  });
}

function assertNotFile(subject: string, text: string): void {
  const option = ENV_FILE.test(text) ? "-e" : TEMPLATE.test(text) ? "-t" : undefined;
  if (option === undefined) return;
  throw new LambdaEnvError("USAGE", `${subject} does not take a file`, { hint: `${option} ${quoteWord(text)}` });
}

/** Throws USAGE, without the words, if one of them is not the name of a variable. */
export function assertNames(words: readonly string[], hint: string): void {
  const index = words.findIndex((word) => !VARIABLE_FORM.form.test(word));
  if (index === -1) return;
  throw new LambdaEnvError("USAGE", `argument ${index + 1} is not the name of a variable`, { hint });
}

/** Throws USAGE, without the words, if one of them is not the exact name of a variable. */
export function assertExactNames(words: readonly string[], hint: string): void {
  assertNames(
    words.map((word) => word.replace(/[*?]/g, "-")),
    hint,
  );
}

/** Throws USAGE if the options name several functions, or a pattern of their names. */
export function assertOneFunction(options: Options, command: string): void {
  if (readNaming(options).selection === undefined) return;
  throw new LambdaEnvError("USAGE", `${command} is for one function, and the options select several`, {
    hint: `name one: lambda-env ${command}${options.stage === undefined ? "" : ` --stage ${options.stage}`} -f my-fn`,
  });
}

/**
 * Throws USAGE if no source is named: nothing is ever picked up by itself. `purpose` is what the command does with it, such as
 * `set`.
 */
export function assertSourceNamed(options: Options, purpose: "set" | "compare with", { stage }: Pick<Context, "stage">): void {
  if (namesAnySource(options, { stage }) || options.unset.length > 0) return;
  if (options.plan !== undefined) {
    throw new LambdaEnvError("USAGE", "--plan needs the sources that the plan was made from", {
      hint: "name the same sources as diff --out did",
    });
  }
  throw new LambdaEnvError("USAGE", `no source is named, so there is nothing to ${purpose}`, {
    hint: `name one: -e FILE, --template FILE, --secret ID, --from FUNCTION[:VERSION], or NAME=VALUE${stage === undefined ? "" : `; or secrets, env-files or template below ${stage.at.source}${stage.at.line === undefined ? "" : `:${stage.at.line}`}`}`,
  });
}
