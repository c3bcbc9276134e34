/** One request to one answer: find the service, run a pending hook and fault, handle, record. */
import { randomUUID } from "node:crypto";
import { defined } from "../../core/defined.ts";
import { assertAllowed, assertSigned } from "../protocol/access.ts";
import type { HttpRequest, Reply } from "../protocol/http.ts";
import {
  type Failure,
  failureOf,
  type Input,
  type LocalService,
  type Operation,
  type OperationTarget,
  refuse,
} from "../protocol/service.ts";
import type { World } from "../state/state.ts";
import { type Fault, type Moment, makeThrottled, type Script } from "./faults.ts";
import { SERVICES } from "./services.ts";
import type { Throttle } from "./throttle.ts";

/** One request as a test can inspect it afterwards. */
export interface RecordedRequest {
  readonly service: string;
  readonly operation: string;
  /** The function or the secret that it names. */
  readonly subject?: string;
  /** The members of path, query and body. They contain values: for assertions, not for printing. Absent if they are large. */
  readonly body?: unknown;
  /** 0 if no answer was sent. */
  readonly status: number;
  /** The unexpected error behind a status 500, which is a bug of the endpoint. */
  readonly bug?: unknown;
}

export type Dispatched =
  | { readonly kind: "reply"; readonly reply: Reply; readonly cut?: "reset" | "silence"; readonly record: RecordedRequest }
  | { readonly kind: "reset" | "hang"; readonly record: RecordedRequest };

export interface Dispatcher {
  readonly world: World;
  readonly script: Script;
  /** Read for each request, since a test may set it at any time. */
  readonly throttle: () => Throttle | undefined;
  /** Called when an operation may have changed the state. */
  readonly save: () => void;
}

/** Function code is not recorded. */
const MAX_RECORDED_BYTES = 128 * 1024;

interface Call {
  readonly service: LocalService;
  readonly name: string;
  readonly operation: Operation | undefined;
  readonly input: Input;
  readonly subject?: string;
  readonly request: HttpRequest;
}

/** Answers `request`; it never rejects. */
export async function dispatch(request: HttpRequest, dispatcher: Dispatcher): Promise<Dispatched> {
  const requestId = randomUUID();
  const addressed = findService(request);
  if (addressed === undefined) return answerUnknown(request, requestId);
  const { service, target } = addressed;
  const blank: Call = { service, name: target.operation, operation: undefined, input: {}, request };
  const call = await attempt(blank, requestId, () => {
    const operation = service.operations.get(target.operation);
    if (operation?.unsigned !== true) assertSigned(request, service, dispatcher.world);
    const input = service.readInput(request, target);
    const subject = operation?.subject?.(input);
    return { ...blank, operation, input, ...defined({ subject }) };
  });
  return "kind" in call ? call : answerCall(call, requestId, dispatcher);
}

function findService(request: HttpRequest): { readonly service: LocalService; readonly target: OperationTarget } | undefined {
  for (const service of SERVICES) {
    const target = service.recognise(request);
    if (target !== undefined) return { service, target };
  }
  return undefined;
}

async function answerCall(call: Call, requestId: string, dispatcher: Dispatcher): Promise<Dispatched> {
  const { script } = dispatcher;
  const failedHook = await attempt(call, requestId, () => script.takeHook(call.name)?.());
  if (failedHook !== undefined) return failedHook;
  const fault = script.takeFault(call.name);
  const lost = await strike(call, requestId, fault, "before");
  if (lost !== undefined) return lost;
  const answer = await attempt(call, requestId, async () => {
    const reply = await handle(call, requestId, dispatcher);
    dispatcher.save();
    return { kind: "reply" as const, reply, record: recordOf(call, reply.status) };
  });
  if (fault?.kind === "cut" && answer.kind === "reply") return { ...answer, cut: fault.by };
  return (await strike(call, requestId, fault, "after")) ?? answer;
}

async function handle(call: Call, requestId: string, { world, throttle }: Dispatcher): Promise<Reply> {
  const { service, name, operation, input, subject, request } = call;
  if (operation === undefined) return refuseUnknownOperation(name);
  if (throttle()?.(service.name, name) === false) refuse(makeThrottled(service.throttled, 1));
  assertAllowed(world, `${service.actionPrefix ?? service.name}:${name}`, subject, service.denied);
  if (operation.maxBytes !== undefined && request.body.length > operation.maxBytes) refuseTooLarge(name, operation.maxBytes);
  return service.renderOutput(name, await operation.handle(input, world, request), requestId);
}

/** Returns the result of `work`, or the answer for its refusal. */
async function attempt<Result>(
  call: Call,
  requestId: string,
  work: () => Result | Promise<Result>,
): Promise<Result | Dispatched> {
  try {
    return await work();
  } catch (error) {
    const failure = failureOf(error);
    if (failure !== undefined) return fail(call, requestId, failure);
    const bug = { status: 500, type: "InternalFailure", message: "The local endpoint failed to handle this request" };
    const answer = fail(call, requestId, bug);
    return { ...answer, record: { ...answer.record, bug: error } };
  }
}

/** Returns the answer that a fault substitutes, if it applies at this moment. */
async function strike(call: Call, requestId: string, fault: Fault | undefined, moment: Moment): Promise<Dispatched | undefined> {
  if (fault === undefined || (fault.when ?? "before") !== moment) return undefined;
  switch (fault.kind) {
    case "error":
      return fail(call, requestId, { message: "A requested fault", ...fault });
    case "throttle":
      return fail(call, requestId, makeThrottled(call.service.throttled, fault.retryAfterSeconds));
    case "body":
      return {
        kind: "reply",
        reply: { status: fault.status, headers: { "content-type": fault.contentType }, body: fault.body },
        record: recordOf(call, fault.status),
      };
    case "delay":
      await fault.until;
      return undefined;
    case "cut":
      return undefined;
    case "reset":
    case "hang":
      return { kind: fault.kind, record: recordOf(call, 0) };
    default:
      return fault satisfies never;
  }
}

function fail(call: Call, requestId: string, failure: Failure): Extract<Dispatched, { kind: "reply" }> {
  const reply = call.service.renderFailure(failure, requestId);
  return { kind: "reply", reply, record: recordOf(call, failure.status) };
}

function recordOf({ service, name, subject, input, request }: Call, status: number): RecordedRequest {
  return {
    service: service.name,
    operation: name,
    ...defined({ subject }),
    ...(request.body.length > MAX_RECORDED_BYTES ? {} : { body: input }),
    status,
  };
}

function answerUnknown(request: HttpRequest, requestId: string): Dispatched {
  const operation = String(request.headers["x-amz-target"] ?? `${request.method} ${request.path}`);
  const known = SERVICES.map(({ name }) => name).join(", ");
  return {
    kind: "reply",
    reply: {
      status: 404,
      headers: {
        "content-type": "application/json",
        "x-amzn-requestid": requestId,
        "x-amzn-errortype": "UnknownOperationException",
      },
      body: JSON.stringify({
        __type: "UnknownOperationException",
        message: `The local endpoint does not know ${operation}; it serves ${known}`,
      }),
    },
    record: { service: "unknown", operation, body: {}, status: 404 },
  };
}

function refuseUnknownOperation(name: string): never {
  refuse({ status: 404, type: "UnknownOperationException", message: `The local endpoint does not know the operation ${name}` });
}

function refuseTooLarge(operation: string, maxBytes: number): never {
  refuse({
    status: 413,
    type: "RequestEntityTooLargeException",
    message: `Request must be smaller than ${maxBytes} bytes for the ${operation} operation`,
  });
}
