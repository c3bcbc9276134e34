/** The permissions to read stacks, which are names or ARNs. Source: the Service Authorization Reference. */
import { type Home, isArn, makeArn } from "../../core/arn/arn.ts";
import type { Grant } from "../../core/grant.ts";

/**
 * Returns what reading a whole stack needs: the deployed template shows the expressions of outputs, the output of transforms, and
 * why something differs.
 */
export function stackGrant(stacks: readonly string[], home: Home): Grant {
  const actions = ["cloudformation:DescribeStacks", "cloudformation:ListStackResources", "cloudformation:GetTemplate"];
  return { sid: "ReadStack", actions, resources: stacks.map((stack) => stackArn(stack, home)) };
}

/** Returns what reading the outputs of stacks needs. */
export function outputsGrant(stacks: readonly string[], home: Home): Grant {
  const resources = stacks.map((stack) => stackArn(stack, home));
  return { sid: "ReadOutputs", actions: ["cloudformation:DescribeStacks"], resources };
}

function stackArn(stack: string, home: Home): string {
  return isArn(stack) ? stack : makeArn(home, "cloudformation", `stack/${stack}/*`);
}
