/** Transforms that may rewrite a template: only the processed template shows their output. */

import { child, type Node } from "../read/tree.ts";
import { selectFunction, type Template, type TemplateFunction, transformsOf } from "../template.ts";
import type { Facts } from "./facts.ts";
import { isMade } from "./variables-of.ts";

/** Transforms of AWS that do not change a function's variables. */
const HARMLESS = /^AWS::(?:Serverless-2016-10-31|LanguageExtensions|SecretsManager-.+|CodeDeployBlueGreen)$/;

/** Returns the name of a transform that may rewrite the variables of `fn`, if there is one. */
export function rewriterOf(template: Template, fn: TemplateFunction): string | undefined {
  const foreign = transformsOf(template).find((name) => !HARMLESS.test(name));
  if (foreign !== undefined) return foreign;
  const { resource } = fn;
  const nodes = [template.root, resource, child(resource, "Properties"), child(resource, "Properties", "Environment")];
  return nodes.some((node) => child(node, "Fn::Transform") !== undefined) ? "Fn::Transform" : undefined;
}

/** Returns whether transforms may create functions that are not in the text of the template. */
function mayHideFunctions(template: Template): boolean {
  if (transformsOf(template).some((name) => !HARMLESS.test(name))) return true;
  const resources = child(template.root, "Resources");
  return [template.root, resources].some((node) => keysOf(node).some(isMade));
}

function keysOf(node: Node | undefined): readonly string[] {
  return node?.kind === "map" ? [...node.entries.keys()] : [];
}

export interface Chosen {
  readonly template: Template;
  readonly fn: TemplateFunction;
  /** Whether the template is the processed form of ours. */
  readonly isProcessed: boolean;
}

/** Returns the selected function and the template that shows it; `processed` requests the processed template. */
export function chooseFunction(template: Template, logicalId: string | undefined, facts: Facts): Chosen | "processed" {
  const isShown = logicalId === undefined ? template.functions.size > 0 : template.functions.has(logicalId);
  const processed = facts.processed !== undefined && "value" in facts.processed ? facts.processed.value : undefined;
  // The deployed template may itself be the one to evaluate.
  if (isShown || !mayHideFunctions(template))
    return { template, fn: selectFunction(template, logicalId), isProcessed: template === processed };
  if (facts.processed === undefined) return "processed";
  const shown = processed ?? template;
  return { template: shown, fn: selectFunction(shown, logicalId), isProcessed: shown === processed };
}
