/** Evaluation as CloudFormation does it: all facts that an expression needs are in the state of the endpoint. */

import type { Json } from "../../core/json.ts";
import { type Evaluation, makeEvaluation, variableText } from "../../template/evaluate/evaluate.ts";
import { type Facts, type Known, type Need, needKey } from "../../template/evaluate/facts.ts";
import type { Result } from "../../template/evaluate/result.ts";
import type { Decision } from "../../template/evaluate/scope.ts";
import type { Node } from "../../template/read/tree.ts";
import type { Template, TemplateFunction } from "../../template/template.ts";
import { findResource } from "../cloud-control/cloud-control.ts";
import { findParameter } from "../parameters/records.ts";
import { findSecret } from "../secrets/secrets.ts";
import type { World } from "../state/state.ts";
import { exportsOf, findStack } from "./cloudformation.ts";

/** The result of one round of an evaluation, and the facts it lacked. */
export interface Round<T> {
  readonly result: T;
  readonly needs: readonly Need[];
}

/** Evaluates repeatedly, each time with more facts, until no more are needed. */
export function evaluateFully<T>(world: World, facts: Facts, evaluate: (facts: Facts) => Round<T>): T {
  const { result, needs } = evaluate(facts);
  return needs.length === 0 ? result : evaluateFully(world, withAnswers(world, facts, needs), evaluate);
}

/** Returns the value of the expression `node`, as a text. */
export function evaluateText(world: World, template: Template, facts: Facts, node: Node): Result {
  return evaluateFully(world, facts, (known) => roundOf(template, known, ({ scope }) => variableText(scope, node)));
}

/** Returns the value of the expression `node`, of any kind. */
export function evaluateNode(world: World, template: Template, facts: Facts, node: Node): Result {
  return evaluateFully(world, facts, (known) => roundOf(template, known, ({ scope }) => scope.evaluate(node)));
}

/** Returns the result of the condition `name`. */
export function decideCondition(world: World, template: Template, facts: Facts, name: string): Decision {
  return evaluateFully(world, facts, (known) => roundOf(template, known, ({ scope }) => scope.decide(name)));
}

function roundOf<T>(template: Template, facts: Facts, use: (evaluation: Evaluation) => T): Round<T> {
  const evaluation = makeEvaluation(template, anyFunction(template), facts);
  const result = use(evaluation);
  return { result, needs: evaluation.needs() };
}

/** Returns any function of the template: an evaluation always belongs to one, but expressions outside functions do not use it. */
function anyFunction(template: Template): TemplateFunction {
  const [first] = template.functions.values();
  return first ?? { logicalId: "", type: "AWS::Lambda::Function", resource: template.root, at: template.root.at };
}

function withAnswers(world: World, facts: Facts, needs: readonly Need[]): Facts {
  return needs.reduce((known, need) => withAnswer(world, known, need), facts);
}

function withAnswer(world: World, facts: Facts, need: Need): Facts {
  switch (need.kind) {
    case "stack":
      return { ...facts, stack: { unavailable: "the stack does not exist yet" } };
    case "processed":
      return { ...facts, processed: { unavailable: "its transform does not run here" } };
    case "original":
      return { ...facts, original: { unavailable: "the stack does not exist yet" } };
    case "exports":
      return { ...facts, exports: { value: new Map(exportsOf(world).map(({ name, value }) => [name, value])) } };
    case "outputs":
      return { ...facts, outputs: new Map([...(facts.outputs ?? []), [need.stack, outputsOf(world, need.stack)]]) };
    case "ssm":
      return { ...facts, ssm: new Map([...(facts.ssm ?? []), [need.name, storedValue(world, need.name)]]) };
    case "secret":
      return { ...facts, secrets: new Map([...(facts.secrets ?? []), [needKey(need), secretString(world, need)]]) };
    case "resource": {
      const answer = propertiesOf(world, need.type, need.identifier);
      return { ...facts, resources: new Map([...(facts.resources ?? []), [needKey(need), answer]]) };
    }
  }
}

function outputsOf(world: World, stack: string): Known<ReadonlyMap<string, string>> {
  const found = findStack(world, stack);
  if (found === undefined) return { unavailable: `stack ${stack} does not exist` };
  return { value: new Map(found.outputs.map(({ key, value }) => [key, value])) };
}

/** Returns a value of Parameter Store. CloudFormation does not accept a SecureString in `{{resolve:ssm}}`. */
function storedValue(world: World, name: string): Known<string> {
  const found = findParameter(world, name);
  if (!("parameter" in found)) return { unavailable: `Parameter Store does not have parameter ${name}` };
  if (found.version.type === "SecureString") return { unavailable: `parameter ${name} of Parameter Store is a SecureString` };
  return { value: found.version.value };
}

function secretString(world: World, { id, stage, version }: Extract<Need, { readonly kind: "secret" }>): Known<string> {
  const versions = findSecret(world, id)?.versions ?? [];
  const wanted = stage ?? (version === undefined ? "AWSCURRENT" : undefined);
  const found = versions.find(
    ({ versionId, stages }) =>
      (version === undefined || versionId === version) && (wanted === undefined || stages.includes(wanted)),
  );
  return found?.string === undefined
    ? { unavailable: `Secrets Manager does not have a string for secret ${id}` }
    : { value: found.string };
}

/** Returns the properties of a resource, which are JSON: they come from a JSON file, and Cloud Control returns them as JSON. */
function propertiesOf(world: World, type: string, identifier: string): Known<Json> {
  const resource = findResource(world, type, identifier);
  if (resource === undefined) return { unavailable: `the attributes of ${identifier} are not known` };
  return { value: resource.properties as Json };
}
