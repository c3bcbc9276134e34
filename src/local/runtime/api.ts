/** The Lambda Runtime API for one runtime process: gives it an event when it requests the next, and takes its answer. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { isAddressedToUs, makeBodyBudget, readBody } from "../protocol/http.ts";

/** One event, with the headers for the runtime. */
interface RuntimeEvent {
  readonly requestId: string;
  readonly functionArn: string;
  readonly traceId: string;
  readonly deadlineMs: number;
  readonly payload: Uint8Array;
}

/** What the runtime posted, byte for byte. After a fatal answer its process cannot be used any longer. */
export interface RuntimeAnswer {
  readonly kind: "response" | "error" | "fatal";
  readonly payload: Uint8Array;
}

export interface RuntimeApi {
  /** Host and port, for `AWS_LAMBDA_RUNTIME_API`. */
  readonly address: string;
  /** Resolves when the runtime first requests an event, or with the error that kept it from starting. */
  readonly started: Promise<RuntimeAnswer | undefined>;
  /** Sends one event and resolves with its answer. Events are sent one at a time. */
  readonly deliver: (event: RuntimeEvent) => Promise<RuntimeAnswer>;
  readonly close: () => void;
}

/** Source: the text of Lambda's own error for a larger answer. */
const MAX_ANSWER_BYTES = 6_291_556;
const ROOT = "/2018-06-01/runtime/";

/**
 * Starts the API on a free port of 127.0.0.1.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export async function startRuntimeApi(): Promise<RuntimeApi> {
  const started = defer<RuntimeAnswer | undefined>();
  let waiting: ServerResponse | undefined;
  let current: { readonly event: RuntimeEvent; readonly answer: (answer: RuntimeAnswer) => void; sent: boolean } | undefined;

  function handOut(): void {
    if (waiting === undefined || current === undefined || current.sent) return;
    current.sent = true;
    sendEvent(waiting, current.event);
    waiting = undefined;
  }

  // One answer is expected at a time; further ones are not stored.
  const budget = makeBodyBudget(MAX_ANSWER_BYTES);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isAddressedToUs(request)) {
      request.resume();
      return send(response, 403, "Forbidden", "this API answers only the runtime");
    }
    const { route, requestId } = parseRoute(request);
    if (route === "GET invocation/next") {
      waiting = response;
      response.on("close", () => {
        if (waiting === response) waiting = undefined;
      });
      started.resolve(undefined);
      handOut();
      return;
    }
    const kind = ANSWER_ROUTES.get(route);
    if (kind === undefined) return send(response, 404, "InvalidPath", "No such path");
    if (requestId !== undefined && requestId !== current?.event.requestId) {
      return send(response, 400, "InvalidRequestID", "Invalid request ID");
    }
    const body = await readBody(request, { maxBytes: MAX_ANSWER_BYTES, budget });
    if (body.kind === "busy") return send(response, 429, "TooManyRequests", "another answer is being read");
    const answered: RuntimeAnswer = body.kind === "body" ? { kind, payload: body.bytes } : TOO_LARGE;
    if (body.kind === "body") body.release();
    if (kind === "fatal") started.resolve(answered);
    current?.answer(answered);
    current = undefined;
    if (body.kind === "too-large") return send(response, 413, "RequestEntityTooLarge", "Exceeded maximum allowed payload size");
    return send(response, 202);
  }

  const server = createServer((request, response) => {
    // The connection failed, because its other end has gone.
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    started: started.promise,
    deliver: (event) =>
      new Promise((resolve) => {
        current = { event, answer: resolve, sent: false };
        handOut();
      }),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const ANSWER_ROUTES: ReadonlyMap<string, RuntimeAnswer["kind"]> = new Map([
  ["POST invocation/{id}/response", "response"],
  ["POST invocation/{id}/error", "error"],
  ["POST init/error", "fatal"],
]);

/** Returns the requested operation, and the id from its path. */
function parseRoute({ method, url = "" }: IncomingMessage): { readonly route: string; readonly requestId?: string } {
  const path = url.startsWith(ROOT) ? url.slice(ROOT.length) : "";
  const [subject, requestId, action, ...rest] = path.split("/");
  if (subject !== "invocation" || requestId === undefined || action === undefined || rest.length > 0) {
    return { route: `${method} ${path}` };
  }
  return { route: `${method} ${subject}/{id}/${action}`, requestId };
}

const TOO_LARGE: RuntimeAnswer = {
  kind: "error",
  payload: Buffer.from(
    JSON.stringify({
      errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_ANSWER_BYTES} bytes).`,
      errorType: "Function.ResponseSizeTooLarge",
    }),
  ),
};

function sendEvent(response: ServerResponse, event: RuntimeEvent): void {
  response.writeHead(200, {
    "content-type": "application/json",
    "content-length": event.payload.byteLength,
    "lambda-runtime-aws-request-id": event.requestId,
    "lambda-runtime-deadline-ms": String(event.deadlineMs),
    "lambda-runtime-invoked-function-arn": event.functionArn,
    "lambda-runtime-trace-id": event.traceId,
  });
  response.end(event.payload);
}

function send(response: ServerResponse, status: number, errorType?: string, errorMessage?: string): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(errorType === undefined ? { status: "OK" } : { errorMessage, errorType }));
}

function defer<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
