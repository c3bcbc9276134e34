/** Services that take a token in place of a signature, one path for each operation, and JSON. */
import type { HttpRequest } from "../protocol/http.ts";
import { readJsonBody } from "../protocol/json-service.ts";
import type { Input, LocalService, Operation, Output } from "../protocol/service.ts";

export interface RestServiceOptions {
  readonly name: string;
  readonly path: string;
  readonly method: "GET" | "POST";
  readonly operation: string;
  readonly handle: Operation["handle"];
}

/** Returns a service of one operation. */
export function makeRestService({ name, path, method, operation, handle }: RestServiceOptions): LocalService {
  return {
    name,
    operations: new Map([[operation, { unsigned: true, handle }]]),
    denied: { status: 403, type: "ForbiddenException" },
    throttled: { status: 429, type: "TooManyRequestsException" },
    recognise: (request: HttpRequest) =>
      request.path === path && request.method === method
        ? { operation, parameters: Object.fromEntries(request.query) }
        : undefined,
    readInput: (request, { parameters }): Input =>
      method === "GET" ? parameters : { ...parameters, ...readJsonBody(request, "InvalidRequestException") },
    renderOutput: (_operation, output: Output, requestId) => ({
      status: output.status ?? 200,
      headers: { "content-type": "application/json", "x-amzn-requestid": requestId },
      body: JSON.stringify(output.members ?? {}),
    }),
    renderFailure: ({ status, type, message }, requestId) => ({
      status,
      headers: { "content-type": "application/json", "x-amzn-requestid": requestId, "x-amzn-errortype": type },
      body: JSON.stringify({ __type: type, message }),
    }),
  };
}
