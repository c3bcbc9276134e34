/** Which functions can be written to at all, and which warnings go with them. */
import { makeFinding } from "../core/finding.ts";
import type { FunctionSnapshot } from "../core/function.ts";
import { type Finding, LambdaEnvError } from "../errors.ts";

/** A function as the user named it. */
export interface FunctionId {
  /** What to send as `FunctionName`: the name or ARN without its qualifier. */
  readonly id: string;
  readonly functionName: string;
  /** A version or an alias; never `$LATEST`, which is what an id without qualifier means. */
  readonly qualifier?: string;
  /** What a full ARN says. */
  readonly region?: string;
  readonly accountId?: string;
}

/** Source: the Lambda service model, `NamespacedFunctionName`; a name, `account:function:name`, or an ARN, each with or without a qualifier. */
const FUNCTION_ID =
  /^(?<id>(?:(?:arn:aws[a-z-]*:lambda:(?<region>[a-z0-9-]+):)?(?<account>\d{12}):function:)?(?<name>[a-zA-Z0-9_-]+))(?::(?<qualifier>\$LATEST(?:\.PUBLISHED)?|[a-zA-Z0-9_-]+))?$/;

/**
 * Returns the parts of a function's name or ARN.
 *
 * Errors: USAGE where `text` is neither; it is not repeated, since it may be a value. `subject` is how it was given.
 */
export function parseFunctionId(text: string, subject = "--function"): FunctionId {
  const { id, name, qualifier, region, account } = FUNCTION_ID.exec(text)?.groups ?? {};
  if (id === undefined || name === undefined) {
    throw new LambdaEnvError("USAGE", `${subject} needs the name or ARN of a function`, {
      hint: "give a name such as my-function, or an ARN such as arn:aws:lambda:eu-west-1:123456789012:function:my-function",
    });
  }
  return {
    id,
    functionName: name,
    ...(qualifier === undefined || qualifier === "$LATEST" ? {} : { qualifier }),
    ...(region === undefined ? {} : { region }),
    ...(account === undefined ? {} : { accountId: account }),
  };
}

/** Throws NOT_WRITABLE when `function` names a version or an alias: their variables are frozen. */
export function assertUnqualified({ id, functionName, qualifier }: FunctionId): void {
  if (qualifier === undefined) return;
  throw new LambdaEnvError("NOT_WRITABLE", `${functionName}:${qualifier} is a version or an alias; only $LATEST can be changed`, {
    hint: `change ${id}, then publish a version and point the alias at it`,
  });
}

/** Throws NOT_WRITABLE when the function is a replica that Lambda@Edge made of another one. */
export function assertNotReplica({ functionName, masterArn }: FunctionSnapshot): void {
  if (masterArn === undefined) return;
  throw new LambdaEnvError("NOT_WRITABLE", `${functionName} is a Lambda@Edge replica of ${masterArn} and cannot be changed`, {
    hint: "Lambda@Edge functions have no environment variables of their own; put the values into the code or a parameter",
  });
}

/**
 * Throws FUNCTION_FAILED where the function could not be created: Lambda refuses every update of it as if one were in progress.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
 */
export function assertUpdatable({ functionName, state, stateReasonCode }: FunctionSnapshot, claim: string): void {
  if (state !== "Failed") return;
  const reason = stateReasonCode ?? NO_REASON;
  throw new LambdaEnvError("FUNCTION_FAILED", `${functionName} is in state Failed (${reason}); ${claim}`, {
    hint: "Lambda cannot update it: delete it and create it again, for instance by deploying its stack",
  });
}

const NO_REASON = "no reason given";

/**
 * Returns warnings about the function as it is: it failed, or callers do not see `$LATEST`, so that a change does not reach them
 * by itself. `aliases` are those that point at a published version.
 */
export function checkTarget(snapshot: FunctionSnapshot, aliases: readonly string[]): readonly Finding[] {
  const { functionName } = snapshot;
  const findings: Finding[] = [];
  if (snapshot.state === "Failed")
    findings.push(makeFinding("STATE_FAILED", "warning", { functionName, reason: snapshot.stateReasonCode ?? NO_REASON }));
  if (snapshot.lastUpdateStatus === "Failed") {
    const reason = snapshot.lastUpdateStatusReasonCode ?? NO_REASON;
    findings.push(makeFinding("LAST_UPDATE_FAILED", "warning", { functionName, reason }));
  }
  if (snapshot.hasCapacityProvider) findings.push(makeFinding("CAPACITY_PROVIDER", "warning", { functionName }));
  if (aliases.length > 0) findings.push(makeFinding("HAS_ALIASES", "warning", { functionName, aliases: aliases.join(", ") }));
  return findings;
}
