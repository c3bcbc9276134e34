/** AWS Cloud Control API: reading one resource of any type. */

import identifiers from "../../template/functions/getatt-table.json" with { type: "json" };
import { requiredText } from "../protocol/input.ts";
import { makeJsonService } from "../protocol/json-service.ts";
import { type Input, type Output, refuse } from "../protocol/service.ts";
import { type Resource, resourceKey, type World } from "../state/state.ts";

const TYPE_NAME = /^[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}(?:::MODULE)?$/;

/**
 * Types of CloudFormation that Cloud Control does not serve; only some of them, since the full list changes.
 *
 * Source: https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/supported-resources.html
 */
const UNSUPPORTED = new Set([
  "AWS::AutoScalingPlans::ScalingPlan",
  "AWS::DMS::Endpoint",
  "AWS::DocDB::DBCluster",
  "AWS::DocDB::DBInstance",
  "AWS::ElastiCache::CacheCluster",
  "AWS::ServiceDiscovery::PrivateDnsNamespace",
  "AWS::ServiceDiscovery::Service",
]);

/** The identifiers of resources, where they differ from CloudFormation's `Ref`: names of properties, joined by `|`. */
const COMPOUND: ReadonlyMap<string, { readonly ref: string; readonly parts: string }> = new Map(
  Object.entries(identifiers.identifiers),
);

/** Source: the service model of Cloud Control, 2021-09-30. */
export const cloudControl = makeJsonService({
  name: "cloudcontrol",
  targetPrefix: "CloudApiService",
  version: "1.0",
  actionPrefix: "cloudformation",
  operations: {
    GetResource: {
      subject: (input) => (typeof input["Identifier"] === "string" ? input["Identifier"] : undefined),
      handle: getResource,
    },
  },
});

function getResource(input: Input, world: World): Output {
  const type = requiredText(input, "TypeName");
  const identifier = requiredText(input, "Identifier");
  if (!TYPE_NAME.test(type)) {
    fail("TypeNotFoundException", `The type '${type}' cannot be found.`);
  }
  if (UNSUPPORTED.has(type)) fail("UnsupportedActionException", `Resource type ${type} does not support READ action`);
  const resource = findResource(world, type, identifier) ?? refuseNotFound(type, identifier);
  return {
    members: {
      TypeName: type,
      ResourceDescription: { Identifier: identifier, Properties: JSON.stringify(resource.properties) },
    },
  };
}

/** Returns the resource that `identifier` names; for a compound identifier, the state may only know the part that is its `Ref`. */
export function findResource(world: World, type: string, identifier: string): Resource | undefined {
  const { resources } = world.state;
  const parts = COMPOUND.get(type)?.parts.split("|") ?? [];
  if (parts.length < 2) return resources.get(resourceKey({ type, identifier }));
  const values = identifier.split("|");
  if (values.length !== parts.length) {
    const names = parts.map((part) => `/properties/${part}`).join(", ");
    fail("ValidationException", `Identifier ${identifier} is not valid for identifier [${names}]`);
  }
  const ref = values[parts.indexOf(COMPOUND.get(type)?.ref ?? "")] ?? "";
  return resources.get(resourceKey({ type, identifier })) ?? resources.get(resourceKey({ type, identifier: ref }));
}

function refuseNotFound(type: string, identifier: string): never {
  return fail(
    "ResourceNotFoundException",
    `Resource of type '${type}' with identifier '${identifier}' was not found. (HandlerErrorCode: NotFound)`,
  );
}

function fail(type: string, message: string): never {
  refuse({ status: 400, type, message });
}
