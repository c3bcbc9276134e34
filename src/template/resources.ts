/** Logical ids → deployed resources, those that SAM generates included. */
import type { Place } from "../errors.ts";
import type { StackFacts, StackResource, World } from "./facts.ts";
import { type Result, type Unresolved, unresolved } from "./result.ts";
import { type Scope, withStack } from "./scope.ts";
import { type Template, transformsOf } from "./template.ts";
import { child, type Node, textOf } from "./tree.ts";

/** A resource as it is deployed, and as the template has it; SAM's own resources are not in the template. */
export interface Deployed extends StackResource {
  readonly logicalId: string;
  readonly definition: Node | undefined;
}

/** What SAM makes of its own types. Source: the SAM specification, "Generated CloudFormation resources". */
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

/** `!Ref Fn.Alias` and its like: the type of the resource that SAM generates for the property. Source: the same. */
const SAM_PROPERTIES: ReadonlyMap<string, string> = new Map([
  ["AWS::Serverless::Function.Alias", "AWS::Lambda::Alias"],
  ["AWS::Serverless::Function.Version", "AWS::Lambda::Version"],
  ["AWS::Serverless::Function.DestinationTopic", "AWS::SNS::Topic"],
  ["AWS::Serverless::Function.DestinationQueue", "AWS::SQS::Queue"],
  ["AWS::Serverless::Api.Stage", "AWS::ApiGateway::Stage"],
  ["AWS::Serverless::Api.Deployment", "AWS::ApiGateway::Deployment"],
  ["AWS::Serverless::Api.DomainName", "AWS::ApiGateway::DomainName"],
  ["AWS::Serverless::Api.UsagePlan", "AWS::ApiGateway::UsagePlan"],
  ["AWS::Serverless::Api.ApiKey", "AWS::ApiGateway::ApiKey"],
  ["AWS::Serverless::HttpApi.Stage", "AWS::ApiGatewayV2::Stage"],
  ["AWS::Serverless::HttpApi.DomainName", "AWS::ApiGatewayV2::DomainName"],
]);

/** Returns the type that a resource is deployed as: what SAM makes of its own types, any other type as it is. */
export function deployedType(type: string): string {
  return SAM_TYPES.get(type) ?? type;
}

/** Tells whether `property` of `logicalId`, as in `!Ref Fn.Alias`, names a resource that SAM generates. */
export function isSamProperty(template: Template, logicalId: string, property: string): boolean {
  return samType(child(template.root, "Resources", logicalId), property) !== undefined;
}

function samType(definition: Node | undefined, property: string): string | undefined {
  return SAM_PROPERTIES.get(`${textOf(child(definition, "Type"))}.${property}`);
}

/** Returns `use` of the deployed resource that `logicalId` names; `property` is that of `!Ref Fn.Alias`. */
export function withResource(
  scope: Scope,
  logicalId: string,
  property: string | undefined,
  at: Place,
  use: (resource: Deployed, stack: StackFacts, world: World) => Result,
): Result {
  const definition = child(scope.template.root, "Resources", logicalId);
  if (definition === undefined && transformsOf(scope.template).length === 0) {
    return unresolved(`the template has no parameter or resource ${logicalId}`, at);
  }
  const condition = textOf(child(definition, "Condition"));
  const decision = condition === undefined ? undefined : scope.decide(condition);
  if (decision?.kind === "decided" && !decision.value) {
    return unresolved(`resource ${logicalId} is not created: condition ${condition} is false`, at);
  }
  return withStack(scope, at, (stack, world) => {
    const found = find(stack, logicalId, property, definition, at);
    return found.kind === "unresolved" ? found : use(found.resource, stack, world);
  });
}

type Found = { readonly kind: "found"; readonly resource: Deployed } | Unresolved;

function find(
  stack: StackFacts,
  logicalId: string,
  property: string | undefined,
  definition: Node | undefined,
  at: Place,
): Found {
  if (property !== undefined) {
    const generated = samType(definition, property);
    if (generated === undefined) return unresolved(`${logicalId} has no ${property} to refer to`, at);
    return findGenerated(stack, logicalId, generated, `${logicalId}.${property}`, at);
  }
  const type = textOf(child(definition, "Type"));
  const wanted = type === undefined ? undefined : deployedType(type);
  const deployed = stack.resources.get(logicalId);
  // SAM appends a hash to the ids of layers.
  if (deployed === undefined && type === "AWS::Serverless::LayerVersion" && wanted !== undefined) {
    return findGenerated(stack, logicalId, wanted, logicalId, at);
  }
  if (deployed === undefined) return unresolved(`${logicalId} is not deployed yet`, at);
  if (wanted !== undefined && wanted !== deployed.type) {
    return unresolved(`${logicalId} is deployed as another type, ${deployed.type}`, at);
  }
  return checked({ ...deployed, logicalId, definition }, at);
}

function findGenerated(stack: StackFacts, logicalId: string, type: string, asked: string, at: Place): Found {
  const matches = [...stack.resources].filter(([id, resource]) => id.startsWith(logicalId) && resource.type === type);
  // `FnAlias…` may be that of `Fn` or of `FnA`: a guess is none.
  const [match, second] = matches;
  if (match === undefined) return unresolved(`the stack has no resource that SAM made for ${asked}`, at);
  if (second !== undefined) return unresolved(`the stack has several resources that SAM may have made for ${asked}`, at);
  return checked({ ...match[1], logicalId: match[0], definition: undefined }, at);
}

function checked(resource: Deployed, at: Place): Found {
  const { status, physicalId, logicalId } = resource;
  if (!status.endsWith("_COMPLETE") || status.startsWith("DELETE")) return unresolved(`${logicalId} is in ${status}`, at);
  if (physicalId === "") return unresolved(`${logicalId} has no physical id`, at);
  return { kind: "found", resource };
}
