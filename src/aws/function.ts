/** One function of AWS Lambda: reading its configuration, and replacing its variables. */
import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { qualifiedName } from "../core/arn/function-id.ts";
import { defined } from "../core/defined.ts";
import type { Environment, FunctionSnapshot, WriteOutcome, WriteRequest } from "../core/function.ts";
import { readableCode } from "../core/secrecy/foreign.ts";
import { type CallOptions, callAws, sendOptions } from "./connection/call.ts";
import type { Aws } from "./connection/clients.ts";
import { translateError } from "./connection/errors.ts";
import { sendOnce } from "./connection/send-once.ts";

/**
 * Returns the configuration of `$LATEST`, or of the version or alias `qualifier`: variables and revision id from the same reply.
 *
 * Errors: FUNCTION_NOT_FOUND, ACCESS_DENIED, UNAVAILABLE, NO_CREDENTIALS, NO_REGION, INTERRUPTED.
 */
export async function getFunctionConfiguration(
  aws: Aws,
  functionName: string,
  { qualifier, ...options }: CallOptions & { readonly qualifier?: string | undefined } = {},
): Promise<FunctionSnapshot> {
  const lambda = await aws.lambda();
  const command = new lambda.sdk.GetFunctionConfigurationCommand({ FunctionName: functionName, Qualifier: qualifier });
  const subject = `function ${qualifiedName({ functionName, ...defined({ qualifier }) })}`;
  const reply = await callAws({ action: "lambda:GetFunctionConfiguration", subject }, lambda, () =>
    lambda.client.send(command, sendOptions(options)),
  );
  return { ...toSnapshot(functionName, reply), ...defined({ qualifier }) };
}

/**
 * Returns the same as `getFunctionConfiguration`, with a request that has a quota of its own: 100 per second, where other calls
 * share 15. It needs another permission, since its reply also contains a link to the code.
 *
 * Errors: those of `getFunctionConfiguration`.
 */
export async function getFunction(aws: Aws, functionName: string, options: CallOptions = {}): Promise<FunctionSnapshot> {
  const lambda = await aws.lambda();
  const command = new lambda.sdk.GetFunctionCommand({ FunctionName: functionName });
  const asked = { action: "lambda:GetFunction", subject: `function ${functionName}` };
  const { Configuration: configuration = {} } = await callAws(asked, lambda, () =>
    lambda.client.send(command, sendOptions(options)),
  );
  return toSnapshot(functionName, configuration);
}

/**
 * Replaces all variables of `$LATEST` with a single request.
 *
 * Errors: what AWS refused, and then nothing was written; those of `getFunctionConfiguration`, and INVALID_INPUT.
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
    RevisionId: request.revisionId,
  });
  const sent = await sendOnce(command, () => lambda.client.send(command, sendOptions(options)));
  if (sent.kind === "ambiguous") return sent;
  if (sent.kind === "answered") {
    const environment = toEnvironment(sent.reply);
    return environment.kind === "readable" ? { kind: "accepted" } : { kind: "accepted", withheld: environment };
  }
  const refusal = refusalOf(sent.error);
  if (refusal !== undefined) return { kind: refusal };
  const asked = {
    action: "lambda:UpdateFunctionConfiguration",
    subject: isMissing(sent.error) ? `function ${functionName}` : `the variables of function ${functionName}`,
    ...lambda.reached(),
    names: Object.keys(request.variables),
  };
  throw translateError(sent.error, asked);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && error.name === "ResourceNotFoundException";
}

/** Returns which lock refused a change: someone else's change before it, or one in progress. */
export function refusalOf(error: unknown): "stale" | "busy" | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === "PreconditionFailedException") return "stale";
  return error.name === "ResourceConflictException" ? "busy" : undefined;
}

export function toSnapshot(functionName: string, reply: FunctionConfiguration): FunctionSnapshot {
  const optional = {
    revisionId: reply.RevisionId,
    codeSha256: reply.CodeSha256,
    state: reply.State,
    stateReasonCode: codeOf(reply.StateReasonCode),
    lastUpdateStatus: reply.LastUpdateStatus,
    lastUpdateStatusReasonCode: codeOf(reply.LastUpdateStatusReasonCode),
    masterArn: reply.MasterArn,
  };
  return {
    functionName: reply.FunctionName ?? functionName,
    functionArn: reply.FunctionArn ?? "",
    environment: toEnvironment(reply),
    hasCapacityProvider: reply.CapacityProviderConfig !== undefined,
    ...(reply.SnapStart?.ApplyOn === "PublishedVersions" ? { hasSnapStart: true } : {}),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => typeof value === "string")),
  };
}

/** Returns a reason code in printable form: AWS's list of them is open. */
function codeOf(code: string | undefined): string | undefined {
  return code === undefined ? undefined : readableCode(code);
}

/**
 * Returns the variables of a reply. `Environment.Error` means that they are withheld, never that there are none. Some endpoints
 * return no variables as `{}`, AWS omits them.
 */
function toEnvironment({ Environment: environment }: FunctionConfiguration): Environment {
  if (environment?.Error !== undefined) {
    const { ErrorCode: code, Message: message = "" } = environment.Error;
    const errorCode = codeOf(code) ?? "no reason given";
    const action = /\bkms:[A-Za-z]+/.exec(message)?.[0];
    return { kind: "unreadable", errorCode, ...defined({ action }) };
  }
  return { kind: "readable", variables: new Map(Object.entries(environment?.Variables ?? {})) };
}
