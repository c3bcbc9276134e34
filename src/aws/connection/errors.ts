/** Errors of the SDK → errors that we can explain, chosen by their names. Only known words of their texts are kept. */
import { readableCode, readableParts } from "../../core/secrecy/foreign.ts";
import { type ErrorCode, LambdaEnvError } from "../../errors.ts";
import { isProxyFailure } from "../../network/failures.ts";
import { explainNetwork, type Reached } from "./network-errors.ts";
import { isForeignReply } from "./reply.ts";

/** The request that failed. */
export interface Asked extends Reached {
  /** The IAM action, which usually is also the name of the call. */
  readonly action: string;
  /** The subject of the call, for messages: `function my-fn`. */
  readonly subject: string;
  /** Names of variables that were sent, which AWS may repeat. */
  readonly names?: readonly string[];
}

const DENIED = new Set(["AccessDeniedException", "AccessDenied", "UnauthorizedOperation"]);

const EXPIRED = new Set(["ExpiredTokenException", "ExpiredToken", "TokenRefreshRequired"]);

/** AWS does not accept the credentials that were sent. */
const REFUSED = new Set([
  "UnrecognizedClientException",
  "InvalidClientTokenId",
  "InvalidSignatureException",
  "SignatureDoesNotMatch",
  "IncompleteSignature",
  "IncompleteSignatureException",
  "MissingAuthenticationToken",
  "MissingAuthenticationTokenException",
]);

/** The SDK found no credentials, or could not get or renew them. */
const NONE = new Set(["CredentialsProviderError", "TokenProviderError", "ProviderError"]);

const INVALID = new Set(["ValidationException", "RequestEntityTooLargeException", "SerializationException"]);

const THROTTLED = new Set(["TooManyRequestsException", "ThrottlingException", "Throttling", "RequestLimitExceeded", "SlowDown"]);

/** The request's time differs too much from AWS's. For signatures, only the message says so. */
const SKEWED = new Set(["RequestTimeTooSkewed", "RequestInTheFuture", "RequestExpired"]);
const SKEW = /signature (?:expired|not yet current)|is (?:now earlier|now later|in the future) /i;

/** Lambda cannot use the key that encrypts the variables. It answers with 502, but another attempt would not help. */
const KEY_UNUSABLE = /^KMS(?:Disabled|InvalidState|NotFound)Exception$/;
/** Refusals by Lambda that have no name of their own, recognized by their words. */
const NO_GRANT = /\bKMS\b.*\bCreateGrant\b/s;
const ROLE_NOT_ASSUMED = /\brole\b.*\bcannot be assumed by Lambda\b/is;

/** The start of Lambda's message when it refuses the variables themselves: too large, or reserved names. */
const ABOUT_VARIABLES = "the environment variables you have provided";

/**
 * Returns the `LambdaEnvError` for an error of the SDK; an error that comes from neither AWS nor the network is returned
 * unchanged, since it is a bug.
 */
export function translateError(error: unknown, asked: Asked): unknown {
  if (!(error instanceof Error) || error instanceof LambdaEnvError) return error;
  const { action, subject, host, profile } = asked;
  const name = readableCode(error.name);
  const explain = (code: ErrorCode, message: string, hint?: string): LambdaEnvError =>
    new LambdaEnvError(code, message, hint === undefined ? { cause: error } : { hint, cause: error });
  const readable = readableParts(error.message, asked.names);
  const said = readable === "" ? "" : `: ${readable}`;
  const of = profile === undefined ? "" : ` of profile ${profile}`;

  const status = statusOf(error);

  if (name === "AbortError") return explain("INTERRUPTED", "interrupted");
  // The SDK's search for credentials only keeps the words of the error that stopped it.
  const lost = NONE.has(name) && asked.failure !== undefined ? explainNetwork(asked.failure, undefined, asked) : undefined;
  if (lost !== undefined) return lost;
  if (NONE.has(name)) return explain("NO_CREDENTIALS", `no usable AWS credentials${of}${said}`, loginHint(profile));
  if (SKEWED.has(name) || (REFUSED.has(name) && SKEW.test(error.message)))
    return explain("NO_CREDENTIALS", `AWS rejects the time of the request (${name})`, CLOCK_HINT);
  if (EXPIRED.has(name)) return explain("NO_CREDENTIALS", `the AWS credentials${of} have expired`, loginHint(profile));
  if (REFUSED.has(name) && error.message.includes("scoped to a valid region"))
    return explain("NO_REGION", `${host} does not serve the region of this request`, SCOPE_HINT);
  if (REFUSED.has(name)) return explain("NO_CREDENTIALS", `AWS does not accept the credentials (${name})${said}`, REFUSED_HINT);
  if (error.message === "Region is missing") return explain("NO_REGION", "no AWS region is known", REGION_HINT);
  // One with a typing mistake that cannot be part of a host name.
  if (error.message.startsWith("Region not accepted")) return explain("NO_REGION", "the AWS region is not valid", REGION_HINT);
  if (NO_GRANT.test(error.message)) {
    const hint = "allow the caller kms:CreateGrant on the key that encrypts the function's variables";
    return explain("ACCESS_DENIED", `Lambda cannot use the KMS key of ${subject}: kms:CreateGrant is not allowed`, hint);
  }
  if (ROLE_NOT_ASSUMED.test(error.message)) {
    const hint = "check that the function's role exists and that its trust policy names lambda.amazonaws.com";
    return explain("AWS_ERROR", `AWS refuses ${subject}: Lambda cannot assume the function's role`, hint);
  }
  if (name === "KMSAccessDeniedException") {
    const denied = deniedAction(error.message);
    const hint = `allow the caller and the function's role ${denied ?? "kms:Decrypt"} on the key that encrypts the function's variables`;
    return explain("ACCESS_DENIED", `Lambda may not use the KMS key of ${subject} (${name})${said}`, hint);
  }
  if (KEY_UNUSABLE.test(name))
    return explain("AWS_ERROR", `Lambda cannot use the KMS key of ${subject} (${name})${said}`, KEY_HINT);
  if (DENIED.has(name)) {
    const denied = deniedAction(error.message) ?? action;
    return explain(
      "ACCESS_DENIED",
      `not allowed to call ${denied} for ${subject}${said}`,
      `allow ${denied} in the caller's policy`,
    );
  }
  if (name === "ResourceNotFoundException") {
    return explain("FUNCTION_NOT_FOUND", `${subject} does not exist${said}`, "check the name, --region and --profile");
  }
  if (name === "PreconditionFailedException" || name === "ResourceConflictException") {
    return explain("CONFLICT", `${subject} is being changed by someone else${said}`, "run the same command again");
  }
  if (isThrottling(error)) {
    const message = `${host} keeps throttling ${action} (${name})${sayAttempts(error)}`;
    return new LambdaEnvError("UNAVAILABLE", message, { hint: THROTTLED_HINT, cause: error, throttled: true });
  }
  if (INVALID.has(name) || error.message.includes(ABOUT_VARIABLES))
    return explain("INVALID_INPUT", `AWS refuses ${subject}${said === "" ? ` (${name})` : said}`);
  const atProxy = status === 407 ? explainNetwork(error, status, asked) : undefined;
  if (atProxy !== undefined) return atProxy;
  if (isForeignReply(error)) {
    const through = asked.proxy === undefined ? "" : ` through the proxy ${asked.proxy.shown}`;
    return explain(
      "UNAVAILABLE",
      `the reply of ${host} to ${action}${through} did not come from AWS: ${error.found}`,
      FOREIGN_HINT,
    );
  }
  const answer = [`${status}`, ...(nameOf(error) === undefined ? [] : [`(${name})`])].join(" ");
  if (status === 501)
    return explain("UNAVAILABLE", `${host} does not implement ${action}: ${answer}`, "check --endpoint-url and --region");
  if (status !== undefined && status >= 500)
    return explain("UNAVAILABLE", `${host} answered ${action} with ${answer}`, "try again in a minute");
  if (isServiceError(error)) {
    const why = nameOf(error) === undefined ? `answered with ${status}` : `failed (${name})${said}`;
    return explain("AWS_ERROR", `${action} for ${subject} ${why}`);
  }
  return explainNetwork(error, undefined, asked) ?? error;
}

/** Returns whether the service refused the request without processing it, because there were too many. */
export function isThrottling(error: Error): boolean {
  return THROTTLED.has(error.name) || statusOf(error) === 429;
}

/** Returns how long the service asks to wait before another request; 0 if it does not say. Units: ms. */
export function retryAfterMs(error: Error): number {
  const seconds = "retryAfterSeconds" in error ? Number(error.retryAfterSeconds) : 0;
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0;
}

/** Returns whether the error is a reply of a service. */
export function isServiceError(error: Error): boolean {
  return "$fault" in error;
}

/** Returns the name that AWS gave the error; undefined if the reply has none. */
export function nameOf(error: Error): string | undefined {
  if (!isServiceError(error) || error.name === "Unknown" || error.name === "UnknownError") return undefined;
  return readableCode(error.name);
}

/** Returns whether no connection was made, so that nothing was sent. */
export function isNotSent(error: Error): boolean {
  return (
    isProxyFailure(error) ||
    ("code" in error && (error.code === "ECONNREFUSED" || error.code === "ENOTFOUND" || error.code === "EAI_AGAIN"))
  );
}

/** Returns the HTTP status of the reply behind the error. */
export function statusOf(error: Error): number | undefined {
  const metadata = "$metadata" in error ? error.$metadata : undefined;
  if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) return undefined;
  return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : undefined;
}

const THROTTLED_HINT =
  "all tools share the requests of an account: try again in a minute, or set AWS_MAX_ATTEMPTS to more than 10";
const CLOCK_HINT = "set this machine's clock; date -u shows the time it has now";
const KEY_HINT = "enable or restore the key, or give the function another one";
const FOREIGN_HINT = "check --endpoint-url, and whether a proxy or the login page of a network answers instead of AWS";
const REFUSED_HINT = "check --profile, the access keys, and this machine's clock";
const SCOPE_HINT = "check --region, AWS_REGION and --endpoint-url";
const REGION_HINT = "give --region, or set AWS_REGION";

function loginHint(profile: string | undefined): string {
  const command = profile === undefined ? "aws sso login" : `aws sso login --profile ${profile}`;
  return `log in, for instance with ${command}, or give another --profile`;
}

/** Returns how often the request was sent, and for how long: `, 10 attempts in 31 s`. */
function sayAttempts(error: Error): string {
  const { attempts, totalRetryDelay } = ("$metadata" in error ? error.$metadata : {}) as {
    readonly attempts?: number;
    readonly totalRetryDelay?: number;
  };
  if (attempts === undefined || attempts < 2) return "";
  return `, ${attempts} attempts in ${Math.round((totalRetryDelay ?? 0) / 1000)} s`;
}

function deniedAction(message: string): string | undefined {
  return /not authorized to perform: ([a-z0-9-]+:[A-Za-z]+)/.exec(message)?.[1];
}
