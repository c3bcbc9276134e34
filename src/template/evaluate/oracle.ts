/** Outputs as an oracle: an output with the same expression shows what CloudFormation computed for it. */

import { callOf, child, type Node, sameNode } from "../read/tree.ts";
import { phrase } from "./phrase.ts";
import { makeValue, type Value } from "./result.ts";
import { distrust, type Scope } from "./scope.ts";

/**
 * Returns the value of `expression` from an output of the deployed stack that has exactly this expression, or undefined.
 *
 * Only the deployed, processed template contains the expressions of the outputs; if it is not known, it is requested.
 */
export function recoverFromOutput(scope: Scope, expression: Node): Value | undefined {
  const { stack, processed } = scope.facts;
  if (stack === undefined || "unavailable" in stack) return undefined;
  // A stack without outputs needs no reading.
  if (stack.value.outputs.size === 0) return undefined;
  if (processed === undefined) {
    scope.need({ kind: "processed" });
    return undefined;
  }
  const outputs = "value" in processed ? child(processed.value.root, "Outputs") : undefined;
  if (outputs?.kind !== "map") return undefined;
  for (const [name, { value: output }] of outputs.entries) {
    const value = child(output, "Value");
    const text = stack.value.outputs.get(name);
    if (value === undefined || text === undefined || !sameNode(value, expression)) continue;
    if (distrust(text) === undefined && !text.includes("{{resolve:"))
      return makeValue(text, [phrase`output ${name}`], { derived: true });
  }
  return undefined;
}

const SELF_CONTAINED = new Set([
  "Ref",
  "Fn::GetAtt",
  "Fn::Sub",
  "Fn::Join",
  "Fn::Select",
  "Fn::Split",
  "Fn::Base64",
  "Fn::ImportValue",
]);

/** Returns whether an expression has the same meaning in two templates: it uses no mapping and no condition of either. */
export function isSelfContained(node: Node): boolean {
  if (node.kind === "text") return true;
  if (node.kind === "unclear") return false;
  if (node.kind === "list") return node.items.every(isSelfContained);
  const call = callOf(node);
  if (call !== undefined) return SELF_CONTAINED.has(call.name) && isSelfContained(call.argument);
  return [...node.entries.values()].every((entry) => isSelfContained(entry.value));
}
