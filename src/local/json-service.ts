/** Services that speak AWS JSON 1.1: one path, the operation in a header, members in the body. */
import { isObject } from "./input.ts";
import { type HttpRequest, type Input, type Operation, refuse, type Service } from "./service.ts";

export interface JsonServiceOptions {
  readonly name: string;
  /** What stands before the dot of `X-Amz-Target`. */
  readonly targetPrefix: string;
  readonly operations: Readonly<Record<string, Operation>>;
}

/** Returns a service of the JSON 1.1 protocol. */
export function makeJsonService({ name, targetPrefix, operations }: JsonServiceOptions): Service {
  return {
    name,
    operations: new Map(Object.entries(operations)),
    deniedStatus: 400,
    recognise: ({ headers }) => {
      const [prefix, operation = ""] = String(headers["x-amz-target"] ?? "").split(".");
      return prefix === targetPrefix ? { operation, parameters: {} } : undefined;
    },
    readInput: (request) => readJsonBody(request, "SerializationException"),
    renderOutput: (_operation, output, requestId) => ({
      status: output.status ?? 200,
      headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": requestId, ...output.headers },
      body: output.payload ?? JSON.stringify(output.members ?? {}),
    }),
    renderFailure: ({ status, type, message, headers, members }, requestId) => ({
      status,
      headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": requestId, ...headers },
      body: JSON.stringify({ __type: type, Message: message, ...members }),
    }),
  };
}

/** Returns the members of a JSON body; none where there is no body. Refuses with `type` what is not a JSON object. */
export function readJsonBody(request: HttpRequest, type: string): Input {
  if (request.body.length === 0) return {};
  const body = parseJson(request.body.toString("utf8"));
  // The parser's own message quotes the body, as AWS's does; here it is left out.
  if (!isObject(body)) refuse({ status: 400, type, message: "Could not parse request body into json" });
  return body;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
