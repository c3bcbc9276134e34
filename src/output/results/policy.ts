/** The IAM policies of the roles that run the other commands, and what they cannot cover. */
import type { Policy, PolicyUse, Role } from "../../core/policy.ts";
import type { PushUse } from "../../core/store/store-policy.ts";
import { renderJson, renderJsonText } from "../documents/json.ts";

/** Returns the policy in IAM's format. */
export function renderPolicy(policy: Policy): string {
  return renderJsonText(policy);
}

/** Returns the document of `policy`. */
export function policyDocument(readOnly: Policy, writing: Policy): string {
  return renderJson({ command: "policy", read_only: readOnly, writing });
}

interface PolicyGaps {
  readonly use: PolicyUse;
  /** Whether the name of the function may be its logical id in the stack. */
  readonly mayBeLogicalId: boolean;
  /** The variables of the template that may need more, depending on what is deployed. */
  readonly undetermined: readonly string[];
  /** Whether the names are those of a stack without its template. */
  readonly isWholeStack: boolean;
  /** Names that CloudFormation shortens. */
  readonly tooLong: readonly string[];
  /** The profile that reads the functions of `--from`, where it is not that of the run. */
  readonly fromProfile: string | undefined;
}

/** Returns where the policy is wider or narrower than it could be, one sentence per reason. */
export function sayPolicyGaps({
  use,
  mayBeLogicalId,
  undetermined,
  isWholeStack,
  tooLong,
  fromProfile,
}: PolicyGaps): readonly string[] {
  const when = (isSo: boolean, text: string): readonly string[] => (isSo ? [text] : []);
  return [
    ...when(use.region === "*", "no region is named: the policy holds for every region; give --region or the function's ARN"),
    ...when(use.account === "*", NO_ACCOUNT),
    ...when(
      mayBeLogicalId,
      `${use.functionNames.join(", ")} is used as the name of the function; instead of a logical id, give its name or its ARN`,
    ),
    ...when(isWholeStack, "no template is named: the policy holds for every function whose name starts with that of the stack"),
    ...when(
      fromProfile !== undefined,
      `the role of profile ${fromProfile} reads --from, so those rights are not in the policy: lambda-env policy --read-only -f NAME prints them`,
    ),
    ...when(tooLong.length > 0, `CloudFormation shortens long names, so check those of ${tooLong.join(", ")}`),
    ...when(
      undetermined.length > 0,
      `${undetermined.join(", ")} depend on what is deployed, which is not read here: secrets, parameters, exports and resources that they may need besides the stack are not in the policy`,
    ),
  ];
}

const NO_ACCOUNT = "no account is named: the policy holds for the account that it is attached in";

/** Returns the same for the policy of `push`. */
export function sayPushPolicyGaps({ region, account, paths }: PushUse, role: Role): readonly string[] {
  return [
    ...(region === "*" ? ["no region is named: the policy holds for every region; give --region or the secret's ARN"] : []),
    ...(account === "*" ? [NO_ACCOUNT] : []),
    ...(paths.length > 0 && role === "writing" ? ["push --unset deletes parameters, which needs ssm:DeleteParameter too"] : []),
  ];
}
