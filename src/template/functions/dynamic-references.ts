/** Dynamic references, `{{resolve:…}}`: resolved last, at any position in a text; their values are sensitive. */
import { splitSecretId } from "../../core/arn/secret-id.ts";
import type { Place } from "../../errors.ts";
import { needKey } from "../evaluate/facts.ts";
import { phrase } from "../evaluate/phrase.ts";
import { combine, makeValue, type Result, unresolved, type Value } from "../evaluate/result.ts";
import { type Scope, withFact } from "../evaluate/scope.ts";
import { readJson } from "../read/read-json.ts";
import { child, textOf } from "../read/tree.ts";

/** Returns the text with every dynamic reference in it resolved. */
export function resolveReferences(scope: Scope, value: Value, text: string, at: Place): Result {
  if (!text.includes("{{resolve:")) return { ...value, data: text };
  // Literals at even positions, references at odd ones. The values of references are not searched for further references.
  const parts = text.split(/\{\{resolve:([^{}]*)\}\}/);
  const results = parts.map((part, index): Result => {
    if (index % 2 === 1) return referenceValue(scope, part, at);
    return part.includes("{{resolve:") ? unresolved("a dynamic reference is not closed", at) : makeValue(part);
  });
  const joined = combine(results, (values) => makeValue(values.map(({ data }) => String(data)).join("")));
  // The text may be sensitive because of the name of a reference in it.
  return combine([value], () => joined);
}

function referenceValue(scope: Scope, reference: string, at: Place): Result {
  const [service, ...rest] = reference.split(":");
  const key = rest.join(":");
  if (service === "ssm-secure") return unresolved("{{resolve:ssm-secure}} is not supported in a function's variables", at);
  if (service === "ssm" && key !== "") return clean(parameterValue(scope, key, at), at);
  if (service === "secretsmanager" && key !== "") return clean(secretValue(scope, key, at), at);
  return unresolved("a dynamic reference names an unknown service", at);
}

function parameterValue(scope: Scope, name: string, at: Place): Result {
  return withFact(scope, { kind: "ssm", name }, scope.facts.ssm?.get(name), at, (text) =>
    makeValue(text, [phrase`Parameter Store ${name}`], { sensitive: true }),
  );
}

/** Refuses a value that contains a reference, since nobody would resolve it. */
function clean(result: Result, at: Place): Result {
  const isReference = result.kind === "value" && String(result.data).includes("{{resolve:");
  return isReference ? unresolved("a dynamic reference resolves to another one", at) : result;
}

/** `SecretString[:json-key[:stage[:version]]]` after the secret's id; each part may be empty. */
const BEHIND_ID = /^(?:SecretString)?(?::(?<key>[^:]*)(?::(?<stage>[^:]*)(?::(?<version>[^:]*))?)?)?$/;

function secretValue(scope: Scope, reference: string, at: Place): Result {
  const { id, rest = "" } = splitSecretId(reference);
  const parts = BEHIND_ID.exec(rest)?.groups;
  if (id === "" || parts === undefined) return unresolved("a dynamic reference to Secrets Manager is malformed", at);
  const { key, stage, version } = parts;
  const need = { kind: "secret", id, ...(stage ? { stage } : {}), ...(version ? { version } : {}) } as const;
  return withFact(scope, need, scope.facts.secrets?.get(needKey(need)), at, (text) => {
    const from = [key ? phrase`secret ${id}#${key}` : phrase`secret ${id}`];
    if (!key) return makeValue(text, from, { sensitive: true });
    const found = jsonValue(text, key);
    return found === undefined
      ? unresolved(phrase`secret ${id} does not have a string under ${key}`, at)
      : makeValue(found, from, { sensitive: true });
  });
}

/** Returns the text of a member of JSON. A number such as `1.0` is unclear, since programs do not write it back the same. */
function jsonValue(text: string, key: string): string | undefined {
  return textOf(child(readJson(text, "the secret"), key));
}
