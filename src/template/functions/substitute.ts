/** `Fn::Sub`: a text with `${Name}`, `${Resource.Attribute}` and `${!Literal}`. */
import type { Place } from "../../errors.ts";
import { combine, dataText, makeValue, type Result, unresolved } from "../evaluate/result.ts";
import type { Scope } from "../evaluate/scope.ts";
import { joinTexts } from "../limits.ts";
import { callNode, type Entry, type Node } from "../read/tree.ts";
import { attributeValue } from "./attributes.ts";
import { referenceValue } from "./references.ts";
import { isSamProperty } from "./resources.ts";

/** Logical ids may start with a digit. */
const NAME = /^[A-Za-z0-9][\w.:-]*$/;

/** Returns the value of `Fn::Sub` in either form. */
export function substituteValue(scope: Scope, argument: Node, at: Place): Result {
  if (argument.kind === "text") return substitute(scope, argument.text, new Map(), at);
  const [template, variables] = argument.kind === "list" ? argument.items : [];
  if (template?.kind !== "text" || (variables !== undefined && variables.kind !== "map")) {
    return unresolved("!Sub needs a string, or a string and a mapping", at);
  }
  return substitute(scope, template.text, variables?.entries ?? new Map(), at);
}

function substitute(scope: Scope, text: string, variables: ReadonlyMap<string, Entry>, at: Place): Result {
  // Literals at even positions, the content of `${…}` at odd ones.
  const parts = text.split(/\$\{([^{}$]*)\}/);
  const results = parts.map((part, index): Result => {
    if (index % 2 === 0) return part.includes("${") ? malformed(at) : makeValue(part);
    if (part.startsWith("!")) return makeValue(`$\{${part.slice(1)}}`);
    return NAME.test(part) ? scope.within(at, () => nameValue(scope, part, variables, at)) : malformed(at);
  });
  return joined(results, at);
}

function malformed(at: Place): Result {
  return unresolved("!Sub has a placeholder without a name", at);
}

function joined(results: readonly Result[], at: Place): Result {
  if (results.some((result) => result.kind === "absent")) return unresolved("!Sub cannot use AWS::NoValue", at);
  return combine(results, (values) => {
    const texts = values.flatMap(({ data }) => dataText(data) ?? []);
    if (texts.length < values.length) return unresolved("!Sub has a value that is not a string", at);
    return makeValue(joinTexts(texts, "", at));
  });
}

function nameValue(scope: Scope, name: string, variables: ReadonlyMap<string, Entry>, at: Place): Result {
  const own = variables.get(name);
  if (own !== undefined) return scope.evaluate(own.value);
  const [logicalId = "", property, ...more] = name.split(".");
  // SAM reads `${Fn.Alias}` as `!Ref Fn.Alias`.
  const isReference = property === undefined || (more.length === 0 && isSamProperty(scope.template, logicalId, property));
  if (isReference) return referenceValue(scope, name, callNode("Ref", name, at), at);
  return attributeValue(scope, name, callNode("Fn::GetAtt", name, at), at);
}
