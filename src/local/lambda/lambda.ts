/** AWS Lambda: paths and methods to operations, and its REST-JSON protocol. */

import type { HttpRequest } from "../protocol/http.ts";
import { readJsonBody } from "../protocol/json-service.ts";
import type { Failure, LocalService, OperationTarget } from "../protocol/service.ts";
import { functionOperations } from "./functions.ts";
import { invokeOperations } from "./invoke.ts";
import { tagOperations } from "./tags.ts";
import { versionOperations } from "./versions.ts";

interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly operation: string;
}

/** Source: the Lambda service model, 2015-03-31. */
const ROUTES: readonly Route[] = [
  route("POST", "", "CreateFunction"),
  route("GET", "", "ListFunctions"),
  route("GET", "{FunctionName}", "GetFunction"),
  route("DELETE", "{FunctionName}", "DeleteFunction"),
  route("GET", "{FunctionName}/configuration", "GetFunctionConfiguration"),
  route("PUT", "{FunctionName}/configuration", "UpdateFunctionConfiguration"),
  route("PUT", "{FunctionName}/code", "UpdateFunctionCode"),
  route("POST", "{FunctionName}/invocations", "Invoke"),
  route("POST", "{FunctionName}/versions", "PublishVersion"),
  route("GET", "{FunctionName}/versions", "ListVersionsByFunction"),
  route("POST", "{FunctionName}/aliases", "CreateAlias"),
  route("GET", "{FunctionName}/aliases", "ListAliases"),
  route("GET", "{FunctionName}/aliases/{Name}", "GetAlias"),
  route("PUT", "{FunctionName}/aliases/{Name}", "UpdateAlias"),
  route("DELETE", "{FunctionName}/aliases/{Name}", "DeleteAlias"),
  tagRoute("GET", "ListTags"),
  tagRoute("POST", "TagResource"),
  tagRoute("DELETE", "UntagResource"),
];

/** Every path of Lambda starts with the date of an API version. */
const LAMBDA_PATH = /^\/20\d\d-\d\d-\d\d\//;

export const lambda: LocalService = {
  name: "lambda",
  operations: new Map(Object.entries({ ...functionOperations, ...versionOperations, ...tagOperations, ...invokeOperations })),
  denied: { status: 403, type: "AccessDeniedException" },
  throttled: { status: 429, type: "TooManyRequestsException" },
  recognise,
  readInput: (request, { operation, parameters }) =>
    operation === "Invoke" ? parameters : { ...readJsonBody(request, "InvalidRequestContentException"), ...parameters },
  renderOutput: (_operation, output, requestId) => ({
    status: output.status ?? 200,
    headers: { "content-type": "application/json", "x-amzn-requestid": requestId, ...output.headers },
    body: output.payload ?? JSON.stringify(output.members ?? {}),
  }),
  renderFailure: (failure, requestId) => ({
    status: failure.status,
    headers: {
      "content-type": "application/json",
      "x-amzn-requestid": requestId,
      "x-amzn-errortype": failure.type,
      ...failure.headers,
    },
    body: JSON.stringify({
      Type: failure.status < 500 ? "User" : "Service",
      ...messageOf(failure),
      ...reasonOf(failure),
      ...failure.members,
    }),
  }),
};

function recognise({ method, path, query }: HttpRequest): OperationTarget | undefined {
  if (!LAMBDA_PATH.test(path)) return undefined;
  for (const route of ROUTES) {
    const match = route.method === method ? route.path.exec(path) : null;
    if (match === null) continue;
    const names = Object.entries(match.groups ?? {}).map(([name, text]) => [name, decode(text)]);
    const tagKeys = query.getAll("tagKeys");
    const repeated = tagKeys.length === 0 ? {} : { tagKeys };
    return { operation: route.operation, parameters: { ...Object.fromEntries([...query, ...names]), ...repeated } };
  }
  return { operation: `${method} ${path}`, parameters: {} };
}

function route(method: string, path: string, operation: string): Route {
  const pattern = path.replaceAll("{FunctionName}", "(?<FunctionName>[^/]+)").replaceAll("{Name}", "(?<Name>[^/]+)");
  return { method, path: new RegExp(`^/2015-03-31/functions${path === "" ? "/?" : `/${pattern}`}$`), operation };
}

/** Tags have an API version of their own. */
function tagRoute(method: string, operation: string): Route {
  return { method, path: /^\/2017-03-31\/tags\/(?<Resource>.+)$/, operation };
}

/**
 * Decodes a part of a path. Text that is not percent-encoded is returned unchanged: no name contains a `%`, so it is refused as a
 * name.
 */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Clients use it to distinguish a quota of requests from one of concurrency. */
function reasonOf({ type }: Failure): Readonly<Record<string, string>> {
  return type === "TooManyRequestsException" ? { Reason: "CallerRateLimitExceeded" } : {};
}

/** Returns the member for the message: in the model, only two of the errors spell it with a capital. */
function messageOf({ type, message }: Failure): Readonly<Record<string, string>> {
  const hasCapital = type === "ResourceNotFoundException" || type === "ServiceException" || type === "AccessDeniedException";
  return hasCapital ? { Message: message } : { message };
}
