/** The form of the texts of options, whether they are typed, in the environment or in the project's own file. */

import { LambdaEnvError } from "../../errors.ts";
import { parseFunctionId } from "../arn/function-id.ts";

export interface OptionForm {
  readonly form: RegExp;
  readonly needs: string;
}

/** Names of variables, or patterns of them. */
export const VARIABLE_FORM: OptionForm = { form: /^[A-Za-z0-9_*?]+$/, needs: "the name of a variable" };

/** Names in sources may contain more characters than Lambda allows; characters that are not here can be given as `?`. */
const SOURCE_NAME: OptionForm = { form: /^[A-Za-z0-9_.*?-]+$/, needs: "the name of a variable, or a pattern with * and ?" };

/** `NAME=VALUE` would create a file with that name. `./NAME=x` is a file. */
const NEW_FILE: OptionForm = { form: /^(?![A-Za-z_]\w*=)/, needs: "the name of a file" };

const REGION: OptionForm = { form: /^[a-z0-9-]+$/, needs: "a region, such as eu-west-1" };
const PROFILE: OptionForm = { form: /^[\w .:@/+-]+$/, needs: "the name of a profile" };

/** What Parameter Store takes and does not keep for AWS itself. */
const PATH = /^\/(?!aws\/|ssm\/|aws$|ssm$)[\w.-]+(?:\/[\w.-]+)*\/?$/i;

/** The forms by the names of the options; an option that is not here takes any text, or has a check of its own. */
export const OPTION_FORMS: Readonly<Partial<Record<string, OptionForm>>> = {
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
  stage: { form: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, needs: "the name of a stage" },
  "config-env": { form: /^[\w .@+-]+$/, needs: "the name of an environment of samconfig" },
  "on-failure": { form: /^(?:stop|continue|revert)$/, needs: "stop, continue or revert" },
  sort: { form: /^(?:name|size)$/, needs: "name or size" },
  alias: { form: /^[A-Za-z0-9_-]+$/, needs: "the name of an alias" },
  region: REGION,
  "from-region": REGION,
  profile: PROFILE,
  "from-profile": PROFILE,
  "kms-key": { form: /^[\w:/.-]+$/, needs: "the ARN of a key" },
  history: { form: PATH, needs: "a path of Parameter Store, such as /lambda-env/history" },
  "parameter-path": { form: PATH, needs: "a path of Parameter Store, such as /prod/orders" },
  "history-tier": { form: /^(?:standard|advanced)$/, needs: "standard or advanced" },
  out: NEW_FILE,
  data: NEW_FILE,
  report: { form: /^[^=]*(?:=(?![A-Za-z_]\w*=)|$)/, needs: "a kind and the name of a file, such as markdown=FILE" },
  unset: VARIABLE_FORM,
  only: SOURCE_NAME,
  except: SOURCE_NAME,
  allow: { form: /^\w+$/, needs: "the exact name of a variable" },
};

/** A pattern of function names. */
const NAME_PATTERN = /^(?=.*[*?])[A-Za-z0-9_*?-]+$/;

/** Returns whether `text` is a pattern of function names, and not a name. */
export function isFunctionPattern(text: string): boolean {
  return NAME_PATTERN.test(text);
}

/** Returns what the option `name` needs instead, in words, if `text` does not have its form. */
export function neededForm(name: string, text: string): string | undefined {
  if (name === "from" || (name === "function" && !isFunctionPattern(text))) {
    return isFunctionId(text) ? undefined : "the name or ARN of a function";
  }
  const expected = OPTION_FORMS[name];
  return expected === undefined || expected.form.test(text) ? undefined : expected.needs;
}

function isFunctionId(text: string): boolean {
  try {
    parseFunctionId(text);
    return true;
  } catch (error) {
    if (error instanceof LambdaEnvError) return false;
    throw error;
  }
}
