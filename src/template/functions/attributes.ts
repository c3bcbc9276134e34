/** `Fn::GetAtt`: an attribute that is derived from the physical id if that is certain, and read otherwise. */
import { isObject, type Json } from "../../core/json.ts";
import { isSecretName } from "../../core/secrecy/secret-names.ts";
import type { Place } from "../../errors.ts";
import { needKey, type StackWorld } from "../evaluate/facts.ts";
import { recoverFromOutput } from "../evaluate/oracle.ts";
import { type Phrase, phrase } from "../evaluate/phrase.ts";
import { combine, makeValue, type Result, unresolved, withoutNames } from "../evaluate/result.ts";
import { reported, type Scope, withFact } from "../evaluate/scope.ts";
import { child, type Node, textOf } from "../read/tree.ts";
import { mergedProperties } from "../sam/globals.ts";
import type { Template } from "../template.ts";
import { arnWithoutPath, deriveAttribute } from "./derive.ts";
import table from "./getatt-table.json" with { type: "json" };
import { type Deployed, isSamProperty, withResource } from "./resources.ts";
import { isSecretAttribute } from "./secrecy.ts";

/** The identifiers that Cloud Control needs if they differ from `Ref`. */
const IDENTIFIERS: ReadonlyMap<string, { readonly ref: string; readonly parts: string }> = new Map(
  Object.entries(table.identifiers),
);

interface Asked {
  readonly logicalId: string;
  /** Attributes of a resource that SAM generates, as in `!GetAtt Fn.Alias.AliasArn`. */
  readonly property?: string;
  readonly attribute: string;
}

function askedOf(template: Template, path: string): Asked | undefined {
  const [logicalId = "", first = "", ...rest] = path.split(".");
  if (logicalId === "" || first === "") return undefined;
  const attribute = rest.join(".");
  if (attribute !== "" && isSamProperty(template, logicalId, first)) return { logicalId, property: first, attribute };
  return { logicalId, attribute: path.slice(logicalId.length + 1) };
}

/** Returns the attribute at `path`; `expression` is the function that refers to it. */
export function attributeValue(scope: Scope, path: string, expression: Node, at: Place): Result {
  const asked = askedOf(scope.template, path);
  if (asked === undefined) return unresolved("!GetAtt needs a resource and an attribute", at);
  const { logicalId, property, attribute } = asked;
  return withResource(scope, logicalId, property, at, (resource, _, world) => {
    const result = ofResource(scope, resource, attribute, world, at);
    // If an attribute cannot be read, an output may show it.
    if (result.kind !== "unresolved" || result.pending) return result;
    const recovered = recoverFromOutput(scope, expression);
    return recovered === undefined ? result : { ...recovered, sensitive: isSecretAttribute(resource.type, attribute) };
  });
}

function ofResource(scope: Scope, resource: Deployed, attribute: string, world: StackWorld, at: Place): Result {
  const { type, physicalId, logicalId } = resource;
  const from = [phrase`${attribute} of ${logicalId}`];
  if (type === "AWS::CloudFormation::Stack") return outputOf(scope, physicalId, attribute, from, at);
  if (isCustom(type)) return unresolved(phrase`only CloudFormation knows the attributes of the custom resource ${logicalId}`, at);
  if (type === "AWS::SSM::Parameter" && attribute === "Value") {
    return withFact(scope, { kind: "ssm", name: physicalId }, scope.facts.ssm?.get(physicalId), at, (text) =>
      makeValue(text, from, { sensitive: true }),
    );
  }
  const derived =
    type === "AWS::IAM::Role" && attribute === "Arn"
      ? roleArn(scope, resource, world)
      : deriveAttribute(type, attribute, physicalId, world);
  return derived === undefined
    ? read(scope, resource, attribute, from, at)
    : makeValue(derived, from, { sensitive: isSecretAttribute(type, attribute), derived: true });
}

function isCustom(type: string): boolean {
  return type.startsWith("Custom::") || type === "AWS::CloudFormation::CustomResource";
}

function outputOf(scope: Scope, stack: string, attribute: string, from: readonly Phrase[], at: Place): Result {
  const name = attribute.startsWith("Outputs.") ? attribute.slice("Outputs.".length) : undefined;
  if (name === undefined) return unresolved("a nested stack has no attributes other than its outputs", at);
  return withFact(scope, { kind: "outputs", stack }, scope.facts.outputs?.get(stack), at, (outputs) => {
    const text = outputs.get(name);
    return text === undefined
      ? unresolved(phrase`the nested stack does not have an output ${name}`, at)
      : reported(text, at, (trusted) => makeValue(trusted, from, { sensitive: isSecretName(name) }));
  });
}

/**
 * Returns the ARN of a role. A path is part of it but not of the role's name, so it is derived only for a role that certainly has
 * no path.
 */
function roleArn(scope: Scope, { definition, logicalId, physicalId }: Deployed, world: StackWorld): string | undefined {
  const properties = definition === undefined ? ownerOfRole(scope, logicalId) : child(definition, "Properties");
  if (definition === undefined && properties === undefined) return undefined;
  const path = child(properties, definition === undefined ? "RolePath" : "Path");
  return path === undefined || textOf(path) === "/" ? arnWithoutPath("role", physicalId, world) : undefined;
}

/** Returns the properties of the function or state machine for which SAM creates the role. */
function ownerOfRole({ template }: Scope, roleId: string): Node | undefined {
  const ownerId = roleId.replace(/Role$/, "");
  const owner = template.functions.get(ownerId);
  if (owner !== undefined) return mergedProperties(template, owner);
  const resource = child(template.root, "Resources", ownerId);
  return textOf(child(resource, "Type")) === "AWS::Serverless::StateMachine" ? child(resource, "Properties") : undefined;
}

/** The request for Cloud Control, and whether it contains a secret. */
interface Read {
  readonly need: { readonly kind: "resource"; readonly type: string; readonly identifier: string };
  readonly isTainted: boolean;
}

function readNeed(scope: Scope, resource: Deployed): Read | undefined {
  const { type, physicalId, definition, logicalId } = resource;
  const entry = IDENTIFIERS.get(type);
  if (entry === undefined) return { need: { kind: "resource", type, identifier: physicalId }, isTainted: false };
  const parts = entry.parts.split("|").map((part): Result => {
    if (part === entry.ref) return makeValue(physicalId);
    const at = (definition ?? scope.template.root).at;
    const node = child(definition, "Properties", part);
    return node === undefined
      ? unresolved("the template does not set it", at)
      : scope.guarded(logicalId, at, () => scope.evaluate(node));
  });
  const joined = combine(parts, (values) => makeValue(values.map(({ data }) => String(data)).join("|")));
  if (joined.kind !== "value") return undefined;
  return { need: { kind: "resource", type, identifier: String(joined.data) }, isTainted: joined.sensitive };
}

function read(scope: Scope, resource: Deployed, attribute: string, from: readonly Phrase[], at: Place): Result {
  const asked = readNeed(scope, resource);
  if (asked === undefined)
    return unresolved(phrase`${attribute} of ${resource.logicalId} cannot be read: its identifier is not known`, at);
  const { need, isTainted } = asked;
  const result = withFact(scope, need, scope.facts.resources?.get(needKey(need)), at, (properties) => {
    const found = lookUp(properties, attribute);
    if (typeof found !== "string" && typeof found !== "number" && typeof found !== "boolean") {
      return unresolved(phrase`${resource.logicalId} does not have a readable attribute ${attribute}`, at);
    }
    return makeValue(found, from, { sensitive: isSecretAttribute(resource.type, attribute), derived: true });
  });
  return isTainted ? withoutNames(result) : result;
}

/** Returns the value of an attribute: `Endpoint.Address` is either one key or a path. */
function lookUp(json: Json, attribute: string): Json | undefined {
  const direct = property(json, attribute);
  return direct ?? attribute.split(".").reduce<Json | undefined>((at, key) => property(at, key), json);
}

function property(json: Json | undefined, key: string): Json | undefined {
  return isObject(json) && Object.hasOwn(json, key) ? (json[key] as Json | undefined) : undefined;
}
