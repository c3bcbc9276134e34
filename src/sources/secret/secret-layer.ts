/** The text of a secret → the layer that `--secret` requested. */
import { isValidName } from "../../core/checks/checks.ts";
import { defined } from "../../core/defined.ts";
import { makeFinding } from "../../core/finding.ts";
import { nearNames } from "../../core/near-names.ts";
import { type LayerEntry, makeLayer } from "../../core/variables.ts";
import type { Finding } from "../../errors.ts";
import { isExactNumber, type JsonMember, parseJsonObject } from "../../formats/json/json-tree.ts";
import { checkCollisions, nameOfKey } from "../prefix.ts";
import type { SourceResult } from "../source.ts";
import { type SecretSpec, sourceOfSecret } from "./secret-spec.ts";

/** A variable, or why there is none. */
type Read = { readonly entry: LayerEntry } | { readonly finding: Finding };

/**
 * Returns the layer that `spec` makes from the secret's `text`.
 *
 * `taken` are the keys that other specs take from the same secret: one among these whose name is invalid or not its own is left to them.
 * A string becomes its text, a boolean its word, and a number its digits unless another JSON parser would write them differently.
 * Errors: all of them are findings.
 */
export function secretLayer(spec: SecretSpec, text: string, taken: ReadonlySet<string> = NONE): SourceResult {
  const read = readVariables(spec, text, taken);
  return {
    layer: makeLayer(
      "secret",
      sourceOfSecret(spec),
      read.flatMap((one) => ("entry" in one ? [one.entry] : [])),
    ),
    findings: read.flatMap((one) => ("finding" in one ? [one.finding] : [])),
  };
}

const NONE: ReadonlySet<string> = new Set();

function readVariables(spec: SecretSpec, text: string, taken: ReadonlySet<string>): readonly Read[] {
  const source = sourceOfSecret(spec);
  if (spec.kind === "text") return [{ entry: makeEntry(spec.name, text, source) }];
  const object = parseJsonObject(text);
  if (object.kind === "invalid") {
    const as = spec.kind === "key" ? spec.name : "NAME";
    return [{ finding: makeFinding("SECRET_NOT_AN_OBJECT", "error", { id: source, as }, { at: { source } }) }];
  }
  const { members } = object;
  if (spec.kind === "key") return [readKey(spec, { name: spec.name, key: spec.key }, members)];
  const { prefix } = spec;
  const keys = [...new Set(members.map((member) => member.name))].map((key) => ({ key, name: nameOfKey(prefix, key) }));
  const isSingle = (name: string): boolean => keys.filter((other) => other.name === name).length === 1;
  const own = keys.filter(({ key, name }) => !taken.has(key) || (isValidName(name) && isSingle(name)));
  const collisions = checkCollisions(own.map(({ key, name }) => ({ name, source: `${source}#${key}` })));
  const collided = new Set(collisions.map(({ name }) => name));
  return [
    ...collisions.map((finding) => ({ finding })),
    ...own.filter(({ name }) => !collided.has(name)).map((one) => readKey(spec, one, members)),
  ];
}

function readKey(
  spec: SecretSpec,
  { name, key }: { readonly name: string; readonly key: string },
  members: readonly JsonMember[],
): Read {
  const source = sourceOfSecret(spec);
  const at = { source: `${source}#${key}` };
  if (!isValidName(name)) {
    const as = suggestName(key);
    const args = { key, spec: as === "" ? "" : `${as}=${specOfKey(spec, key)}`, all: `*=${source}` };
    return { finding: makeFinding("SECRET_KEY_NOT_A_NAME", "error", args, { name, at }) };
  }
  const [member, twin] = members.filter((candidate) => candidate.name === key);
  if (member === undefined) {
    const keys = members.map((candidate) => candidate.name);
    const [near] = nearNames(key, keys.filter(isTypeable));
    const args = {
      near: near === undefined ? "" : `${name}=${specOfKey(spec, near)}`,
      version: near === undefined ? suggestVersion(spec, name, key) : "",
    };
    return { finding: makeFinding("SECRET_KEY_MISSING", "error", args, { name, at: key === name ? at : { source } }) };
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
  return { entry: makeEntry(name, value.text, source, key) };
}

/** Returns what `--secret` takes for a key of the same version. */
function specOfKey({ id, stage = "", version = "" }: SecretSpec, key: string): string {
  return `${id}:${key}${stage + version === "" ? "" : `:${stage}:${version}`}`;
}

/** Returns what `--secret` takes if the key was intended as a version; empty if it does not look like one. */
function suggestVersion({ id }: SecretSpec, name: string, key: string): string {
  if (/^AWS(?:CURRENT|PREVIOUS|PENDING)$/.test(key)) return `${name === key ? "" : `${name}=`}${id}::${key}`;
  const [, own = "", label = ""] = /^([^:]*):([^:]+)$/.exec(key) ?? [];
  return label === "" ? "" : `${name}=${id}:${own}:${label}:`;
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

function makeEntry(name: string, value: string, source: string, key?: string): LayerEntry {
  const origin = { layer: "secret", source, ...defined({ key }) } as const;
  return { kind: "value", name, value, sensitive: true, origin };
}
