/** A deployed stack, read from CloudFormation. */

import { type DeployedResource, describeStack, listStackResources } from "../../aws/cloudformation.ts";
import type { Aws } from "../../aws/connection/clients.ts";
import { parseArn } from "../../core/arn/arn.ts";
import { isChanging, type StackFacts } from "../../template/evaluate/facts.ts";

/** A stack with the times at which CloudFormation last touched its resources. */
export interface Stack extends StackFacts {
  /** As it was requested. */
  readonly name: string;
  readonly resources: ReadonlyMap<string, DeployedResource>;
}

const FUNCTION = "AWS::Lambda::Function";
const ALIAS = "AWS::Lambda::Alias";

/** Returns the stack, with two requests at the same time. Errors: those of `describeStack`. */
export async function readStack(aws: Aws, name: string, options: { readonly signal: AbortSignal }): Promise<Stack> {
  const [description, resources] = await Promise.all([describeStack(aws, name, options), listStackResources(aws, name, options)]);
  return { name, ...description, resources };
}

/** Returns the functions of the stack by their logical ids. */
export function functionsOf(stack: Pick<Stack, "resources">): ReadonlyMap<string, DeployedResource> {
  return new Map([...stack.resources].filter(([, { type }]) => type === FUNCTION));
}

/** Returns the logical id of the function with that name; undefined if it is not in the stack. */
export function logicalIdOf(stack: Stack, functionName: string): string | undefined {
  return [...functionsOf(stack)].find(([, { physicalId }]) => physicalId === functionName)?.[0];
}

/** Returns the names of the aliases that the stack has for the function of that name, without those of which `isAtLatest` holds. */
export function aliasesOf(
  stack: Pick<Stack, "resources">,
  functionName: string,
  isAtLatest: (logicalId: string) => boolean = () => false,
): readonly string[] {
  return [...stack.resources].flatMap(([logicalId, { type, physicalId }]) => {
    if (type !== ALIAS || isAtLatest(logicalId)) return [];
    const [, owner, alias] = parseArn(physicalId)?.resource.split(":") ?? [];
    return owner === functionName && alias !== undefined ? [alias] : [];
  });
}

/** Returns whether a deployment is in progress, the last one failed, or all is well. */
export function conditionOf({ status }: Pick<Stack, "status">): "changing" | "troubled" | "settled" {
  if (isChanging({ status })) return "changing";
  return status.includes("ROLLBACK") || status.endsWith("_FAILED") || status.startsWith("DELETE") ? "troubled" : "settled";
}
