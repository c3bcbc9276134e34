/** The rights to read stacks, which are names or ARNs. Source: the Service Authorization Reference. */
import { type Home, isArn, makeArn } from "../../core/arn/arn.ts";
import type { Grant } from "../../core/grant.ts";

/** Returns what reading all of a stack takes: the deployed template tells what outputs are made of, what transforms made, and why something differs. */
export function stackGrant(stacks: readonly string[], home: Home): Grant {
  const actions = ["cloudformation:DescribeStacks", "cloudformation:ListStackResources", "cloudformation:GetTemplate"];
  return { sid: "ReadStack", actions, resources: stacks.map((stack) => stackArn(stack, home)) };
}

/** Returns what reading the outputs of stacks takes. */
export function outputsGrant(stacks: readonly string[], home: Home): Grant {
  const resources = stacks.map((stack) => stackArn(stack, home));
  return { sid: "ReadOutputs", actions: ["cloudformation:DescribeStacks"], resources };
}

function stackArn(stack: string, home: Home): string {
  return isArn(stack) ? stack : makeArn(home, "cloudformation", `stack/${stack}/*`);
}
