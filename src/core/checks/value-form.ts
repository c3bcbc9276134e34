/**
 * The form of a value that is probably not the real one: a placeholder word, a mask, a reference for another tool, encrypted
 * text.
 */

/**
 * `placeholder`: a word that stands for a value; `mask`: text shown instead of a value; `reference`: text that another tool must
 * resolve; `encrypted`: text that another tool must decrypt. `tool` names that tool.
 */
export type ValueForm =
  | { readonly kind: "placeholder" | "mask" }
  | { readonly kind: "reference"; readonly tool: ReferenceTool }
  | { readonly kind: "encrypted"; readonly tool: EncryptionTool };

type ReferenceTool = "1Password" | "vals" | "CloudFormation" | "GitHub Actions" | "Azure Pipelines" | "Azure Key Vault";
export type EncryptionTool = "SOPS" | "dotenvx" | "dotenv-vault" | "Ansible Vault" | "eyaml" | "age" | "GnuPG";

type Pattern<Tool> = readonly [RegExp, Tool];

/** Source: https://developer.1password.com/docs/cli/secret-reference-syntax, https://github.com/helmfile/vals#expression-syntax, and each vendor's own pages. */
const REFERENCES: readonly Pattern<ReferenceTool>[] = [
  [/^(?:\{\{\s*)?op:\/\//i, "1Password"],
  [/(?:^|[^A-Za-z0-9])(?:secret)?ref\+[a-z0-9]+:\/\//, "vals"],
  [/\{\{resolve:[a-z-]+:/, "CloudFormation"],
  [/\$\{\{[^{}]*\}\}/, "GitHub Actions"],
  [/^\$\([A-Za-z][\w.-]*\)$/, "Azure Pipelines"],
  [/^@Microsoft\.KeyVault\(/i, "Azure Key Vault"],
];

/**
 * Source: the formats that each tool writes. Text that programs decrypt at run time, such as the output of `aws kms encrypt`, is
 * not included.
 */
const ENCRYPTED: readonly Pattern<EncryptionTool>[] = [
  [/^ENC\[PKCS7,/, "eyaml"],
  [/^ENC\[[\s\S]*\]$/, "SOPS"],
  [/^encrypted:/, "dotenvx"],
  [/^\$ANSIBLE_VAULT;/, "Ansible Vault"],
];

/** Names that a tool uses for itself, and that come with what it encrypted. */
const ENCRYPTED_NAMES: readonly Pattern<EncryptionTool>[] = [
  [/^sops_(?:mac|version|lastmodified|mac_only_encrypted|shamir_threshold)$/, "SOPS"],
  [/^sops_(?:un)?encrypted_(?:suffix|regex|comment_regex)$|^sops_\w+__list_\d+__map_/, "SOPS"],
  [/^DOTENV_VAULT(?:_|$)/, "dotenv-vault"],
];

/** What programs show instead of a value, alone or as the password of a URL. */
const MASKS: readonly RegExp[] = [
  /^[*\u2022\u25cf\u2217\u00d7]{3,}[^\s*]{0,4}$/,
  /:\/\/(?:[^\s/@:]*:)?\*{3,}@/,
  /^[[(<{]?(?:redacted|masked|hidden|sensitive|sensitive value|known after apply|encrypted value)[\])>}]?$/i,
];

/** Matched against the whole value, without the marks around it, with one space for each run of blanks, `_`, `-` and `.`. */
const PLACEHOLDERS: readonly RegExp[] = [
  /^(?:please )?(?:change|replace|set|update|fill|edit) ?(?:me|this|it)(?: (?:in|now|please|before .*|with .*))?$/i,
  // In lower case, `todo` is the name of many a table.
  /^(?:TODO|TO DO|TBD|TBA|FIXME|FIX ME)$/,
  /^(?:placeholder|dummy|undefined|object Object|to be (?:defined|determined|set|replaced|changed|added))$/i,
  /^(?:dummy|placeholder) (?:api ?)?(?:value|key|secret|token|password|string|text)$/i,
  /^(?:\w+ )*placeholder(?: value)?$/i,
  /^replace with \w+(?: \w+)*$/i,
  /^(?:insert|enter|put|add|paste|fill in|type|provide) (?:[\w']+ )*here$/i,
  /^(?:insert|put|paste) your [\w']+(?: [\w']+)*$/i,
  /^(?:[\w']+ ){1,4}goes here$/i,
  /^your (?:[\w']+ ){0,4}(?:key|token|secret|password|passphrase|id|url|uri|name|username|user|email|domain|host|value|here)$/i,
  /^x{3,}(?: x+)*$/i,
];

/** `<your-key>`: a name between angle brackets, which no program uses as a value. */
const ANGLE_BRACKETS = /^<[A-Za-z][A-Za-z0-9 _.'-]*>$/;

/**
 * `${API_KEY}`, `{{ API_KEY }}`, `__API_KEY__`, `#{API_KEY}#`: placeholders that a tool must replace, in the syntax of such
 * tools.
 */
const TOKEN =
  /^(?:[$#%@]?\{{1,2}\s*([\w.-]+)\s*\}{1,2}#?|\$([\w.-]+)|__([\w.-]+)__|%([\w.-]+)%|@{1,2}([\w.-]+)@{1,2}|<%=?\s*([\w.-]+)\s*%>)$/;

/** The longest placeholder that somebody writes. Longer texts are not examined, so that no pattern takes long. */
const MAX_PLACEHOLDER_LENGTH = 60;

/** Returns the form of `value` if it is probably not the real value; undefined for any other text, including an empty one. */
export function formOf(name: string, value: string): ValueForm | undefined {
  const text = value.trim();
  const encrypted = firstMatch(ENCRYPTED_NAMES, name) ?? firstMatch(ENCRYPTED, text);
  if (encrypted !== undefined) return { kind: "encrypted", tool: encrypted };
  const reference = firstMatch(REFERENCES, text);
  if (reference !== undefined) return { kind: "reference", tool: reference };
  if (MASKS.some((mask) => mask.test(text))) return { kind: "mask" };
  return isPlaceholder(text) || isOwnToken(name, text) ? { kind: "placeholder" } : undefined;
}

/** Returns whether a value is blank to a reader: empty, or only white space and invisible characters. */
export function isBlank(value: string): boolean {
  return /^[\s\u200b-\u200d\u2060\ufeff]*$/.test(value);
}

/**
 * Returns a description of a template's value that only stands for the real one, which is set elsewhere; undefined for a real
 * value.
 *
 * Such a value must never replace a live one.
 */
export function standInOf(name: string, value: string): string | undefined {
  if (isBlank(value)) return "an empty placeholder";
  const form = formOf(name, value);
  return form === undefined ? undefined : STAND_INS[form.kind];
}

const STAND_INS = {
  placeholder: "a placeholder word",
  mask: "a mask",
  reference: "a reference that is not resolved here",
  encrypted: "encrypted",
} as const;

function isPlaceholder(text: string): boolean {
  if (text.length > MAX_PLACEHOLDER_LENGTH) return false;
  if (ANGLE_BRACKETS.test(text)) return true;
  const bare = text.replace(/^[\s_<>"'{}()[\]%@#!*$-]+|[\s_<>"'{}()[\]%@#!*.\u2026-]+$/g, "").replace(/[\s_.-]+/g, " ");
  return PLACEHOLDERS.some((pattern) => pattern.test(bare));
}

/**
 * Returns whether `text` is the variable's own name between marks, which is never a real value: the tool that should have
 * replaced it did not run.
 */
function isOwnToken(name: string, text: string): boolean {
  return text.length <= name.length + MAX_PLACEHOLDER_LENGTH && TOKEN.exec(text)?.slice(1).includes(name) === true;
}

function firstMatch<Tool>(patterns: readonly Pattern<Tool>[], text: string): Tool | undefined {
  return patterns.find(([pattern]) => pattern.test(text))?.[1];
}
