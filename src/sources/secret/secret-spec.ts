/** The option `--secret`, parsed: which secret, which key of it, for which variable. */
import { splitSecretId } from "../../core/arn/secret-id.ts";
import { isValidName } from "../../core/checks/checks.ts";
import { LambdaEnvError } from "../../errors.ts";

/**
 * `object`: each key of a JSON object is a variable; `text`: the whole text is one; `key`: the value of one key is.
 *
 * `id` is a name or an ARN, as typed.
 */
export type SecretSpec = { readonly id: string } & (
  | { readonly kind: "object" }
  | { readonly kind: "text"; readonly name: string }
  | { readonly kind: "key"; readonly name: string; readonly key: string }
);

/**
 * Names of secrets that users create, and with a `!` those that services create (`rds!cluster-…`); the colons are those of an
 * ARN.
 *
 * Source: Secrets Manager, CreateSecret, `Name`, and the pattern of `FilterValueStringType`.
 */
const ID_PATTERN = /^[A-Za-z0-9/_+=.@:!-]+$/;

/**
 * Returns the parts of `ID`, `ID:json-key`, `NAME=ID` or `NAME=ID:json-key`.
 *
 * Names of secrets may contain a `=` too. The text before the first one is a variable's name if Lambda would accept it, and part
 * of the secret's name otherwise; to name a secret such as `prod=x`, give its ARN. A colon starts a key, since only ARNs contain
 * others.
 * Errors: USAGE. The message does not repeat text that may be a value, typed by mistake.
 */
export function parseSecretSpec(spec: string): SecretSpec {
  const before = spec.slice(0, Math.max(0, spec.indexOf("=")));
  const name = isValidName(before) ? before : undefined;
  const { id, rest: key } = splitSecretId(name === undefined ? spec : spec.slice(name.length + 1));
  const subject = name === undefined ? "--secret" : `--secret ${name}=…`;
  if (!ID_PATTERN.test(id) || key === "") {
    throw new LambdaEnvError("USAGE", `${subject} needs the name or the ARN of a secret`, {
      hint: "write --secret ID, --secret NAME=ID or --secret NAME=ID:json-key",
    });
  }
  if (key === undefined) return name === undefined ? { kind: "object", id } : { kind: "text", id, name };
  if (name === undefined && !isValidName(key)) {
    throw new LambdaEnvError("USAGE", `the key of --secret ${id}:… is not a valid variable name`, {
      hint: `give the variable a name: --secret NAME=${id}:json-key`,
    });
  }
  return { kind: "key", id, name: name ?? key, key };
}
