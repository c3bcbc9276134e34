/** The HTTP side: complete requests in, replies out, and who may connect at all. */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";

/** One request, read completely. */
export interface HttpRequest {
  readonly method: string;
  /** Still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** The largest body of any operation here; larger ones are not kept in memory. */
export const MAX_BODY_BYTES = 72 * 1024 * 1024;
/** The limit for the bodies of all concurrent requests. */
const MAX_TOTAL_BYTES = 2 * MAX_BODY_BYTES;

/**
 * Returns whether a program on this machine sent the request to this host by name. Web pages are refused: their browser reports
 * the origin of the page, or sends a host name that was made to point to 127.0.0.1.
 */
export function isAddressedToUs({ headers }: IncomingMessage): boolean {
  if (headers.origin !== undefined || headers["sec-fetch-site"] !== undefined) return false;
  return /^(localhost|127\.0\.0\.1)(:\d+)?$/i.test(headers.host ?? "");
}

/** The memory for bodies that are being read or handled. */
export interface BodyBudget {
  /** Returns whether there is space for that many more bytes, and reserves it. */
  readonly take: (bytes: number) => boolean;
  readonly give: (bytes: number) => void;
}

export function makeBodyBudget(maxBytes: number = MAX_TOTAL_BYTES): BodyBudget {
  let used = 0;
  return {
    take: (bytes) => {
      if (used + bytes > maxBytes) return false;
      used += bytes;
      return true;
    },
    give: (bytes) => {
      used -= bytes;
    },
  };
}

export type Body =
  | { readonly kind: "body"; readonly bytes: Buffer; readonly release: () => void }
  | { readonly kind: "too-large" | "busy" };

/**
 * Reads a body to its end. Bytes beyond `maxBytes`, or beyond the rest of the budget, are read but not kept: a client whose
 * connection is closed while it sends would see a reset instead of our answer.
 */
export async function readBody(
  message: IncomingMessage,
  { maxBytes, budget }: { readonly maxBytes: number; readonly budget: BodyBudget },
): Promise<Body> {
  let chunks: Buffer[] = [];
  let kept = 0;
  let refused: "too-large" | "busy" | undefined;
  const release = (): void => {
    budget.give(kept);
    [chunks, kept] = [[], 0];
  };
  try {
    for await (const chunk of message as AsyncIterable<Buffer>) {
      if (refused !== undefined) continue;
      if (kept + chunk.length > maxBytes) refused = "too-large";
      else if (!budget.take(chunk.length)) refused = "busy";
      if (refused !== undefined) {
        release();
        continue;
      }
      chunks.push(chunk);
      kept += chunk.length;
    }
  } catch (error) {
    release();
    throw error;
  }
  return refused === undefined ? { kind: "body", bytes: Buffer.concat(chunks), release } : { kind: refused };
}

export type ReadRequest =
  | { readonly kind: "request"; readonly request: HttpRequest; readonly release: () => void }
  | { readonly kind: "too-large" | "busy" };

/** Reads a request to its end. `release` frees the memory of its body. */
export async function readRequest(message: IncomingMessage, limits: Parameters<typeof readBody>[1]): Promise<ReadRequest> {
  const body = await readBody(message, limits);
  if (body.kind !== "body") return body;
  const [path = "/", ...query] = (message.url ?? "/").split("?");
  const request = {
    method: message.method ?? "GET",
    path,
    query: new URLSearchParams(query.join("?")),
    headers: message.headers,
    body: body.bytes,
  };
  return { kind: "request", request, release: body.release };
}

export function sendReply(response: ServerResponse, { status, headers, body }: Reply): void {
  const length = Buffer.byteLength(body);
  // A 204 has no body, and must not announce one.
  response.writeHead(status, status === 204 ? { ...headers } : { ...headers, "content-length": length });
  response.end(status === 204 ? undefined : body);
}

/** Announces the whole reply, sends half of its body, and then nothing, or a reset. */
export function sendHalf(response: ServerResponse, { status, headers, body }: Reply, by: "reset" | "silence"): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...headers, "content-length": bytes.length });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => {
    if (by === "reset") response.socket?.resetAndDestroy();
  });
}

export function makeTextReply(status: number, text: string): Reply {
  return { status, headers: { "content-type": "text/plain; charset=utf-8" }, body: `${text}\n` };
}
