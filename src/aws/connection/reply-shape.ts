/** The shape of AWS's JSON replies where we rely on it: the SDK passes on whatever came, and silently drops some of it. */
import { isObject } from "../../core/json.ts";

/**
 * The required shape of a part of a document.
 *
 * Members may be absent or null unless they are `required`; a map, and the entries of a map or a list, may not be null.
 */
type Shape =
  | "text"
  | { readonly map: Shape }
  | { readonly list: Shape }
  | { readonly members: Readonly<Record<string, Shape>>; readonly required?: readonly string[] };

const CONFIGURATION: Shape = {
  members: {
    FunctionName: "text",
    FunctionArn: "text",
    Version: "text",
    RevisionId: "text",
    State: "text",
    LastUpdateStatus: "text",
    Environment: { members: { Variables: { map: "text" }, Error: { members: { ErrorCode: "text", Message: "text" } } } },
  },
  required: ["FunctionName"],
};
const ALIAS: Shape = { members: { Name: "text", FunctionVersion: "text", RevisionId: "text" }, required: ["Name"] };
const SECRET: Shape = { members: { ARN: "text", Name: "text", SecretString: "text", SecretBinary: "text" }, required: ["Name"] };
const PARAMETERS: Shape = {
  members: { Parameters: { list: { members: { Name: "text", Value: "text" } } } },
  required: ["Parameters"],
};

/** By operation. Source: the service models of Lambda, Secrets Manager, Systems Manager and Cloud Control. */
export const SHAPES: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ["GetFunctionConfiguration", CONFIGURATION],
  ["GetFunction", { members: { Configuration: CONFIGURATION }, required: ["Configuration"] }],
  ["UpdateFunctionConfiguration", CONFIGURATION],
  ["PublishVersion", { ...CONFIGURATION, required: ["FunctionName", "Version"] }],
  ["ListFunctions", { members: { Functions: { list: CONFIGURATION }, NextMarker: "text" } }],
  ["ListAliases", { members: { Aliases: { list: ALIAS }, NextMarker: "text" } }],
  ["UpdateAlias", ALIAS],
  ["GetSecretValue", SECRET],
  ["BatchGetSecretValue", { members: { SecretValues: { list: SECRET } } }],
  ["GetParameters", PARAMETERS],
  ["GetParametersByPath", PARAMETERS],
  [
    "GetResources",
    { members: { ResourceTagMappingList: { list: { members: { ResourceARN: "text" } } }, PaginationToken: "text" } },
  ],
  ["GetResource", { members: { ResourceDescription: { members: { Properties: "text" } } } }],
]);

/**
 * Returns where `value` does not have `shape`, and what is there: `JSON whose Environment.Variables holds a number`.
 *
 * It names AWS's own members, never an entry of a map, and no value.
 */
export function findMisfit(value: unknown, shape: Shape, path: string): string | undefined {
  if (shape === "text") return typeof value === "string" ? undefined : misfit(path, value);
  if ("list" in shape) {
    if (!Array.isArray(value)) return misfit(path, value);
    return firstOf(value, (item) => findMisfit(item, shape.list, path));
  }
  if (!isObject(value)) return misfit(path, value);
  if ("map" in shape) return firstOf(Object.values(value), (item) => findMisfit(item, shape.map, path));
  const missing = shape.required?.find((name) => (value[name] ?? undefined) === undefined);
  if (missing !== undefined) return `JSON without ${join(path, missing)}`;
  return firstOf(Object.entries(shape.members), ([name, member]) => {
    const found = value[name];
    // Null variables do not mean that there are none.
    const isAbsent = found === undefined || (found === null && !isMap(member));
    return isAbsent ? undefined : findMisfit(found, member, join(path, name));
  });
}

function isMap(shape: Shape): boolean {
  return typeof shape === "object" && "map" in shape;
}

function misfit(path: string, value: unknown): string {
  return path === "" ? `JSON that is ${kindOf(value)}` : `JSON whose ${path} holds ${kindOf(value)}`;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function firstOf<Item>(items: readonly Item[], find: (item: Item) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
