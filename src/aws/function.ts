/** One function of AWS Lambda: reading its configuration, and replacing its variables. */
import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import type { Environment, FunctionSnapshot, WriteOutcome, WriteRequest } from "../core/function.ts";
import { type CallOptions, callAws, sendOptions } from "./call.ts";
import { type Aws, BEFORE_SENDING } from "./clients.ts";
import { isNotSent, isServiceError, isThrottling, statusOf, translateError } from "./errors.ts";

/**
 * Returns the configuration of `$LATEST`: variables and revision id of one and the same reply.
 *
 * Errors: FUNCTION_NOT_FOUND, ACCESS_DENIED, UNAVAILABLE, NO_CREDENTIALS, NO_REGION, INTERRUPTED.
 */
export async function getFunctionConfiguration(
  aws: Aws,
  functionName: string,
  options: CallOptions = {},
): Promise<FunctionSnapshot> {
  const lambda = await aws.lambda();
  const command = new lambda.sdk.GetFunctionConfigurationCommand({ FunctionName: functionName });
  const asked = { action: "lambda:GetFunctionConfiguration", subject: `function ${functionName}` };
  const reply = await callAws(asked, lambda, () => lambda.client.send(command, sendOptions(options)));
  return toSnapshot(functionName, reply);
}

/**
 * Replaces all variables of `$LATEST`, by a single request.
 *
 * Only throttled requests, and those that no connection came about for, are sent again by the SDK: both are known not to have
 * been processed. After a lost reply a second try would meet what the first one did, so that is left to the caller to sort out.
 */
export async function updateFunctionVariables(
  aws: Aws,
  functionName: string,
  request: WriteRequest,
  options: CallOptions = {},
): Promise<WriteOutcome> {
  const lambda = await aws.lambda();
  // Nothing else may be sent: a role needs iam:PassRole even when unchanged, and a KMS key would be reset.
  const command = new lambda.sdk.UpdateFunctionConfigurationCommand({
    FunctionName: functionName,
    Environment: { Variables: request.variables },
    ...(request.revisionId === undefined ? {} : { RevisionId: request.revisionId }),
  });
  let failure: unknown;
  command.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (error instanceof Error && (isThrottling(error) || isNotSent(error))) throw error;
        failure = error;
        // The SDK tries again by what it sees in an error and its causes, so it must not see this one.
        throw new Error("sent once");
      }
    },
    BEFORE_SENDING,
  );
  try {
    await lambda.client.send(command, sendOptions(options));
    return { kind: "accepted" };
  } catch (error) {
    const outcome = failure === undefined ? undefined : outcomeOf(failure);
    if (outcome !== undefined) return outcome;
    const asked = {
      action: "lambda:UpdateFunctionConfiguration",
      subject: `the variables of function ${functionName}`,
      host: lambda.host(),
      profile: lambda.profile,
      names: Object.keys(request.variables),
    };
    throw translateError(failure ?? error, asked);
  }
}

function outcomeOf(failure: unknown): WriteOutcome | undefined {
  if (!(failure instanceof Error)) return undefined;
  if (failure.name === "PreconditionFailedException") return { kind: "stale" };
  if (failure.name === "ResourceConflictException") return { kind: "busy" };
  const refused = isServiceError(failure) && (statusOf(failure) ?? 0) < 500;
  return refused ? undefined : { kind: "ambiguous", cause: failure };
}

function toSnapshot(functionName: string, reply: FunctionConfiguration): FunctionSnapshot {
  const optional = {
    revisionId: reply.RevisionId,
    state: reply.State,
    lastUpdateStatus: reply.LastUpdateStatus,
    lastUpdateStatusReasonCode: reply.LastUpdateStatusReasonCode,
    masterArn: reply.MasterArn,
  };
  return {
    functionName: reply.FunctionName ?? functionName,
    functionArn: reply.FunctionArn ?? "",
    environment: toEnvironment(reply),
    hasCapacityProvider: reply.CapacityProviderConfig !== undefined,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => typeof value === "string")),
  };
}

/** No `Environment` at all is how Lambda says "none"; anything but readable variables in it is "unreadable", never "empty". */
function toEnvironment({ Environment: environment }: FunctionConfiguration): Environment {
  if (environment === undefined) return { kind: "readable", variables: new Map() };
  if (environment.Error !== undefined || environment.Variables === undefined) {
    return { kind: "unreadable", errorCode: environment.Error?.ErrorCode ?? "no variables in the reply" };
  }
  return { kind: "readable", variables: new Map(Object.entries(environment.Variables)) };
}
