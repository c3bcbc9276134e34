/** Services that speak AWS JSON: one path, the operation in a header, members in the body. */

import { defined } from "../../core/defined.ts";
import { isObject, parseJsonText } from "../../core/json.ts";
import type { HttpRequest } from "./http.ts";
import { type Input, type LocalService, type Operation, type Refusal, refuse } from "./service.ts";

export interface JsonServiceOptions {
  readonly name: string;
  /** The text before the dot of `X-Amz-Target`. */
  readonly targetPrefix: string;
  readonly version: "1.0" | "1.1";
  readonly actionPrefix?: string;
  readonly operations: Readonly<Record<string, Operation>>;
}

/** How services of this protocol deny access, in a reply of its own or inside another one. */
export const DENIED: Refusal = { status: 400, type: "AccessDeniedException" };

/** Returns a service of the AWS JSON protocol. */
export function makeJsonService({ name, targetPrefix, version, actionPrefix, operations }: JsonServiceOptions): LocalService {
  const contentType = `application/x-amz-json-${version}`;
  return {
    name,
    ...defined({ actionPrefix }),
    operations: new Map(Object.entries(operations)),
    denied: DENIED,
    throttled: { status: 400, type: "ThrottlingException" },
    recognise: ({ headers }) => {
      const [prefix, operation = ""] = String(headers["x-amz-target"] ?? "").split(".");
      return prefix === targetPrefix ? { operation, parameters: {} } : undefined;
    },
    readInput: (request) => readJsonBody(request, "SerializationException"),
    renderOutput: (_operation, output, requestId) => ({
      status: output.status ?? 200,
      headers: { "content-type": contentType, "x-amzn-requestid": requestId, ...output.headers },
      body: output.payload ?? JSON.stringify(output.members ?? {}),
    }),
    renderFailure: ({ status, type, message, headers, members }, requestId) => ({
      status,
      headers: { "content-type": contentType, "x-amzn-requestid": requestId, ...headers },
      body: JSON.stringify({ __type: type, Message: message, ...members }),
    }),
  };
}

/** Returns the members of a JSON body; empty without a body. Refuses anything that is not a JSON object with `type`. */
export function readJsonBody(request: HttpRequest, type: string): Input {
  if (request.body.length === 0) return {};
  const body = parseJsonText(request.body.toString("utf8"));
  // The parser's own message quotes the body, as AWS's does; here it is left out.
  if (!isObject(body)) refuse({ status: 400, type, message: "Could not parse request body into json" });
  return body;
}
