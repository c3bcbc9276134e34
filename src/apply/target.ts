/** Which functions can be written to, and the warnings for them. */
import type { FunctionId } from "../core/arn/function-id.ts";
import { makeFinding } from "../core/finding.ts";
import type { FunctionSnapshot } from "../core/function.ts";
import { type Finding, LambdaEnvError } from "../errors.ts";

/** Throws NOT_WRITABLE, with the name to use, when a function is named with a version or an alias: their variables are frozen. */
export function assertUnqualified({ id, functionName, qualifier }: FunctionId): void {
  if (qualifier === undefined) return;
  throw new LambdaEnvError("NOT_WRITABLE", `${functionName}:${qualifier} is a version or an alias; only $LATEST can be changed`, {
    hint: `use --function ${id}${/^[0-9]+$|^\$/.test(qualifier) ? "" : `; set --publish --alias ${qualifier} moves the alias to what it has`}`,
  });
}

/** Throws NOT_WRITABLE if the function is a Lambda@Edge replica of another one. */
export function assertNotReplica({ functionName, masterArn }: FunctionSnapshot): void {
  if (masterArn === undefined) return;
  throw new LambdaEnvError("NOT_WRITABLE", `${functionName} is a Lambda@Edge replica of ${masterArn} and cannot be changed`, {
    hint: "Lambda@Edge functions have no environment variables of their own; put the values into the code or a parameter",
  });
}

/**
 * Throws FUNCTION_FAILED if the function could not be created: Lambda refuses every update of it as if one were in progress.
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
 * Returns warnings about the state of the function: it failed, or callers do not use `$LATEST`, so that a change does not reach
 * them by itself. `aliases` are those that point at a published version.
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
