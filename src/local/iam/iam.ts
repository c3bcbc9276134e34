/** AWS Identity and Access Management: whether the caller may do something, as a test has decided. */
import { makeGlobalArn, parseArn } from "../../core/arn/arn.ts";
import { deniedKey } from "../protocol/access.ts";
import { requiredText } from "../protocol/input.ts";
import { makeQueryService } from "../protocol/query-service.ts";
import { type Input, type Output, refuse } from "../protocol/service.ts";
import type { World } from "../state/state.ts";

/** Source: the service model of IAM, 2010-05-08. */
export const iam = makeQueryService({
  name: "iam",
  version: "2010-05-08",
  namespace: "https://iam.amazonaws.com/doc/2010-05-08/",
  isGlobal: true,
  operations: {
    SimulatePrincipalPolicy: { handle: simulatePrincipalPolicy },
    GetRole: { handle: getRole },
  },
});

/** Roles are not stored: each has this path, which the ARN of its session does not show. */
const ROLE_PATH = "/team/";

function isKnown(principal: string, world: World): boolean {
  return principal === makeGlobalArn(world, "iam", "user/local") || principal.startsWith(roleArn(world, ""));
}

function roleArn(world: World, name: string): string {
  return makeGlobalArn(world, "iam", `role${ROLE_PATH}${name}`);
}

function simulatePrincipalPolicy(input: Input, world: World): Output {
  const principal = requiredText(input, "PolicySourceArn");
  if (!isKnown(principal, world)) refuseUnknown(principal);
  const results = membersOfList(input, "ActionNames").flatMap((action) =>
    membersOfList(input, "ResourceArns").map((resource) => ({
      EvalActionName: action,
      EvalResourceName: resource,
      EvalDecision: isDenied(world, action, resource) ? "implicitDeny" : "allowed",
      MatchedStatements: [],
      MissingContextValues: [],
    })),
  );
  return { members: { EvaluationResults: results, IsTruncated: false } };
}

function getRole(input: Input, world: World): Output {
  const name = requiredText(input, "RoleName");
  const created = new Date(0).toISOString();
  const role = {
    Path: ROLE_PATH,
    RoleName: name,
    RoleId: "AROALOCALLOCALLOCALXX",
    Arn: roleArn(world, name),
    CreateDate: created,
  };
  return { members: { Role: role } };
}

function isDenied({ switches }: World, action: string, resource: string): boolean {
  const operation = action.slice(action.indexOf(":") + 1);
  const subject = parseArn(resource)?.resource.split(":")[1];
  return switches.denied.has(operation) || switches.denied.has(deniedKey(operation, subject));
}

/** Returns the members of a list of the query protocol. */
function membersOfList(input: Input, name: string): readonly string[] {
  return Object.entries(input).flatMap(([key, value]) =>
    key.startsWith(`${name}.member.`) && typeof value === "string" ? [value] : [],
  );
}

function refuseUnknown(principal: string): never {
  refuse({ status: 404, type: "NoSuchEntity", message: `The principal ${principal} cannot be found.` });
}
