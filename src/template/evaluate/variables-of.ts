/** The mapping of a function's variables, with Globals applied and functions that stand for the whole mapping evaluated. */
import { makeFinding } from "../../core/finding.ts";
import type { Finding } from "../../errors.ts";
import { shortName } from "../functions/functions.ts";
import { callOf, child, type Mapping, type Node, soleEntry, textOf } from "../read/tree.ts";
import { mergedProperties } from "../sam/globals.ts";
import type { Scope } from "./scope.ts";

export type FoundVariables =
  | { readonly kind: "mapping"; readonly mapping: Mapping }
  | { readonly kind: "none" }
  /** The names themselves cannot be determined. */
  | { readonly kind: "refused"; readonly finding: Finding };

/** Returns the variables that the template gives to the function of `scope`. */
export function variablesOf(scope: Scope): FoundVariables {
  let node = mergedProperties(scope.template, scope.fn);
  for (const subject of ["Properties", "Environment", "Variables"]) {
    const found = structure(scope, subject, node);
    if (found.kind !== "mapping" || subject === "Variables") return found;
    const foreign = subject === "Environment" ? foreignEntry(found.mapping) : undefined;
    if (foreign !== undefined) return foreign;
    node = child(found.mapping, subject === "Properties" ? "Environment" : "Variables");
  }
  return { kind: "none" };
}

/** Variables one level too high would be silently lost. */
function foreignEntry({ entries }: Mapping): FoundVariables | undefined {
  const [foreign] = [...entries].filter(([key]) => key !== "Variables" && !isMade(key));
  if (foreign === undefined) return undefined;
  const [name, { key }] = foreign;
  return { kind: "refused", finding: makeFinding("TEMPLATE_NOT_VARIABLES", "error", { key: name }, { at: key.at }) };
}

function structure(scope: Scope, subject: string, node: Node | undefined): FoundVariables {
  if (node === undefined) return { kind: "none" };
  const { at } = node;
  if (node.kind !== "map") {
    return { kind: "refused", finding: makeFinding("TEMPLATE_SHAPE", "error", { subject, expected: "a mapping" }, { at }) };
  }
  const call = callOf(node);
  if (call?.name === "Ref" && textOf(call.argument) === "AWS::NoValue") return { kind: "none" };
  if (call?.name === "Fn::If") return branch(scope, subject, call.argument, node);
  const key = soleEntry(node)?.[0];
  // SAM and CloudFormation treat a mapping with such a sole key as a function, not as a variable with that name.
  if (key === "Ref" || key === "Condition") {
    return { kind: "refused", finding: makeFinding("TEMPLATE_SOLE_KEY", "error", { key }, { at }) };
  }
  if (call !== undefined && !isMade(call.name)) return undetermined(`${shortName(call.name)} is not evaluated`, node);
  return { kind: "mapping", mapping: node };
}

function branch(scope: Scope, subject: string, argument: Node, node: Node): FoundVariables {
  const [condition, yes, no] = argument.kind === "list" ? argument.items : [];
  const name = textOf(condition);
  if (name === undefined) return undetermined("!If needs a condition and two values", node);
  const decision = scope.decide(name);
  if (decision.kind === "undecided") return undetermined(`condition ${name} is undecided: ${decision.reason.text}`, node);
  return structure(scope, subject, decision.value ? yes : no);
}

function undetermined(reason: string, { at }: Node): FoundVariables {
  return { kind: "refused", finding: makeFinding("TEMPLATE_MAP_UNRESOLVED", "error", { reason }, { at }) };
}

/** Returns whether a key stands for entries that a transform creates. */
export function isMade(key: string): boolean {
  return key === "Fn::Transform" || key.startsWith("Fn::ForEach");
}
