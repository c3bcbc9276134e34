/** `Fn::FindInMap`, with the default value of the language extensions. */
import type { Place } from "../../errors.ts";
import { phrase } from "../evaluate/phrase.ts";
import { combine, dataText, type Result, unresolved } from "../evaluate/result.ts";
import type { Scope } from "../evaluate/scope.ts";
import { child, type Node } from "../read/tree.ts";
import { transformsOf } from "../template.ts";

/** Returns the value under the three keys of `argument`, or its default. */
export function findInMap(scope: Scope, argument: Node, at: Place): Result {
  const items = argument.kind === "list" ? argument.items : [];
  const fallback = child(items[3], "DefaultValue");
  if (items.length < 3 || items.length > 4 || (items.length === 4 && fallback === undefined)) {
    return unresolved("!FindInMap needs a mapping and two keys", at);
  }
  if (fallback !== undefined && !transformsOf(scope.template).includes("AWS::LanguageExtensions")) {
    return unresolved("DefaultValue needs the transform AWS::LanguageExtensions", at);
  }
  return combine(items.slice(0, 3).map(scope.evaluate), (values) => {
    const keys = values.map(({ data }) => dataText(data));
    const [mapping] = keys;
    if (mapping === undefined || keys.length !== 3 || keys.includes(undefined))
      return unresolved("!FindInMap needs a mapping and two keys", at);
    const found = lookUp(scope, keys.map(String), at) ?? (fallback === undefined ? undefined : scope.evaluate(fallback));
    if (found === undefined) return unresolved(phrase`mapping ${mapping} has no such entry`, at);
    return found.kind === "value" ? { ...found, from: [...found.from, phrase`mapping ${mapping}`] } : found;
  });
}

function lookUp(scope: Scope, keys: readonly string[], at: Place): Result | undefined {
  const mappings = child(scope.template.root, "Mappings");
  if (mappings?.kind === "map" && hasTransform(mappings)) return unresolved("the mappings are made by a transform", at);
  let node: Node | undefined = mappings;
  for (const key of keys) {
    if (node?.kind !== "map") return undefined;
    if (hasTransform(node)) return unresolved("the mapping is made by a transform", at);
    const entry = node.entries.get(key);
    if (entry === undefined) {
      // `017` may be another key for CloudFormation: whether this one is missing cannot be determined.
      const isUnclear = [...node.entries.values()].some(({ key: other }) => other.kind === "unclear");
      return isUnclear ? unresolved("the mapping has a key that needs quotes", at) : undefined;
    }
    if (entry.key.kind === "unclear") return scope.refuse(entry.key);
    node = entry.value;
  }
  return node === undefined ? undefined : scope.evaluate(node);
}

function hasTransform(node: Node): boolean {
  return node.kind === "map" && [...node.entries.keys()].some((key) => key === "Fn::Transform" || key.startsWith("Fn::ForEach"));
}
