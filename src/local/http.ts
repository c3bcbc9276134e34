/** The HTTP side: whole requests in, replies out, and who may connect at all. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { HttpRequest, Reply } from "./service.ts";

/** The largest body of any operation that is served; more is not kept in memory. */
const MAX_BODY_BYTES = 72 * 1024 * 1024;

/**
 * Tells whether the request was addressed to this machine by name. A page of the web whose own host name was made to point to
 * 127.0.0.1 sends that name, and is refused.
 */
export function isAddressedToUs(message: IncomingMessage): boolean {
  return /^(localhost|127\.0\.0\.1)(:\d+)?$/i.test(message.headers.host ?? "");
}

/** Reads a request to its end; nothing where its body is larger than any operation allows. */
export async function readRequest(message: IncomingMessage): Promise<HttpRequest | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Read on without keeping it: a client that is cut off while it sends would see a reset and not our answer.
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (size > MAX_BODY_BYTES) return undefined;
  const [path = "/", ...query] = (message.url ?? "/").split("?");
  return {
    method: message.method ?? "GET",
    path,
    query: new URLSearchParams(query.join("?")),
    headers: message.headers,
    body: Buffer.concat(chunks),
  };
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
