/** The form of an option's text. Messages, reports and policies repeat it, so any other text, which may be a value, is refused. */
import { parseFunctionId } from "../core/arn/function-id.ts";
import { LambdaEnvError } from "../errors.ts";
import { quoteWord } from "../output/shell-word.ts";
import { namesSource } from "../sources/index.ts";
import { readNaming } from "../workflow/find/selection.ts";
import type { OptionName, Options } from "./options.ts";

interface Form {
  readonly form: RegExp;
  readonly needs: string;
}

/** Names of variables, or patterns of them. */
const VARIABLE: Form = { form: /^[A-Za-z0-9_*?]+$/, needs: "the name of a variable" };

/** Names in sources may contain more characters than Lambda allows; characters that are not here can be given as `?`. */
const SOURCE_NAME: Form = { form: /^[A-Za-z0-9_.*?-]+$/, needs: "the name of a variable, or a pattern with * and ?" };

/** `NAME=VALUE` would create a file with that name. `./NAME=x` is a file. */
const NEW_FILE: Form = { form: /^(?![A-Za-z_]\w*=)/, needs: "the name of a file" };

const REGION: Form = { form: /^[a-z0-9-]+$/, needs: "a region, such as eu-west-1" };
const PROFILE: Form = { form: /^[\w .:@/+-]+$/, needs: "the name of a profile" };

const FORMS: Readonly<Partial<Record<OptionName, Form>>> = {
  stack: {
    form: /^(?:[A-Za-z][A-Za-z0-9-]*|arn:[a-z-]+:cloudformation:[A-Za-z0-9:/._+-]+)$/,
    needs: "the name or ARN of a stack",
  },
  "logical-id": { form: /^[A-Za-z0-9]+$/, needs: "a logical id, of letters and digits" },
  // The characters that AWS allows in a tag.
  tag: {
    form: /^[\p{L}\p{N}\p{Zs}_.:/+@-]+=[\p{L}\p{N}\p{Zs}_.:/=+@-]*$/u,
    needs: "the key and the value of a tag, such as team=orders",
  },
  "config-env": { form: /^[\w .@+-]+$/, needs: "the name of an environment of samconfig" },
  "on-failure": { form: /^(?:stop|continue|revert)$/, needs: "stop, continue or revert" },
  sort: { form: /^(?:name|size)$/, needs: "name or size" },
  alias: { form: /^[A-Za-z0-9_-]+$/, needs: "the name of an alias" },
  region: REGION,
  "from-region": REGION,
  profile: PROFILE,
  "from-profile": PROFILE,
  "kms-key": { form: /^[\w:/.-]+$/, needs: "the ARN of a key" },
  history: {
    form: /^\/(?!aws\/|ssm\/|aws$|ssm$)[\w.-]+(?:\/[\w.-]+)*\/?$/i,
    needs: "a path of Parameter Store, such as /lambda-env/history",
  },
  "history-tier": { form: /^(?:standard|advanced)$/, needs: "standard or advanced" },
  out: NEW_FILE,
  data: NEW_FILE,
  report: { form: /^[^=]*(?:=(?![A-Za-z_]\w*=)|$)/, needs: "a kind and the name of a file, such as markdown=FILE" },
  unset: VARIABLE,
  only: SOURCE_NAME,
  except: SOURCE_NAME,
  allow: { form: /^\w+$/, needs: "the exact name of a variable" },
};

/** What is typed for another option by mistake. */
const ENV_FILE = /(?:^|\/)\.env(?:\.[A-Za-z]+)*$/;
const TEMPLATE = /^[\w./-]+\.(?:ya?ml|template)$/;

/** A pattern of function names. */
const NAME_PATTERN = /^(?=.*[*?])[A-Za-z0-9_*?-]+$/;

/** Throws USAGE, without the text, if `text` does not have the form for the option `name`; `subject` is how it was given. */
export function assertForm(name: OptionName, subject: string, text: string): void {
  if (name === "from") parseFunctionId(text, subject);
  if (name === "function" || name === "stack") assertNotFile(subject, text);
  if (name === "function" && !NAME_PATTERN.test(text)) parseFunctionId(text, subject);
  const expected = FORMS[name];
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
  const index = words.findIndex((word) => !VARIABLE.form.test(word));
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
    hint: `name one: lambda-env ${command} -f my-fn`,
  });
}

/**
 * Throws USAGE if no source is named: nothing is ever picked up by itself. `purpose` is what the command does with it, such as
 * `set`.
 */
export function assertSourceNamed(options: Options, purpose: "set" | "compare with"): void {
  if (namesSource(options) || options.unset.length > 0) return;
  if (options.plan !== undefined) {
    throw new LambdaEnvError("USAGE", "--plan needs the sources that the plan was made from", {
      hint: "name the same sources as diff --out did",
    });
  }
  throw new LambdaEnvError("USAGE", `no source is named, so there is nothing to ${purpose}`, {
    hint: "name one: -e FILE, --template FILE, --secret ID, --from FUNCTION[:VERSION], or NAME=VALUE",
  });
}
