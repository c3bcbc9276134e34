/** Logical ids → deployed resources, including those that SAM generates. */
import type { Place } from "../../errors.ts";
import type { StackFacts, StackResource, StackWorld } from "../evaluate/facts.ts";
import { ownWords, phrase } from "../evaluate/phrase.ts";
import { type Result, type Unresolved, unresolved } from "../evaluate/result.ts";
import { type Scope, withStack } from "../evaluate/scope.ts";
import { child, type Node, textOf } from "../read/tree.ts";
import { type Template, transformsOf } from "../template.ts";
import { generatedFor, generatedIds } from "./generated.ts";

/** A resource as deployed, and its definition in the template; resources that SAM generates are not in the template. */
export interface Deployed extends StackResource {
  readonly logicalId: string;
  readonly definition: Node | undefined;
}

/** The types that SAM turns its own types into. Source: the SAM specification, "Generated CloudFormation resources". */
const SAM_TYPES: ReadonlyMap<string, string> = new Map([
  ["AWS::Serverless::Function", "AWS::Lambda::Function"],
  ["AWS::Serverless::SimpleTable", "AWS::DynamoDB::Table"],
  ["AWS::Serverless::Api", "AWS::ApiGateway::RestApi"],
  ["AWS::Serverless::HttpApi", "AWS::ApiGatewayV2::Api"],
  ["AWS::Serverless::WebSocketApi", "AWS::ApiGatewayV2::Api"],
  ["AWS::Serverless::StateMachine", "AWS::StepFunctions::StateMachine"],
  ["AWS::Serverless::Application", "AWS::CloudFormation::Stack"],
  ["AWS::Serverless::LayerVersion", "AWS::Lambda::LayerVersion"],
  ["AWS::Serverless::GraphQLApi", "AWS::AppSync::GraphQLApi"],
]);

/** Returns the type that a resource is deployed as: for SAM's types the one they become, otherwise the same type. */
export function deployedType(type: string): string {
  return SAM_TYPES.get(type) ?? type;
}

/** Returns whether `property` of `logicalId`, as in `!Ref Fn.Alias`, names a resource that SAM generates. */
export function isSamProperty(template: Template, logicalId: string, property: string): boolean {
  return generatedFor(child(template.root, "Resources", logicalId), property) !== undefined;
}

/** Returns `use` of the deployed resource that `logicalId` names; `property` is that of `!Ref Fn.Alias`. */
export function withResource(
  scope: Scope,
  logicalId: string,
  property: string | undefined,
  at: Place,
  use: (resource: Deployed, stack: StackFacts, world: StackWorld) => Result,
): Result {
  const definition = child(scope.template.root, "Resources", logicalId);
  if (definition === undefined && transformsOf(scope.template).length === 0) {
    return unresolved(phrase`the template does not have a parameter or resource ${logicalId}`, at);
  }
  const condition = textOf(child(definition, "Condition"));
  const decision = condition === undefined ? undefined : scope.decide(condition);
  if (decision?.kind === "decided" && !decision.value) {
    return unresolved(phrase`resource ${logicalId} is not created: condition ${condition ?? ""} is false`, at);
  }
  return withStack(scope, at, (stack, world) => {
    const found = find(scope, stack, { logicalId, property, definition, at });
    return found.kind === "unresolved" ? found : use(found.resource, stack, world);
  });
}

type Found = { readonly kind: "found"; readonly resource: Deployed } | Unresolved;

interface Asked {
  readonly logicalId: string;
  readonly property: string | undefined;
  readonly definition: Node | undefined;
  readonly at: Place;
}

function find(scope: Scope, stack: StackFacts, asked: Asked): Found {
  const { logicalId, property, definition, at } = asked;
  if (property !== undefined) {
    const generated = generatedFor(definition, property);
    if (generated === undefined) return unresolved(phrase`${logicalId} does not have a ${property} to refer to`, at);
    return findGenerated(generated, scope, stack, asked);
  }
  const type = textOf(child(definition, "Type"));
  const wanted = type === undefined ? undefined : deployedType(type);
  const deployed = stack.resources.get(logicalId);
  const renamed = deployed === undefined ? generatedFor(definition) : undefined;
  if (renamed !== undefined) return findGenerated(renamed, scope, stack, asked);
  if (deployed === undefined) return unresolved(phrase`${logicalId} is not deployed yet`, at);
  if (wanted !== undefined && wanted !== deployed.type) {
    return unresolved(phrase`${logicalId} is deployed as another type, ${ownWords(deployed.type)}`, at);
  }
  return checked({ ...deployed, logicalId, definition }, at);
}

type Generated = NonNullable<ReturnType<typeof generatedFor>>;

function findGenerated(generated: Generated, scope: Scope, stack: StackFacts, asked: Asked): Found {
  const { logicalId, property, definition, at } = asked;
  const subject = property === undefined ? logicalId : `${logicalId}.${property}`;
  const ids = generatedIds(generated, scope, stack, logicalId, definition);
  const [id, ...others] = ids ?? [];
  const resource = id === undefined ? undefined : stack.resources.get(id);
  if (id === undefined || resource === undefined)
    return unresolved(phrase`the stack does not have a resource that SAM created for ${subject}`, at);
  if (others.length > 0) return unresolved(phrase`the stack has several resources that SAM may have created for ${subject}`, at);
  return checked({ ...resource, logicalId: id, definition: undefined }, at);
}

function checked(resource: Deployed, at: Place): Found {
  const { status, physicalId, logicalId } = resource;
  if (!status.endsWith("_COMPLETE") || status.startsWith("DELETE"))
    return unresolved(phrase`${logicalId} is in ${ownWords(status)}`, at);
  if (physicalId === "") return unresolved(phrase`${logicalId} does not have a physical id`, at);
  return { kind: "found", resource };
}
