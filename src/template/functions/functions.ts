/** The intrinsic functions that compute a value from other values. */

import { isSecretName } from "../../core/secrecy/secret-names.ts";
import type { Place } from "../../errors.ts";
import { type Fixed, ownWords, phrase } from "../evaluate/phrase.ts";
import { combine, type Data, dataText, makeValue, type Result, unresolved } from "../evaluate/result.ts";
import { reported, type Scope, withFact } from "../evaluate/scope.ts";
import { checkData, joinTexts } from "../limits.ts";
import { type Call, child, type Node, textOf } from "../read/tree.ts";
import { transformsOf } from "../template.ts";
import { attributeValue } from "./attributes.ts";
import { findInMap } from "./find-in-map.ts";
import { referenceValue } from "./references.ts";
import { substituteValue } from "./substitute.ts";

/** Returns the value of the function `call`; `node` is the whole expression. */
export function functionValue(scope: Scope, { name, argument }: Call, node: Node): Result {
  const { at } = node;
  switch (name) {
    case "Ref":
      return withText(scope, argument, "!Ref needs a name", (text) => referenceValue(scope, text, node, at));
    case "Fn::GetAtt":
      return getAtt(scope, argument, node);
    case "Fn::Sub":
      return substituteValue(scope, argument, at);
    case "Fn::If":
      return ifValue(scope, argument, at);
    case "Fn::FindInMap":
      return findInMap(scope, argument, at);
    case "Fn::ImportValue":
      return withText(scope, argument, "!ImportValue needs a name", (text) => importValue(scope, text, at));
    case "Fn::GetStackOutput":
      return stackOutput(scope, argument, at);
    case "Fn::Join":
      return join(scope, argument, at);
    case "Fn::Split":
      return split(scope, argument, at);
    case "Fn::Select":
      return select(scope, argument, at);
    case "Fn::Base64":
      return withText(
        scope,
        argument,
        "!Base64 needs a string",
        (text) => opaque(text, "!Base64", at) ?? makeValue(toBase64(text)),
      );
    case "Fn::Length":
      return extension(scope, name, at) ?? length(scope, argument, at);
    case "Fn::ToJsonString":
      return extension(scope, name, at) ?? toJsonString(scope, argument, at);
    default:
      return unresolved(phrase`${ownWords(shortName(name))} is not evaluated`, at);
  }
}

/** Returns the short tag of a function. */
export function shortName(name: string): string {
  return `!${name.replace(/^Fn::/, "")}`;
}

/** Returns why a function of the language extensions cannot be used, if so. */
function extension(scope: Scope, name: string, at: Place): Result | undefined {
  if (transformsOf(scope.template).includes("AWS::LanguageExtensions")) return undefined;
  return unresolved(phrase`${ownWords(shortName(name))} needs the transform AWS::LanguageExtensions`, at);
}

/** Returns `use` of the text of `node`; the result keeps the provenance and sensitivity of that text. */
function withText<const Needs extends string>(
  scope: Scope,
  node: Node,
  needs: Fixed<Needs>,
  use: (text: string) => Result,
): Result {
  const result = scope.evaluate(node);
  if (result.kind === "absent") return unresolved(needs, node.at);
  return combine([result], ([value]) => {
    const text = value === undefined ? undefined : dataText(value.data);
    return value === undefined || text === undefined ? unresolved(needs, node.at) : use(text);
  });
}

function getAtt(scope: Scope, argument: Node, node: Node): Result {
  if (argument.kind === "text") return attributeValue(scope, argument.text, node, node.at);
  if (argument.kind !== "list" || argument.items.length < 2)
    return unresolved("!GetAtt needs a resource and an attribute", node.at);
  return combine(argument.items.map(scope.evaluate), (values) => {
    const parts = values.map(({ data }) => dataText(data));
    if (parts.includes(undefined)) return unresolved("!GetAtt needs a resource and an attribute", node.at);
    return attributeValue(scope, parts.join("."), node, node.at);
  });
}

/** Returns the value of `Fn::If`: only the branch that is taken is evaluated. */
function ifValue(scope: Scope, argument: Node, at: Place): Result {
  const [condition, yes, no] = argument.kind === "list" && argument.items.length === 3 ? argument.items : [];
  if (condition === undefined || yes === undefined || no === undefined)
    return unresolved("!If needs a condition and two values", at);
  if (condition.kind === "unclear") return scope.refuse(condition);
  if (condition.kind !== "text") return unresolved("the name of a condition is not a plain string", at);
  const decision = scope.decide(condition.text);
  if (decision.kind === "undecided") return unresolved(phrase`condition ${condition.text} is undecided: ${decision.reason}`, at);
  return scope.evaluate(decision.value ? yes : no);
}

function importValue(scope: Scope, name: string, at: Place): Result {
  return withFact(scope, { kind: "exports" }, scope.facts.exports, at, (exports) => {
    const text = exports.get(name);
    if (text === undefined) return unresolved(phrase`export ${name} does not exist`, at);
    return reported(text, at, (trusted) => makeValue(trusted, [phrase`export ${name}`], { sensitive: isSecretName(name) }));
  });
}

function stackOutput(scope: Scope, argument: Node, at: Place): Result {
  if (child(argument, "RoleArn") !== undefined || child(argument, "Region") !== undefined) {
    return unresolved("!GetStackOutput is not evaluated for another account or region", at);
  }
  const [stackNode, outputNode] = [child(argument, "StackName"), child(argument, "OutputName")];
  const needs = "!GetStackOutput needs StackName and OutputName";
  if (stackNode === undefined || outputNode === undefined) return unresolved(needs, at);
  return withText(scope, stackNode, needs, (stack) =>
    withText(scope, outputNode, needs, (output) =>
      withFact(scope, { kind: "outputs", stack }, scope.facts.outputs?.get(stack), at, (outputs) => {
        const text = outputs.get(output);
        if (text === undefined) return unresolved("the other stack does not have such an output", at);
        return reported(text, at, (trusted) =>
          makeValue(trusted, [phrase`output ${output} of another stack`], { sensitive: isSecretName(output) }),
        );
      }),
    ),
  );
}

function join(scope: Scope, argument: Node, at: Place): Result {
  const [delimiter, list] = argument.kind === "list" && argument.items.length === 2 ? argument.items : [];
  const glue = textOf(delimiter);
  if (glue === undefined || list === undefined) return unresolved("!Join needs a delimiter and a list", at);
  return combine([scope.evaluate(list)], ([value]) => {
    const items: readonly Data[] = Array.isArray(value?.data) ? value.data : [[]];
    const texts = items.flatMap((item) => dataText(item) ?? []);
    return texts.length < items.length ? unresolved("!Join needs a list of strings", at) : makeValue(joinTexts(texts, glue, at));
  });
}

function split(scope: Scope, argument: Node, at: Place): Result {
  const [delimiter, source] = argument.kind === "list" && argument.items.length === 2 ? argument.items : [];
  const glue = textOf(delimiter);
  if (glue === undefined || glue === "" || source === undefined) return unresolved("!Split needs a delimiter and a string", at);
  return withText(
    scope,
    source,
    "!Split needs a delimiter and a string",
    (text) => opaque(text, "!Split", at) ?? makeValue(text.split(glue)),
  );
}

function select(scope: Scope, argument: Node, at: Place): Result {
  const [index, list] = argument.kind === "list" && argument.items.length === 2 ? argument.items : [];
  if (index === undefined || list === undefined) return unresolved("!Select needs an index and a list", at);
  return withText(scope, index, "!Select needs an index", (text) =>
    combine([scope.evaluate(list)], ([value]) => {
      const items: readonly Data[] = Array.isArray(value?.data) ? value.data : [];
      const item = /^\d+$/.test(text) ? items[Number(text)] : undefined;
      return item === undefined ? unresolved("!Select finds nothing at that index", at) : makeValue(item);
    }),
  );
}

function length(scope: Scope, argument: Node, at: Place): Result {
  return combine([scope.evaluate(argument)], ([value]) =>
    Array.isArray(value?.data) ? makeValue(String(value.data.length)) : unresolved("!Length needs a list", at),
  );
}

function toJsonString(scope: Scope, argument: Node, at: Place): Result {
  return combine([scope.evaluate(argument)], ([value]) => {
    if (value === undefined || typeof value.data !== "object") return unresolved("!ToJsonString needs a list or a mapping", at);
    checkData(value.data, at);
    const text = JSON.stringify(value.data, (_, data: unknown) => (data instanceof Map ? Object.fromEntries(data) : data));
    return opaque(text, "!ToJsonString", at) ?? makeValue(text, [], { derived: true });
  });
}

/**
 * Returns why a function that inspects a text with a reference cannot be evaluated: CloudFormation resolves dynamic references
 * after the functions.
 */
function opaque(text: string, name: string, at: Place): Result | undefined {
  return text.includes("{{resolve:") ? unresolved(phrase`${ownWords(name)} is given a dynamic reference`, at) : undefined;
}

function toBase64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text.toWellFormed()), (byte) => String.fromCharCode(byte)).join(""));
}
