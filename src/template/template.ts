/** A template as its functions: parsing, and selecting the requested function. */

import { makeFinding } from "../core/finding.ts";
import { nearNames } from "../core/near-names.ts";
import { compareNames } from "../core/variables.ts";
import { LambdaEnvError, type Place } from "../errors.ts";
import { type Budget, makeBudget } from "./limits.ts";
import { readTree } from "./read/read-tree.ts";
import { child, type Mapping, type Node, textOf } from "./read/tree.ts";

const SERVERLESS_FUNCTION = "AWS::Serverless::Function";
const LAMBDA_FUNCTION = "AWS::Lambda::Function";

export interface TemplateFunction {
  readonly logicalId: string;
  readonly type: typeof SERVERLESS_FUNCTION | typeof LAMBDA_FUNCTION;
  readonly resource: Mapping;
  readonly at: Place;
}

/** A parsed template. Everything in it keeps its place in `source`. */
export interface Template {
  /** The name of the template for users. */
  readonly source: string;
  readonly root: Mapping;
  readonly functions: ReadonlyMap<string, TemplateFunction>;
  /** What its evaluations may use. */
  readonly budget: Budget;
}

/**
 * Returns the template of YAML or JSON text.
 *
 * Errors: `INVALID_INPUT`, with findings, for text that does not parse and for anything without `Resources`.
 */
export function parseTemplate(text: string, options: { readonly source: string }): Template {
  return toTemplate(readTree(text, options.source), options.source);
}

/** Returns the template of a tree. Errors: `INVALID_INPUT`, with findings, for one without `Resources`. */
export function toTemplate(root: Node, source: string): Template {
  if (root.kind !== "map") throw noTemplate(source, "the template", "a mapping", root.at);
  const resources = child(root, "Resources");
  if (resources?.kind !== "map") throw noTemplate(source, "Resources", "a mapping of resources", resources?.at ?? root.at);
  const functions = new Map<string, TemplateFunction>();
  for (const [logicalId, { key, value }] of resources.entries) {
    const type = textOf(child(value, "Type"));
    if (value.kind === "map" && (type === SERVERLESS_FUNCTION || type === LAMBDA_FUNCTION)) {
      functions.set(logicalId, { logicalId, type, resource: value, at: key.at });
    }
  }
  return { source, root, functions, budget: makeBudget() };
}

function noTemplate(source: string, subject: string, expected: string, at: Place): LambdaEnvError {
  const findings = [makeFinding("TEMPLATE_SHAPE", "error", { subject, expected }, { at })];
  return new LambdaEnvError("INVALID_INPUT", `${source} is not a CloudFormation or SAM template`, { findings });
}

/**
 * Returns the function `logicalId`, or without one the only function of the template.
 *
 * Errors: `USAGE` if the id is unknown or there are several functions, `INVALID_INPUT` if there is none.
 */
export function selectFunction(template: Template, logicalId?: string): TemplateFunction {
  const { source, functions } = template;
  const names = [...functions.keys()].sort(compareNames);
  if (logicalId !== undefined) {
    const found = functions.get(logicalId);
    if (found !== undefined) return found;
    const near = nearNames(logicalId, names);
    const hint = near.length > 0 ? `did you mean ${near.join(" or ")}?` : `its functions: ${listOf(names)}`;
    throw new LambdaEnvError("USAGE", `${source} does not contain a function "${logicalId}"`, { hint });
  }
  const [only, second] = functions.values();
  if (only === undefined) {
    throw new LambdaEnvError("INVALID_INPUT", `${source} does not contain a function`, {
      hint: `it needs a resource of type ${SERVERLESS_FUNCTION} or ${LAMBDA_FUNCTION}`,
    });
  }
  if (second === undefined) return only;
  throw new LambdaEnvError("USAGE", `${source} has ${names.length} functions: ${listOf(names)}`, {
    hint: "name one of them with --logical-id",
  });
}

/** A longer list would be a wall of text. */
const MAX_LISTED = 20;

function listOf(names: readonly string[]): string {
  if (names.length === 0) return "none";
  if (names.length <= MAX_LISTED) return names.join(", ");
  return `${names.slice(0, MAX_LISTED).join(", ")} and ${names.length - MAX_LISTED} more`;
}

/** Returns the names of the template's transforms, in order; an unnamed one is `""`. */
export function transformsOf(template: Template): readonly string[] {
  const node = child(template.root, "Transform");
  if (node === undefined) return [];
  return (node.kind === "list" ? node.items : [node]).map(transformName);
}

function transformName(node: Node): string {
  return textOf(node) ?? textOf(child(node, "Name")) ?? "";
}
