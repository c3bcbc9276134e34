/** The logical ids of resources that SAM generates: exact ones, so that one resource is never mistaken for another's. */
import type { StackFacts } from "../evaluate/facts.ts";
import { dataText } from "../evaluate/result.ts";
import type { Scope } from "../evaluate/scope.ts";
import { child, type Node, textOf } from "../read/tree.ts";
import { mergedProperties } from "../sam/globals.ts";

/**
 * The length of the hash that SAM appends. Source: `LogicalIdGenerator` of https://github.com/aws/serverless-application-model
 */
const HASH = /^[0-9a-f]{10}$/i;

/** Returns the possible logical ids of the generated resource, the most likely first: SAM uses one of them. */
type Candidates = readonly ((id: string, physicalId: string) => boolean)[];

/** A resource that SAM generates for another: its type, and how its logical id is formed. */
interface Generated {
  readonly type: string;
  /** `definition` is that of the resource for which it is generated. Undefined if the id cannot be determined. */
  readonly ids: (scope: Scope, id: string, definition: Node | undefined) => Candidates | undefined;
}

const exactly =
  (wanted: string) =>
  (id: string): boolean =>
    id === wanted;
const hashed =
  (prefix: string) =>
  (id: string): boolean =>
    id.startsWith(prefix) && HASH.test(id.slice(prefix.length));

/** Source: the generators under samtranslator/model of https://github.com/aws/serverless-application-model */
const GENERATED: ReadonlyMap<string, Generated> = new Map<string, Generated>([
  ["AWS::Serverless::Function.Alias", { type: "AWS::Lambda::Alias", ids: aliasIds }],
  ["AWS::Serverless::Function.Version", { type: "AWS::Lambda::Version", ids: (_, id) => [hashed(`${id}Version`)] }],
  ["AWS::Serverless::Function.DestinationTopic", { type: "AWS::SNS::Topic", ids: destinationIds("Topic") }],
  ["AWS::Serverless::Function.DestinationQueue", { type: "AWS::SQS::Queue", ids: destinationIds("Queue") }],
  ["AWS::Serverless::Api.Stage", { type: "AWS::ApiGateway::Stage", ids: stageIds }],
  [
    "AWS::Serverless::Api.Deployment",
    { type: "AWS::ApiGateway::Deployment", ids: (_, id) => [hashed(`${id}Deployment`), exactly(`${id}Deployment`)] },
  ],
  ["AWS::Serverless::Api.DomainName", { type: "AWS::ApiGateway::DomainName", ids: domainIds("ApiGatewayDomainName") }],
  ["AWS::Serverless::Api.UsagePlan", { type: "AWS::ApiGateway::UsagePlan", ids: ownOrShared("UsagePlan") }],
  ["AWS::Serverless::Api.UsagePlanKey", { type: "AWS::ApiGateway::UsagePlanKey", ids: ownOrShared("UsagePlanKey") }],
  ["AWS::Serverless::Api.ApiKey", { type: "AWS::ApiGateway::ApiKey", ids: ownOrShared("ApiKey") }],
  ["AWS::Serverless::HttpApi.Stage", { type: "AWS::ApiGatewayV2::Stage", ids: stageIds }],
  ["AWS::Serverless::HttpApi.DomainName", { type: "AWS::ApiGatewayV2::DomainName", ids: domainIds("ApiGatewayDomainNameV2") }],
  ["AWS::Serverless::WebSocketApi.Stage", { type: "AWS::ApiGatewayV2::Stage", ids: stageIds }],
  [
    "AWS::Serverless::WebSocketApi.DomainName",
    { type: "AWS::ApiGatewayV2::DomainName", ids: domainIds("ApiGatewayDomainNameV2") },
  ],
  ["AWS::Serverless::LayerVersion", { type: "AWS::Lambda::LayerVersion", ids: (_, id) => [hashed(id)] }],
]);

/** Returns what SAM generates for `property` of `definition`, as in `!Ref Fn.Alias`; without one, for the resource itself. */
export function generatedFor(definition: Node | undefined, property?: string): Generated | undefined {
  const type = textOf(child(definition, "Type"));
  return GENERATED.get(property === undefined ? `${type}` : `${type}.${property}`);
}

/**
 * Returns the logical ids of the stack's resources that SAM generated for `logicalId`; undefined if that cannot be determined.
 */
export function generatedIds(
  { type, ids }: Generated,
  scope: Scope,
  stack: StackFacts,
  logicalId: string,
  definition: Node | undefined,
): readonly string[] | undefined {
  const candidates = ids(scope, logicalId, definition);
  if (candidates === undefined) return undefined;
  const ofType = [...stack.resources].filter(([, resource]) => resource.type === type);
  for (const isCandidate of candidates) {
    const found = ofType.filter(([id, { physicalId }]) => isCandidate(id, physicalId));
    if (found.length > 0) return found.map(([id]) => id);
  }
  return [];
}

/** Returns the logical id of an alias: only letters and digits, so two characters of names are spelled out. */
export function aliasId(functionId: string, alias: string): string {
  return `${functionId}Alias${alias.replaceAll("-", "D").replaceAll("_", "U")}`;
}

/**
 * Returns the start of the logical id of an API's stage, and whether a hash follows; `stage` is its name if that is a plain
 * string.
 */
export function stageId(
  type: string,
  apiId: string,
  stage: string | undefined,
): { readonly id: string; readonly isHashed: boolean } {
  if (type === "AWS::Serverless::HttpApi" && (stage === undefined || stage === "$default"))
    return { id: `${apiId}ApiGatewayDefaultStage`, isHashed: false };
  if (type === "AWS::Serverless::WebSocketApi") {
    return { id: stage === undefined ? `${apiId}DefaultStage` : `${apiId}${stage}Stage`, isHashed: false };
  }
  const isPlain = stage === undefined || /^[\p{L}\p{N}]*$/u.test(stage);
  return isPlain ? { id: `${apiId}${stage ?? ""}Stage`, isHashed: false } : { id: `${apiId}Stage`, isHashed: true };
}

function aliasIds(scope: Scope, id: string): Candidates | undefined {
  const fn = scope.template.functions.get(id);
  const node = fn === undefined ? undefined : child(mergedProperties(scope.template, fn), "AutoPublishAlias");
  const alias = node === undefined ? undefined : evaluated(scope, id, node);
  return alias === undefined ? undefined : [exactly(aliasId(id, alias))];
}

/** Returns the ids of destinations: of several properties with the same resource type, SAM's references use the last. */
function destinationIds(kind: "Topic" | "Queue") {
  return (_: Scope, id: string): Candidates =>
    ["OnFailure", "OnSuccess"].map((event) => exactly(`${id}EventInvokeConfig${event}${kind}`));
}

/** Returns the ids of a stage: a name that is an expression is not part of the id. */
function stageIds(_: Scope, id: string, definition: Node | undefined): Candidates {
  const node = child(definition, "Properties", "StageName");
  const isExpression = node !== undefined && node.kind !== "text";
  const made = isExpression
    ? { id: `${id}Stage`, isHashed: false }
    : stageId(textOf(child(definition, "Type")) ?? "", id, textOf(node));
  return [made.isHashed ? hashed(made.id) : exactly(made.id)];
}

/** Returns the ids of a domain: they contain a hash of the domain and nothing of the API's id, but the `Ref` is the domain. */
function domainIds(prefix: string) {
  return (scope: Scope, apiId: string, definition: Node | undefined): Candidates | undefined => {
    const node = apiProperty(scope, definition, "Domain", "DomainName");
    const domain = node === undefined ? undefined : evaluated(scope, apiId, node);
    return domain === undefined ? undefined : [(id, physicalId) => hashed(prefix)(id) && physicalId === domain];
  };
}

function ownOrShared(suffix: string) {
  return (scope: Scope, id: string, definition: Node | undefined): Candidates | undefined => {
    const node = apiProperty(scope, definition, "Auth", "UsagePlan", "CreateUsagePlan");
    const kind = node === undefined ? undefined : evaluated(scope, id, node);
    if (kind === "PER_API") return [exactly(`${id}${suffix}`)];
    return kind === "SHARED" ? [exactly(`Serverless${suffix}`)] : undefined;
  };
}

/** Returns a property of an API, or that of the Globals for its type. */
function apiProperty({ template }: Scope, definition: Node | undefined, ...path: readonly string[]): Node | undefined {
  const section = textOf(child(definition, "Type"))?.replace("AWS::Serverless::", "") ?? "";
  return child(definition, "Properties", ...path) ?? child(template.root, "Globals", section, ...path);
}

function evaluated(scope: Scope, id: string, node: Node): string | undefined {
  const result = scope.guarded(id, node.at, () => scope.evaluate(node));
  return result.kind === "value" ? dataText(result.data) : undefined;
}
