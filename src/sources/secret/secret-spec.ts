/** The option `--secret`, parsed: which secret, which version and key of it, for which variable. */
import { splitSecretId } from "../../core/arn/secret-id.ts";
import { isValidName } from "../../core/checks/checks.ts";
import { defined } from "../../core/defined.ts";
import { LambdaEnvError } from "../../errors.ts";
import { splitPrefix } from "../prefix.ts";

/** Which version of a secret: the current one without both. */
interface SecretVersionSpec {
  readonly stage?: string;
  readonly version?: string;
}

/**
 * `object`: each key of a JSON object is a variable; `text`: the whole text is one; `key`: the value of one key is.
 *
 * `id` is a name or an ARN, as typed.
 */
export type SecretSpec = { readonly id: string } & SecretVersionSpec &
  (
    | { readonly kind: "object"; readonly prefix?: string }
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

/** Staging labels may be any text; messages repeat them. */
const STAGE_PATTERN = /^[A-Za-z0-9/_+=.@-]*$/;

/**
 * What follows the id. As ECS and CloudFormation have it, `key:stage:version`, where each part may be empty; a key may contain colons, so
 * that without the second colon only AWS's own labels, and any label after an empty key, are labels.
 *
 * Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html, and GetSecretValue, `VersionId`.
 */
const BEHIND_ID: readonly RegExp[] = [
  /^(?<key>.*):(?<stage>[^:]*):(?<version>[A-Za-z0-9-]{32,64})?$/s,
  /^(?<key>.*):(?<stage>AWS(?:CURRENT|PREVIOUS|PENDING))$/s,
  /^(?<key>):(?<stage>[^:]+)$/s,
  /^(?<key>.+)$/s,
];

/**
 * Returns the parts of `ID`, `ID:json-key`, `NAME=ID`, `NAME=ID:json-key` or `PREFIX*=ID`, each with `:key:stage:version` in place of the key.
 *
 * Names of secrets may contain a `=` too. The text before the first one is a variable's name if Lambda would accept it, and part
 * of the secret's name otherwise; to name a secret such as `prod=x`, give its ARN. A colon starts a key, since only ARNs contain
 * others.
 * Errors: USAGE. The message does not repeat text that may be a value, typed by mistake.
 */
export function parseSecretSpec(spec: string): SecretSpec {
  const { prefix, rest: assigned } = splitPrefix(spec);
  const before = prefix === undefined ? spec.slice(0, Math.max(0, spec.indexOf("="))) : "";
  const name = isValidName(before) ? before : undefined;
  const { id, rest: behind } = splitSecretId(name === undefined ? assigned : spec.slice(name.length + 1));
  const subject = prefix !== undefined ? `--secret '${prefix}*=…'` : name === undefined ? "--secret" : `--secret ${name}=…`;
  const parts = behind === undefined ? {} : parseBehind(behind);
  if (!ID_PATTERN.test(id) || parts === undefined) {
    throw new LambdaEnvError("USAGE", `${subject} needs the name or the ARN of a secret`, {
      hint: "write --secret ID, --secret NAME=ID, --secret NAME=ID:json-key or --secret 'PREFIX*=ID'",
    });
  }
  const { key, ...version } = parts;
  if (prefix !== undefined) {
    if (key === undefined) return { kind: "object", id, prefix, ...version };
    throw new LambdaEnvError("USAGE", `${subject} makes variables of all keys, and cannot take a key`, {
      hint: `write --secret NAME=${id}:json-key for one key, or --secret '${prefix}*=${id}' for all`,
    });
  }
  if (key === undefined) return name === undefined ? { kind: "object", id, ...version } : { kind: "text", id, name, ...version };
  if (name === undefined && !isValidName(key)) {
    throw new LambdaEnvError("USAGE", `the key of --secret ${id}:… is not a valid variable name`, {
      hint: `give the variable a name: --secret NAME=${id}:json-key`,
    });
  }
  return { kind: "key", id, name: name ?? key, key, ...version };
}

/** Returns undefined for what names neither a key nor a version, and for what cannot be a label. */
function parseBehind(text: string): ({ readonly key?: string } & SecretVersionSpec) | undefined {
  if (/^:?$/.test(text)) return undefined;
  const groups = BEHIND_ID.map((pattern) => pattern.exec(text)?.groups).find((found) => found !== undefined);
  const { key, stage, version } = groups ?? {};
  if (stage !== undefined && !STAGE_PATTERN.test(stage)) return undefined;
  const isCurrent = version === undefined && stage === "AWSCURRENT";
  return defined({ key: key || undefined, stage: isCurrent ? undefined : stage || undefined, version });
}

/** Returns how a secret is called as a source: its id, and the version where it is not the current one. */
export function sourceOfSecret({ id, stage = "", version = "" }: { readonly id: string } & SecretVersionSpec): string {
  if (stage + version === "") return id;
  return `${id}::${stage}${version === "" ? "" : `:${version}`}`;
}
