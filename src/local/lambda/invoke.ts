/** Lambda's Invoke: checks the request, finds the version, and returns the answer of that version's process. */

import { randomBytes, randomUUID } from "node:crypto";
import { isObject } from "../../core/json.ts";
import type { HttpRequest } from "../protocol/http.ts";
import { stringOf } from "../protocol/input.ts";
import { type Operation, type Output, refuse, refuseInvalid } from "../protocol/service.ts";
import type { RuntimeSettings } from "../runtime/environment.ts";
import { findObstacle, readImageHandler } from "../runtime/folder.ts";
import type { Configuration, World } from "../state/state.ts";
import { functionArn } from "./names.ts";
import { findVersion, functionSubject, requireFunction } from "./records.ts";

/** Bytes. Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_PAYLOAD = { RequestResponse: 6 * 1024 * 1024, Event: 1024 * 1024, DryRun: 6 * 1024 * 1024 } as const;
const MAX_LOG_TAIL = 4 * 1024;

export const invokeOperations: Readonly<Record<string, Operation>> = {
  Invoke: {
    subject: functionSubject,
    handle: async (input, world, request) => {
      const found = requireFunction(input, world);
      const type = readInvocationType(request);
      const payload = readPayload(request, MAX_PAYLOAD[type]);
      const configuration = findVersion(found, world);
      assertCreated(configuration);
      if (type === "DryRun") return { status: 204, payload: new Uint8Array() };
      const arn = functionArn(world, found.record.name, found.qualifier);
      const settings = await makeSettings(found.record.name, configuration, world);
      const requestId = randomUUID();
      const invocation = { requestId, functionArn: arn, traceId: readTraceId(request), payload };
      const running = world.runtimes.invoke(settings, invocation);
      if (type === "Event") {
        // Nobody waits for the answer; a failure is in the log.
        running.catch(() => undefined);
        return { status: 202, headers: { "x-amzn-requestid": requestId }, payload: new Uint8Array() };
      }
      const { isError, log, payload: answer } = await running;
      return {
        payload: answer,
        headers: {
          "x-amzn-requestid": requestId,
          "x-amz-executed-version": configuration.version,
          // Whether the handler or the runtime failed: "Handled" is only used by runtimes that no longer exist.
          ...(isError ? { "x-amz-function-error": "Unhandled" } : {}),
          ...(request.headers["x-amz-log-type"] === "Tail" ? { "x-amz-log-result": tailOf(log) } : {}),
        },
      } satisfies Output;
    },
  },
};

function readInvocationType({ headers }: HttpRequest): keyof typeof MAX_PAYLOAD {
  const type = headers["x-amz-invocation-type"] ?? "RequestResponse";
  if (type === "RequestResponse" || type === "Event" || type === "DryRun") return type;
  return refuseInvalid(
    "Value at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]",
  );
}

/** Returns the event unchanged; without one it is an empty object, as on AWS. */
function readPayload({ body }: HttpRequest, maxBytes: number): Uint8Array {
  if (body.length === 0) return Buffer.from("{}");
  if (body.length > maxBytes) {
    refuse({
      status: 413,
      type: "RequestEntityTooLargeException",
      message: `Request must be smaller than ${maxBytes} bytes for the InvokeFunction operation`,
    });
  }
  if (!isJson(body)) {
    refuse({
      status: 400,
      type: "InvalidRequestContentException",
      // AWS appends the parser's own message, which quotes the event.
      message: "Could not parse request body into json: Could not parse payload into json",
    });
  }
  return body;
}

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return true;
  } catch {
    return false;
  }
}

function assertCreated({ pendingUntil }: Configuration): void {
  if (pendingUntil === undefined) return;
  refuse({
    status: 409,
    type: "ResourceConflictException",
    message: "The operation cannot be performed at this time. The function is currently in the following state: Pending",
  });
}

/** Returns the settings for a runtime. While an update is in progress, events go to the configuration before it. */
async function makeSettings(
  functionName: string,
  configuration: Configuration,
  { region, accessKeyId }: World,
): Promise<RuntimeSettings> {
  const { version, settings, codeFolder, variables = {} } = configuration.update?.previous ?? configuration;
  const obstacle = await findObstacle(codeFolder);
  if (obstacle !== undefined || codeFolder === undefined) {
    return refuse({
      status: 400,
      type: "InvalidParameterValueException",
      message: `The local endpoint cannot run ${functionName}: ${obstacle}`,
    });
  }
  return {
    functionName,
    version,
    region,
    accessKeyId: accessKeyId ?? "local",
    memoryMb: numberIn(settings, "MemorySize") ?? 128,
    timeoutMs: (numberIn(settings, "Timeout") ?? 3) * 1000,
    folder: codeFolder,
    handler: await readHandler(settings, codeFolder),
    variables,
  };
}

function numberIn(settings: Configuration["settings"], member: string): number | undefined {
  const value = settings[member];
  return typeof value === "number" ? value : undefined;
}

/** Returns the handler: an image names it in its CMD, which the function may override; any other function has a `Handler`. */
async function readHandler(settings: Configuration["settings"], folder: string): Promise<string> {
  if (settings["PackageType"] !== "Image") return stringOf(settings, "Handler") ?? "";
  const image = settings["ImageConfig"];
  const command = isObject(image) ? image["Command"] : undefined;
  const [word]: unknown[] = Array.isArray(command) ? command : [];
  return typeof word === "string" ? word : await readImageHandler(folder);
}

/** Returns the caller's trace header, or a new one that is not sampled. */
function readTraceId({ headers }: HttpRequest): string {
  const given = headers["x-amzn-trace-id"];
  if (typeof given === "string") return given;
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString("hex")};Parent=${randomBytes(8).toString("hex")};Sampled=0`;
}

function tailOf(log: Buffer): string {
  return log.subarray(-MAX_LOG_TAIL).toString("base64");
}
