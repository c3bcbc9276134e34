/** Function names as Lambda accepts them: a name, a partial ARN or an ARN, each with or without a qualifier. */
import { makeArn } from "../../core/arn/arn.ts";
import { defined } from "../../core/defined.ts";
import { refuse, refuseInvalid } from "../protocol/service.ts";
import type { World } from "../state/state.ts";

/** Source: the Lambda service model, `NamespacedFunctionName`. */
const PATTERN =
  "(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?";
const NAME =
  /^(?:arn:(?:aws[a-zA-Z-]*)?:lambda:)?(?:(?<region>[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d):)?(?:(?<account>\d{12}):)?(?:function:)?(?<name>[\w.-]+)(?::(?<qualifier>\$LATEST(?:\.PUBLISHED)?|[\w-]+))?$/;
const MAX_NAME_LENGTH = 64;

export interface FunctionReference {
  readonly name: string;
  readonly qualifier?: string;
}

/** Returns the function that `text` names; `qualifier` is the one that is given separately. */
export function parseFunctionName(text: string, qualifier: string | undefined, world: World): FunctionReference {
  const groups = NAME.exec(text)?.groups;
  const name = groups?.["name"];
  if (groups === undefined || name === undefined) return refuseName(text);
  const region = groups["region"] ?? world.region;
  const account = groups["account"] ?? world.account;
  if (region !== world.region || account !== world.account) return refuseUnknownFunction(text);
  const derived = groups["qualifier"];
  if (derived !== undefined && qualifier !== undefined && derived !== qualifier) {
    refuse({
      status: 400,
      type: "InvalidParameterValueException",
      message: "The derived qualifier from the function name does not match the specified qualifier.",
    });
  }
  const given = qualifier ?? derived;
  return { name, ...defined({ qualifier: given }) };
}

/** Returns the name of a function to create. */
export function parseNewFunctionName(text: string, world: World): string {
  const { name, qualifier } = parseFunctionName(text, undefined, world);
  return qualifier !== undefined || name.length > MAX_NAME_LENGTH || name.includes(".") ? refuseName(text) : name;
}

export function functionArn(world: World, name: string, qualifier?: string): string {
  return makeArn(world, "lambda", `function:${name}${qualifier === undefined ? "" : `:${qualifier}`}`);
}

export function refuseUnknownFunction(arn: string): never {
  refuse({ status: 404, type: "ResourceNotFoundException", message: `Function not found: ${arn}` });
}

function refuseName(text: string): never {
  refuseInvalid(
    `Value '${text}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: ${PATTERN}`,
  );
}
