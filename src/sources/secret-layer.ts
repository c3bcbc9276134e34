/** The text of a secret → the layer of what `--secret` asked of it. */
import { isValidName } from "../core/checks.ts";
import { makeFinding } from "../core/finding.ts";
import { type LayerEntry, makeLayer } from "../core/variables.ts";
import type { Finding } from "../errors.ts";
import { type JsonMember, parseJsonObject } from "./json-object.ts";
import type { SecretSpec } from "./secret-spec.ts";
import type { SourceResult } from "./source.ts";

/** A variable, or why there is none. */
type Read = { readonly entry: LayerEntry } | { readonly finding: Finding };

/**
 * Returns the layer that `spec` makes of the secret's `text`.
 *
 * A string becomes its text, a boolean its word, and a number its digits unless another JSON parser would write them differently.
 * Errors: all of them are findings.
 */
export function secretLayer(spec: SecretSpec, text: string): SourceResult {
  const read = readVariables(spec, text);
  return {
    layer: makeLayer(
      "secret",
      spec.id,
      read.flatMap((one) => ("entry" in one ? [one.entry] : [])),
    ),
    findings: read.flatMap((one) => ("finding" in one ? [one.finding] : [])),
  };
}

function readVariables(spec: SecretSpec, text: string): readonly Read[] {
  const { id } = spec;
  if (spec.kind === "text") return [{ entry: makeEntry(spec.name, text, id) }];
  const members = parseJsonObject(text);
  if (members === undefined) return [{ finding: makeFinding("SECRET_NOT_AN_OBJECT", "error", { id }, { at: { source: id } }) }];
  if (spec.kind === "object") {
    const keys = new Set(members.map((member) => member.key));
    return [...keys].map((key) => readKey(id, key, key, members));
  }
  return [readKey(id, spec.name, spec.key, members)];
}

function readKey(id: string, name: string, key: string, members: readonly JsonMember[]): Read {
  const at = { source: `${id}#${key}` };
  if (!isValidName(name)) return { finding: makeFinding("SECRET_KEY_NOT_A_NAME", "error", { id, key }, { at }) };
  const [member, twin] = members.filter((candidate) => candidate.key === key);
  if (member === undefined) return { finding: makeFinding("SECRET_KEY_MISSING", "error", {}, { name, at }) };
  if (twin !== undefined) return { finding: makeFinding("SECRET_KEY_REPEATED", "error", {}, { name, at }) };
  const value = toText(member.source);
  if (value !== undefined) return { entry: makeEntry(name, value, id, key) };
  const found = kindOf(member.source);
  return {
    finding:
      found === "a number"
        ? makeFinding("SECRET_NUMBER_NOT_EXACT", "error", {}, { name, at })
        : makeFinding("SECRET_VALUE_NOT_TEXT", "error", { found }, { name, at }),
  };
}

/** Returns undefined for what has no one text: `null`, an object, a list, and numbers such as `1.0`, `1e3` or 20 digits. */
function toText(source: string): string | undefined {
  const value: unknown = JSON.parse(source);
  if (typeof value === "string") return value;
  return (typeof value === "boolean" || typeof value === "number") && String(value) === source ? source : undefined;
}

function kindOf(source: string): string {
  if (source === "null") return "null";
  return source.startsWith("{") ? "an object" : source.startsWith("[") ? "a list" : "a number";
}

function makeEntry(name: string, value: string, id: string, key?: string): LayerEntry {
  const origin = { layer: "secret", source: id, ...(key === undefined ? {} : { key }) } as const;
  return { kind: "value", name, value, sensitive: true, origin };
}
