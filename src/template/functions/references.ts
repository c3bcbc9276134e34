/** `Ref`: pseudo parameters, parameters and resources. */
import type { Place } from "../../errors.ts";
import { ownWords, phrase } from "../evaluate/phrase.ts";
import { ABSENT, makeValue, type Result, unresolved } from "../evaluate/result.ts";
import { type Scope, withStack } from "../evaluate/scope.ts";
import { child, type Node } from "../read/tree.ts";
import { parameterValue } from "./parameters.ts";
import { withResource } from "./resources.ts";
import { isSecretReference } from "./secrecy.ts";

/** Returns the value of `Ref: name`; `expression` is the function that refers to it. */
export function referenceValue(scope: Scope, name: string, expression: Node, at: Place): Result {
  if (name.startsWith("AWS::")) return pseudoParameter(scope, name, at);
  const parameter = child(scope.template.root, "Parameters", name);
  if (parameter !== undefined) return parameterValue(scope, name, parameter, expression, at);
  const [logicalId = "", property, ...more] = name.split(".");
  if (more.length > 0) return unresolved("!Ref needs a name", at);
  return withResource(scope, logicalId, property, at, ({ type, physicalId }) =>
    makeValue(physicalId, [phrase`${name}`], { sensitive: isSecretReference(type) }),
  );
}

function pseudoParameter(scope: Scope, name: string, at: Place): Result {
  if (name === "AWS::NoValue") return ABSENT;
  return withStack(scope, at, (stack, world) => {
    const from = [ownWords(name)];
    switch (name) {
      case "AWS::Region":
        return makeValue(world.region, from);
      case "AWS::AccountId":
        return makeValue(world.account, from);
      case "AWS::Partition":
        return makeValue(world.partition, from);
      case "AWS::StackName":
        return makeValue(world.stackName, from);
      case "AWS::StackId":
        return makeValue(world.stackId, from);
      case "AWS::URLSuffix":
        return world.urlSuffix === undefined
          ? unresolved("the URL suffix of the partition is not known", at)
          : makeValue(world.urlSuffix, from);
      case "AWS::NotificationARNs":
        return makeValue(stack.notificationArns ?? [], from);
      default:
        return unresolved(phrase`the pseudo parameter ${name} does not exist`, at);
    }
  });
}
