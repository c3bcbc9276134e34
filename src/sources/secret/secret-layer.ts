/** The text of a secret → the layer that `--secret` requested. */
import { isValidName } from "../../core/checks/checks.ts";
import { defined } from "../../core/defined.ts";
import { makeFinding } from "../../core/finding.ts";
import { nearNames } from "../../core/near-names.ts";
import { type LayerEntry, makeLayer } from "../../core/variables.ts";
import type { Finding } from "../../errors.ts";
import { isExactNumber, type JsonMember, parseJsonObject } from "../../formats/json/json-tree.ts";
import type { SourceResult } from "../source.ts";
import type { SecretSpec } from "./secret-spec.ts";

/** How AWS writes a version after a key elsewhere: `key:AWSPREVIOUS`, `key:stage:id`, `::`. */
const LOOKS_LIKE_VERSION = /(?:^|:)(?:AWSCURRENT|AWSPREVIOUS|AWSPENDING)?(?::|$)/;

/** A variable, or why there is none. */
type Read = { readonly entry: LayerEntry } | { readonly finding: Finding };

/**
 * Returns the layer that `spec` makes from the secret's `text`.
 *
 * `taken` are the keys that other specs take from the same secret: an invalid name among these is left to them.
 * A string becomes its text, a boolean its word, and a number its digits unless another JSON parser would write them differently.
 * Errors: all of them are findings.
 */
export function secretLayer(spec: SecretSpec, text: string, taken: ReadonlySet<string> = NONE): SourceResult {
  const read = readVariables(spec, text, taken);
  return {
    layer: makeLayer(
      "secret",
      spec.id,
      read.flatMap((one) => ("entry" in one ? [one.entry] : [])),
    ),
    findings: read.flatMap((one) => ("finding" in one ? [one.finding] : [])),
  };
}

const NONE: ReadonlySet<string> = new Set();

function readVariables(spec: SecretSpec, text: string, taken: ReadonlySet<string>): readonly Read[] {
  const { id } = spec;
  if (spec.kind === "text") return [{ entry: makeEntry(spec.name, text, id) }];
  const object = parseJsonObject(text);
  if (object.kind === "invalid") {
    const as = spec.kind === "key" ? spec.name : "NAME";
    return [{ finding: makeFinding("SECRET_NOT_AN_OBJECT", "error", { id, as }, { at: { source: id } }) }];
  }
  const { members } = object;
  if (spec.kind === "object") {
    const keys = new Set(members.map((member) => member.name));
    const own = [...keys].filter((key) => isValidName(key) || !taken.has(key));
    return own.map((key) => readKey(id, key, key, members));
  }
  return [readKey(id, spec.name, spec.key, members)];
}

function readKey(id: string, name: string, key: string, members: readonly JsonMember[]): Read {
  const at = { source: `${id}#${key}` };
  if (!isValidName(name))
    return { finding: makeFinding("SECRET_KEY_NOT_A_NAME", "error", { id, key, as: suggestName(key) }, { name: key, at }) };
  const [member, twin] = members.filter((candidate) => candidate.name === key);
  if (member === undefined) {
    const keys = members.map((candidate) => candidate.name);
    const [near = ""] = nearNames(key, keys.filter(isTypeable));
    const args = { id, near, version: LOOKS_LIKE_VERSION.test(key) ? "yes" : "no" } as const;
    return { finding: makeFinding("SECRET_KEY_MISSING", "error", args, { name, at: key === name ? at : { source: id } }) };
  }
  if (twin !== undefined) return { finding: makeFinding("SECRET_KEY_REPEATED", "error", {}, { name, at }) };
  const { value } = member;
  if (value.kind === "null" || value.kind === "object" || value.kind === "array") {
    const found = value.kind === "null" ? value.kind : `an ${value.kind}`;
    return { finding: makeFinding("SECRET_VALUE_NOT_TEXT", "error", { found }, { name, at }) };
  }
  if (value.kind === "number" && !isExactNumber(value.text)) {
    return { finding: makeFinding("SECRET_NUMBER_NOT_EXACT", "error", {}, { name, at }) };
  }
  return { entry: makeEntry(name, value.text, id, key) };
}

/** Returns a variable name for a key such as `db.url`, or an empty text if the key cannot be typed. */
function suggestName(key: string): string {
  if (!isTypeable(key)) return "";
  const name = key
    .replace(/[^A-Za-z0-9_]+/g, "_")
    .replace(/^[^A-Za-z]+/, "")
    .toUpperCase();
  return isValidName(name) ? name : "NAME";
}

/** Returns whether a key can be given after the colon of a spec. */
function isTypeable(key: string): boolean {
  return key !== "" && !/\p{C}/u.test(key);
}

function makeEntry(name: string, value: string, id: string, key?: string): LayerEntry {
  const origin = { layer: "secret", source: id, ...defined({ key }) } as const;
  return { kind: "value", name, value, sensitive: true, origin };
}
