/** Whether a text that is written down for everybody to read is probably a secret, and what kind of secret. */
import { isSecretName } from "../secrecy/secret-names.ts";
import { type CarriedKind, carriedSecret, partsOf, REFERENCE, textOfBase64 } from "./carried-secret.ts";
import { looksChosen, looksRandom } from "./random-text.ts";
import { type TokenForm, tokenForm } from "./token-forms.ts";
import { standInOf } from "./value-form.ts";

/** What a value probably is, as a phrase without an article. `token`, `key` and `secret` are called so by their name alone. */
export type SecretKind = TokenForm | CarriedKind | "AWS secret access key" | "password" | "token" | "key" | "secret";

/** JSON in JSON in base64: what is nested deeper is not examined. */
const MAX_DEPTH = 3;
/** Shorter texts prove nothing. */
const MIN_LENGTH = 8;

/**
 * Returns what kind of secret `value` is if it is one beyond reasonable doubt, judged by its form, or by its form and the name
 * of its variable; undefined otherwise.
 *
 * A value without a known mark counts only under a name that says secret, and only if a random generator made it or, for a
 * password, somebody chose it with care. References, placeholders, ids, names, ARNs, paths, public keys, hashes and URLs without
 * credentials do not count. `isDeclared` is for what is declared a secret under any name. The time is linear in the length of
 * the value.
 */
export function secretLiteral(name: string, value: string, isDeclared = false): SecretKind | undefined {
  return examine({ name, isDeclared }, value, 0);
}

interface Variable {
  readonly name: string;
  readonly isDeclared: boolean;
}

/** The syntax of references to what is elsewhere: shells, CloudFormation, tools that fill in templates. */
const REFERENCES = /\$\{[^{}]*\}|\{\{[^{}]*\}\}/g;

function examine(variable: Variable, value: string, depth: number): SecretKind | undefined {
  const { name } = variable;
  const text = value.trim().replace(REFERENCES, REFERENCE);
  if (depth > MAX_DEPTH || text.length < MIN_LENGTH || PUBLIC_NAME.test(name) || standInOf(name, value) !== undefined) {
    return undefined;
  }
  return tokenForm(text) ?? carriedSecret(name, text) ?? inParts(name, text, depth) ?? namedSecret(variable, text);
}

function inParts(variable: string, text: string, depth: number): SecretKind | undefined {
  for (const [name, part] of partsOf(variable, text)) {
    const kind = examine({ name, isDeclared: false }, part, depth + 1);
    if (kind !== undefined) return kind;
  }
  return undefined;
}

/** Names whose value is for everybody, or only describes a secret. */
const PUBLIC_NAME =
  /public|publishable|anon|site_?key|vapid_?id|fingerprint|thumbprint|checksum|digest|hash|version|commit|revision|contract|address|mint|^(?:vite|react_app|nuxt|gatsby|expo)_|firebase_?(?:web_?)?api_?key/i;

/** `DB_PASS` and `SMTP_AUTH`, which are too short to be words of longer names. */
const SHORT_NAME = /(?:^|[^A-Za-z])(?:pass|auth|salt|pat)$|[a-z]Pass$/i;
const PASSWORD_NAME = /passw(?:or)?d|passphrase|pwd|(?:^|[^A-Za-z])pass$|[a-z]Pass$/i;
/** The variable says where the secret is, how long it lives or who gave it. */
const ABOUT_NAME =
  /(?:url|uri|endpoint|host|domain|path|file|bucket|table|topic|queue|arn|param|parameter|ttl|expiry|expires|expiration|expires_?in|timeout|length|size|count|limit|type|alg|algorithm|issuer|audience|scope|prefix|suffix|field|header|column|region|stage|store|provider|manager|user|username|email|label|alias)s?$/i;
/** Tokens that only mark a place or a request, and secrets that are encrypted. */
const OTHER_NAME =
  /continuation|paginat|next_?token|idempoten|lifecycle|change_?token|client_?request|correlation|encrypted|cipher|wrapped/i;

const NAMED_KINDS: readonly (readonly [RegExp, SecretKind])[] = [
  [PASSWORD_NAME, "password"],
  [/aws\w{0,20}secret|secret_?access_?key/i, "AWS secret access key"],
  [/token|(?:^|[^A-Za-z])pat$/i, "token"],
  [/keys?$|api_?key/i, "key"],
];

function namedSecret({ name, isDeclared }: Variable, text: string): SecretKind | undefined {
  if (ABOUT_NAME.test(name) || OTHER_NAME.test(name) || !(isDeclared || isSecretName(name) || SHORT_NAME.test(name)))
    return undefined;
  if (isIdentifier(text) || textOfBase64(text) !== undefined) return undefined;
  const isPassword = PASSWORD_NAME.test(name);
  const isSecret = UUID.test(text) ? isSecretUuid(name, text) : isPassword ? looksChosen(text) : looksRandom(text);
  if (!isSecret) return undefined;
  const kind = NAMED_KINDS.find(([pattern]) => pattern.test(name))?.[1] ?? "secret";
  return kind === "AWS secret access key" && text.length !== 40 ? "secret" : kind;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-([0-9a-f])[0-9a-f]{3}-([0-9a-f])[0-9a-f]{3}-[0-9a-f]{12}$/i;

/** An id mostly has this form, so that only a random one counts, under a name that leaves no doubt. */
function isSecretUuid(name: string, text: string): boolean {
  const [, version, variant = ""] = UUID.exec(text) ?? [];
  const isClear = /api_?key|secret|passw|(?:auth|access|bearer|api)_?token/i.test(name) && !/kms/i.test(name);
  return isClear && version === "4" && /[89ab]/i.test(variant) && looksRandom(text);
}

const IDENTIFIERS: readonly RegExp[] = [
  /(?:^|[^A-Za-z])arn:[a-z-]{3,20}:|:\/\//,
  // Ids of AWS: sg-0123…, i-…, mrk-… of KMS, pools of Cognito; names of secrets that RDS makes.
  /^[a-z]{1,8}-(?:[0-9a-f]{8}|[0-9a-f]{17}|[0-9a-f]{32})$/,
  /^[a-z]{2}(?:-[a-z]{2,12}){1,3}-\d[_:][\w-]{9,36}$/,
  /^(?:rds|aurora|redshift|events|appflow)!/,
  // SIDs of Twilio, ids of Google's clients, addresses of Ethereum, emails.
  /^[A-Z]{2}[0-9a-f]{32}$/,
  /\.googleusercontent\.com$/,
  /^0x[0-9a-f]{40}$/i,
  /^[\w.+-]+@[\w-]+(?:\.[\w-]+)*$/,
  // Paths, names of files, and hashes with their algorithm.
  /^(?:\.{0,2}|~)\/[\w./-]+\.[a-z]{2,5}$|^[\w-]+(?:\.[\w-]+)*\.(?:json|ya?ml|pem|crt|cer|key|p8|p12|txt|zip|jar|js|mjs|cjs|ts|py|html?|csv|tar|gz)$/i,
  /^\$[\w-]{1,12}\$|^(?:sha\d{1,3}|md5)[:-]/i,
  // Public keys and certificates, in their text forms and as base64 of DER.
  /-----BEGIN (?:[A-Z0-9]+ )?(?:PUBLIC KEY|CERTIFICATE)|^(?:ssh|ecdsa|sk-ssh)-[\w@.-]+ AAAA/,
  /^(?:MI[GI][A-Za-z0-9+/]{1,6}N?(?:ANBgkqhkiG9w0BAQE|MBMGByqGSM49)|MFkwEwYHKoZI|MHYwEAYHKoZI|MCowBQYDK2V|LS0tLS1CRUdJTiBQVUJM|LS0tLS1CRUdJTiBDRVJU)/,
  // What KMS encrypted, and JSON Web Tokens that everybody may have.
  /^(?:AQ[IE]CAH|eyJ[\w-]+\.)/,
];

function isIdentifier(text: string): boolean {
  return IDENTIFIERS.some((pattern) => pattern.test(text));
}
