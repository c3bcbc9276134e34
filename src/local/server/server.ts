/** The local endpoint: a small AWS on 127.0.0.1 with the surprises of the real one, for rehearsals, the demo and the tests. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { defined } from "../../core/defined.ts";
import { LambdaEnvError } from "../../errors.ts";
import { isTrusted } from "../protocol/access.ts";
import {
  type BodyBudget,
  isAddressedToUs,
  MAX_BODY_BYTES,
  makeBodyBudget,
  makeTextReply,
  readRequest,
  sendHalf,
  sendReply,
} from "../protocol/http.ts";
import { makeRuntimePool } from "../runtime/pool.ts";
import { makeState, makeSwitches, type World } from "../state/state.ts";
import { makeSaver, readState } from "../state/store.ts";
import { type Control, makeControl } from "./control.ts";
import { type Dispatcher, dispatch, type RecordedRequest } from "./dispatch.ts";
import { makeScript } from "./faults.ts";
import type { Throttle } from "./throttle.ts";

export interface LocalEndpointOptions {
  /** A free one by default. */
  readonly port?: number;
  readonly account?: string;
  readonly region?: string;
  /** The only access key that requests may carry. Without it, any key is accepted, which is only for tests within one process. */
  readonly accessKeyId?: string;
  /** How long a new function stays `Pending`. Units: ms. The default, 0, ends with the next request. */
  readonly createMs?: number;
  /**
   * How long an update stays `InProgress`. Units: ms. The default, 0: its own reply shows it in progress, the next request
   * settled.
   */
  readonly updateMs?: number;
  /** How long a version of a function with SnapStart stays `Pending`. Units: ms. The default, 0, ends with the next request. */
  readonly publishMs?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Read at the start, and replaced after each change. It contains values, so its mode is 0600. */
  readonly dataFile?: string;
  readonly onRequest?: (request: RecordedRequest) => void;
}

export interface LocalEndpoint extends Control {
  readonly url: string;
  readonly port: number;
  readonly account: string;
  readonly region: string;
  /** The last requests, oldest first. */
  readonly requests: readonly RecordedRequest[];
  readonly close: () => Promise<void>;
}

const DEFAULT_ACCOUNT = "123456789012";
const DEFAULT_REGION = "us-east-1";
/** Enough for any test; a rehearsal that runs for days does not grow. */
const MAX_RECORDED = 1000;
/** Longer than clients keep idle connections: closing one just as a client reuses it would look like a fault. */
const KEEP_ALIVE_MS = 60_000;

/** Starts an endpoint that only listens on 127.0.0.1. */
export async function startLocalEndpoint(options: LocalEndpointOptions = {}): Promise<LocalEndpoint> {
  const { dataFile, onRequest, account = DEFAULT_ACCOUNT, region = DEFAULT_REGION } = options;
  const state = dataFile === undefined ? makeState() : readState(dataFile);
  const save = dataFile === undefined ? () => {} : makeSaver(dataFile, state);
  const world: World = {
    account,
    region,
    ...defined({ accessKeyId: options.accessKeyId }),
    now: options.now ?? Date.now,
    createMs: options.createMs ?? 0,
    updateMs: options.updateMs ?? 0,
    publishMs: options.publishMs ?? 0,
    state,
    switches: makeSwitches(),
    runtimes: makeRuntimePool(),
  };
  const script = makeScript();
  let throttle: Throttle | undefined;
  const requests: RecordedRequest[] = [];
  const record = (request: RecordedRequest): void => {
    requests.push(request);
    if (requests.length > MAX_RECORDED) requests.shift();
    onRequest?.(request);
  };
  const dispatcher: Dispatcher = { world, script, throttle: () => throttle, save };
  const budget = makeBodyBudget();
  const server = createServer((message, response) => {
    answer(message, response, { ...dispatcher, budget, record }).catch(() => message.socket.destroy());
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const port = await listen(server, options.port ?? 0);
  const setThrottle = (next: Throttle): void => {
    throttle = next;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    account,
    region,
    requests,
    ...makeControl({ world, script, setThrottle, save }),
    close: async () => {
      await world.runtimes.stop();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

interface Answering extends Dispatcher {
  readonly budget: BodyBudget;
  readonly record: (request: RecordedRequest) => void;
}

async function answer(
  message: IncomingMessage,
  response: ServerResponse,
  { budget, record, ...dispatcher }: Answering,
): Promise<void> {
  response.setHeader("date", new Date(dispatcher.world.now()).toUTCString());
  if (!isAddressedToUs(message)) {
    message.resume();
    return sendReply(
      response,
      makeTextReply(403, "this endpoint answers only programs on this machine, as localhost or 127.0.0.1"),
    );
  }
  // A client without the access key gets a refusal, and no memory for what it sends.
  const maxBytes = isTrusted(message.headers, dispatcher.world) ? MAX_BODY_BYTES : MAX_UNTRUSTED_BYTES;
  const read = await readRequest(message, { maxBytes, budget });
  if (read.kind !== "request") return sendReply(response, read.kind === "too-large" ? TOO_LARGE : BUSY);
  try {
    const result = await dispatch(read.request, dispatcher);
    record(result.record);
    if (result.kind === "reply" && result.cut !== undefined) sendHalf(response, result.reply, result.cut);
    else if (result.kind === "reply") sendReply(response, result.reply);
    else if (result.kind === "reset") message.socket.resetAndDestroy();
  } finally {
    read.release();
  }
}

/** Enough for the parts that name the operation, on which the form of the refusal depends. */
const MAX_UNTRUSTED_BYTES = 64 * 1024;
const TOO_LARGE = makeTextReply(413, "this body is larger than any operation takes");
const BUSY = makeTextReply(503, "too many large requests at the same time");

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => {
      reject(
        new LambdaEnvError("UNAVAILABLE", `cannot listen on 127.0.0.1:${port}`, {
          hint: "leave out --port to take a free one",
          cause,
        }),
      );
    });
    server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}
