/** Services that speak the AWS query protocol: form parameters in, XML out. */
import { defined } from "../../core/defined.ts";
import type { LocalService, Operation } from "./service.ts";

export interface QueryServiceOptions {
  readonly name: string;
  /** The `Version` in its requests, which distinguishes services. */
  readonly version: string;
  readonly namespace: string;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly isGlobal?: true;
}

/**
 * Returns a service of the query protocol.
 *
 * Shape: the members of an input are the form parameters as they are spelt (`StackName`, `Names.member.1`). The members of an
 * output become elements; a list becomes `<member>`s.
 */
export function makeQueryService({ name, version, namespace, operations, isGlobal }: QueryServiceOptions): LocalService {
  return {
    name,
    operations: new Map(Object.entries(operations)),
    ...defined({ isGlobal }),
    denied: { status: 403, type: "AccessDenied" },
    throttled: { status: 400, type: "Throttling" },
    recognise: ({ query, headers, body }) => {
      const isForm = String(headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");
      const form = isForm ? new URLSearchParams(body.toString("utf8")) : query;
      const operation = form.get("Action");
      return operation !== null && form.get("Version") === version
        ? { operation, parameters: Object.fromEntries(form) }
        : undefined;
    },
    readInput: (_request, target) => target.parameters,
    renderOutput: (operation, output, requestId) => ({
      status: output.status ?? 200,
      headers: { "content-type": "text/xml", "x-amzn-requestid": requestId, ...output.headers },
      body: element(
        `${operation}Response`,
        `${element(`${operation}Result`, renderMembers(output.members ?? {}))}${renderMetadata(requestId)}`,
        namespace,
      ),
    }),
    renderFailure: ({ status, type, message, headers }, requestId) => {
      const error = renderMembers({
        Type: status < 500 ? "Sender" : "Receiver",
        Code: ERROR_CODES.get(type) ?? type,
        Message: message,
      });
      return {
        status,
        headers: { "content-type": "text/xml", "x-amzn-requestid": requestId, ...headers },
        body: element("ErrorResponse", `${element("Error", error)}${element("RequestId", requestId)}`, namespace),
      };
    },
  };
}

/** The names that this protocol gives to refusals common to all services. */
const ERROR_CODES: ReadonlyMap<string, string> = new Map([
  ["ValidationException", "ValidationError"],
  ["MissingAuthenticationTokenException", "MissingAuthenticationToken"],
  ["UnrecognizedClientException", "InvalidClientTokenId"],
  ["InvalidSignatureException", "SignatureDoesNotMatch"],
]);

function renderMetadata(requestId: string): string {
  return element("ResponseMetadata", element("RequestId", requestId));
}

function renderMembers(members: object): string {
  return Object.entries(members)
    .map(([name, value]) => (value === undefined ? "" : element(name, renderValue(value))))
    .join("");
}

function renderValue(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => element("member", renderValue(item))).join("");
  return typeof value === "object" && value !== null ? renderMembers(value) : escapeXml(String(value));
}

function element(name: string, content: string, namespace?: string): string {
  return `<${name}${namespace === undefined ? "" : ` xmlns="${namespace}"`}>${content}</${name}>`;
}

/** Escapes text for XML, including a bare carriage return, which a reader would turn into a line feed. */
function escapeXml(text: string): string {
  return text.replace(/[&<>"'\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
