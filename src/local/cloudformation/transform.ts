/** The resources of a template after SAM's transform: their types, and the resources that it adds. */
import { createHash } from "node:crypto";
import { aliasId, stageId } from "../../template/functions/generated.ts";
import { deployedType } from "../../template/functions/resources.ts";
import { child, type Mapping, type Node, textOf } from "../../template/read/tree.ts";
import { mergedProperties } from "../../template/sam/globals.ts";
import type { Template } from "../../template/template.ts";

/** One resource of the transformed template. */
export interface MadeResource {
  readonly logicalId: string;
  readonly type: string;
  /** The definition in the template; absent if SAM created it. */
  readonly definition?: Node;
  /** Globals included. */
  readonly properties?: Node;
  /** It is created if one of these conditions holds; if there are none, always. */
  readonly conditions: readonly string[];
  /** For resources that SAM created: the name, if SAM sets one, and the logical id of the resource it was created for. */
  readonly name?: string;
  readonly madeFor?: string;
}

/** The length of the hash that SAM appends to some logical ids. */
const HASH_LENGTH = 10;

type Made = Pick<MadeResource, "logicalId" | "type" | "name">;

/** What events create besides a permission. Source: the SAM specification, "Generated CloudFormation resources". */
const EVENT_TYPES: ReadonlyMap<string, string> = new Map([
  ["DynamoDB", "AWS::Lambda::EventSourceMapping"],
  ["Kinesis", "AWS::Lambda::EventSourceMapping"],
  ["SQS", "AWS::Lambda::EventSourceMapping"],
  ["CloudWatchEvent", "AWS::Events::Rule"],
  ["EventBridgeRule", "AWS::Events::Rule"],
  ["Schedule", "AWS::Events::Rule"],
  ["SNS", "AWS::SNS::Subscription"],
]);

const HTTP_API: readonly Made[] = [
  { logicalId: "ServerlessHttpApi", type: "AWS::ApiGatewayV2::Api" },
  { logicalId: "ServerlessHttpApiApiGatewayDefaultStage", type: "AWS::ApiGatewayV2::Stage", name: "$default" },
];
const REST_API: readonly Made[] = [
  { logicalId: "ServerlessRestApi", type: "AWS::ApiGateway::RestApi" },
  { logicalId: withHash("ServerlessRestApiDeployment"), type: "AWS::ApiGateway::Deployment" },
  { logicalId: "ServerlessRestApiProdStage", type: "AWS::ApiGateway::Stage", name: "Prod" },
];

/** Returns the text of an expression before anything is deployed. */
type Evaluate = (node: Node) => string | undefined;

/** Returns the resources of the transformed template, each after the one it was created for; each logical id once. */
export function transformResources(template: Template, evaluate: Evaluate): readonly MadeResource[] {
  const resources = child(template.root, "Resources");
  const made = new Map<string, MadeResource>();
  for (const [id, { value }] of resources?.kind === "map" ? resources.entries : []) {
    const type = textOf(child(value, "Type"));
    if (type === undefined || value.kind !== "map") continue;
    const own = ownResource(template, id, type, value);
    made.set(own.logicalId, own);
    for (const added of addedResources(type, id, own.properties, evaluate)) {
      const conditions = eitherOf(made.get(added.logicalId)?.conditions, own.conditions);
      made.set(added.logicalId, { madeFor: own.logicalId, ...made.get(added.logicalId), ...added, conditions });
    }
  }
  return [...made.values()];
}

/** Combines the conditions of a resource that serves several functions: it exists as soon as one of them does. */
function eitherOf(known: readonly string[] | undefined, own: readonly string[]): readonly string[] {
  if (known === undefined) return own;
  return known.length === 0 || own.length === 0 ? [] : [...known, ...own];
}

function ownResource(template: Template, id: string, type: string, definition: Mapping): MadeResource {
  const fn = template.functions.get(id);
  const properties = fn === undefined ? child(definition, "Properties") : mergedProperties(template, fn);
  const condition = textOf(child(definition, "Condition"));
  return {
    logicalId: type === "AWS::Serverless::LayerVersion" ? withHash(id) : id,
    type: deployedType(type),
    definition,
    ...(properties === undefined ? {} : { properties }),
    conditions: condition === undefined ? [] : [condition],
  };
}

function addedResources(type: string, id: string, properties: Node | undefined, evaluate: Evaluate): readonly Made[] {
  switch (type) {
    case "AWS::Serverless::Function":
      return [
        ...roleOf(id, properties),
        ...aliasOf(id, textAt(properties, evaluate, "AutoPublishAlias")),
        ...destinationsOf(id, child(properties, "EventInvokeConfig", "DestinationConfig")),
        ...(child(properties, "FunctionUrlConfig") === undefined ? [] : [{ logicalId: `${id}Url`, type: "AWS::Lambda::Url" }]),
        ...eventsOf(child(properties, "Events")).flatMap(([name, event]) => eventResources(id, name, event)),
      ];
    case "AWS::Serverless::StateMachine":
      return roleOf(id, properties);
    case "AWS::Serverless::Api":
      return [
        { logicalId: withHash(`${id}Deployment`), type: "AWS::ApiGateway::Deployment" },
        stageOf(type, id, properties, evaluate),
        ...domainOf("AWS::ApiGateway::DomainName", properties, evaluate),
        ...usagePlanOf(id, textAt(properties, evaluate, "Auth", "UsagePlan", "CreateUsagePlan")),
      ];
    case "AWS::Serverless::HttpApi":
    case "AWS::Serverless::WebSocketApi":
      return [stageOf(type, id, properties, evaluate), ...domainOf("AWS::ApiGatewayV2::DomainName", properties, evaluate)];
    default:
      return [];
  }
}

function roleOf(id: string, properties: Node | undefined): readonly Made[] {
  return child(properties, "Role") === undefined ? [{ logicalId: `${id}Role`, type: "AWS::IAM::Role" }] : [];
}

function aliasOf(id: string, alias: string | undefined): readonly Made[] {
  if (alias === undefined) return [];
  return [
    { logicalId: withHash(`${id}Version`), type: "AWS::Lambda::Version" },
    { logicalId: aliasId(id, alias), type: "AWS::Lambda::Alias", name: alias },
  ];
}

/** Queues and topics for the results of asynchronous calls, if the template names none. */
function destinationsOf(id: string, config: Node | undefined): readonly Made[] {
  return ["OnSuccess", "OnFailure"].flatMap((event): readonly Made[] => {
    if (child(config, event, "Destination") !== undefined) return [];
    const type = textOf(child(config, event, "Type"));
    const logicalId = `${id}EventInvokeConfig${event}`;
    if (type === "SQS") return [{ logicalId: `${logicalId}Queue`, type: "AWS::SQS::Queue" }];
    return type === "SNS" ? [{ logicalId: `${logicalId}Topic`, type: "AWS::SNS::Topic" }] : [];
  });
}

/** Returns the stage of an API: a name that is an expression is not part of the logical id. */
function stageOf(api: string, id: string, properties: Node | undefined, evaluate: Evaluate): Made {
  const node = child(properties, "StageName");
  const isExpression = node !== undefined && node.kind !== "text";
  const made = isExpression ? { id: `${id}Stage`, isHashed: false } : stageId(api, id, textOf(node));
  const name = node === undefined ? (api === "AWS::Serverless::HttpApi" ? "$default" : "default") : evaluate(node);
  return {
    logicalId: made.isHashed ? withHash(made.id) : made.id,
    type: api === "AWS::Serverless::Api" ? "AWS::ApiGateway::Stage" : "AWS::ApiGatewayV2::Stage",
    ...(name === undefined ? {} : { name }),
  };
}

function domainOf(type: string, properties: Node | undefined, evaluate: Evaluate): readonly Made[] {
  const name = textAt(properties, evaluate, "Domain", "DomainName");
  if (name === undefined) return [];
  const hash = createHash("sha1").update(name).digest("hex").slice(0, HASH_LENGTH);
  return [
    {
      logicalId: `${type === "AWS::ApiGateway::DomainName" ? "ApiGatewayDomainName" : "ApiGatewayDomainNameV2"}${hash}`,
      type,
      name,
    },
  ];
}

function usagePlanOf(id: string, kind: string | undefined): readonly Made[] {
  if (kind !== "PER_API" && kind !== "SHARED") return [];
  const prefix = kind === "SHARED" ? "Serverless" : id;
  return ["UsagePlan", "ApiKey", "UsagePlanKey"].map((suffix) => ({
    logicalId: `${prefix}${suffix}`,
    type: `AWS::ApiGateway::${suffix}`,
  }));
}

function textAt(properties: Node | undefined, evaluate: Evaluate, ...path: readonly string[]): string | undefined {
  const node = child(properties, ...path);
  return node === undefined ? undefined : evaluate(node);
}

function eventsOf(events: Node | undefined): readonly (readonly [string, Node])[] {
  return events?.kind === "map" ? [...events.entries].map(([name, { value }]) => [name, value]) : [];
}

function eventResources(id: string, name: string, event: Node): readonly Made[] {
  const type = textOf(child(event, "Type")) ?? "";
  const permission: Made = { logicalId: `${id}${name}Permission`, type: "AWS::Lambda::Permission" };
  if (type === "HttpApi") return [...(child(event, "Properties", "ApiId") === undefined ? HTTP_API : []), permission];
  if (type === "Api") {
    const api = child(event, "Properties", "RestApiId") === undefined ? REST_API : [];
    return [...api, { ...permission, logicalId: `${permission.logicalId}Prod` }];
  }
  if (type === "ScheduleV2") {
    const role =
      child(event, "Properties", "RoleArn") === undefined ? [{ logicalId: `${id}${name}Role`, type: "AWS::IAM::Role" }] : [];
    return [{ logicalId: `${id}${name}`, type: "AWS::Scheduler::Schedule" }, ...role];
  }
  const source = EVENT_TYPES.get(type);
  if (source === undefined) return [];
  const made = { logicalId: `${id}${name}`, type: source };
  return source === "AWS::Lambda::EventSourceMapping" ? [made] : [made, permission];
}

/** Returns `id` with a hash. SAM's hashes depend on the content; these depend only on the id, so that they stay the same. */
function withHash(id: string): string {
  return `${id}${createHash("sha256").update(id).digest("hex").slice(0, HASH_LENGTH)}`;
}

/** Properties of a function that only SAM knows. */
const SAM_PROPERTIES = new Set([
  "AutoPublishAlias",
  "CodeUri",
  "Events",
  "FunctionUrlConfig",
  "InlineCode",
  "Policies",
  "RolePath",
]);

/** Returns the transformed template as JSON, like `GetTemplate`: without Globals and transforms, with complete functions. */
export function processTemplate(template: Template, resources: readonly MadeResource[]): string {
  const root = toJson(template.root) as Readonly<Record<string, unknown>>;
  const { Transform: _transform, Globals: _globals, ...rest } = root;
  const processed = resources.map((resource) => [resource.logicalId, processResource(resource)]);
  return JSON.stringify({ ...rest, Resources: Object.fromEntries(processed) });
}

function processResource({ type, definition, properties, conditions }: MadeResource): unknown {
  const own = definition === undefined ? {} : (toJson(definition) as Readonly<Record<string, unknown>>);
  const isSam = textOf(child(definition, "Type"))?.startsWith("AWS::Serverless::") === true;
  const members = properties?.kind === "map" ? [...properties.entries] : [];
  const kept = members.filter(([name]) => !isSam || !SAM_PROPERTIES.has(name));
  return {
    ...own,
    Type: type,
    ...(conditions.length === 1 ? { Condition: conditions[0] } : {}),
    Properties: Object.fromEntries(kept.map(([name, { value }]) => [name, toJson(value)])),
  };
}

function toJson(node: Node): unknown {
  switch (node.kind) {
    case "text":
      return node.json;
    case "unclear":
      return node.source;
    case "list":
      return node.items.map(toJson);
    case "map":
      return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, toJson(value)]));
  }
}
