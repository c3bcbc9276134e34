/** The text of a secret → the layer of what `--secret` asked of it. */
import { isValidName } from "../core/checks.ts";
import { makeFinding } from "../core/finding.ts";
import { type LayerEntry, makeLayer } from "../core/variables.ts";
import type { Finding } from "../errors.ts";
import { type JsonMember, scanJsonObject } from "../formats/json-scan.ts";
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
  const scan = scanJsonObject(text);
  if (scan.kind === "invalid") return [{ finding: makeFinding("SECRET_NOT_AN_OBJECT", "error", { id }, { at: { source: id } }) }];
  const { members } = scan;
  if (spec.kind === "object") {
    const keys = new Set(members.map((member) => member.name));
    return [...keys].map((key) => readKey(id, key, key, members));
  }
  return [readKey(id, spec.name, spec.key, members)];
}

function readKey(id: string, name: string, key: string, members: readonly JsonMember[]): Read {
  const at = { source: `${id}#${key}` };
  if (!isValidName(name)) return { finding: makeFinding("SECRET_KEY_NOT_A_NAME", "error", { id, key }, { at }) };
  const [member, twin] = members.filter((candidate) => candidate.name === key);
  if (member === undefined)
    return { finding: makeFinding("SECRET_KEY_MISSING", "error", {}, { name, at: key === name ? at : { source: id } }) };
  if (twin !== undefined) return { finding: makeFinding("SECRET_KEY_REPEATED", "error", {}, { name, at }) };
  const { kind, text } = member;
  if (kind === "null" || kind === "object" || kind === "array") {
    return {
      finding: makeFinding("SECRET_VALUE_NOT_TEXT", "error", { found: kind === "null" ? kind : `an ${kind}` }, { name, at }),
    };
  }
  // Such as `1.0`, `1e3` and numbers of 20 digits, which JSON parsers write back in different ways.
  if (kind === "number" && String(Number(text)) !== text) {
    return { finding: makeFinding("SECRET_NUMBER_NOT_EXACT", "error", {}, { name, at }) };
  }
  return { entry: makeEntry(name, text, id, key) };
}

function makeEntry(name: string, value: string, id: string, key?: string): LayerEntry {
  const origin = { layer: "secret", source: id, ...(key === undefined ? {} : { key }) } as const;
  return { kind: "value", name, value, sensitive: true, origin };
}
