/** Replies: read to their end in bounded time, and checked to come from AWS before the SDK interprets them. */
import { attemptOf, isOutgoing } from "./endpoint.ts";
import { findMisfit, SHAPES } from "./reply-shape.ts";

/** How long a body may take after its head has arrived: without a further byte, and in total. */
const LONGEST_SILENCE_MS = 10_000;
const LONGEST_BODY_MS = 30_000;

/** The content types that services reply with. */
export type ReplyForm = "json" | "xml";

/** A reply that did not come from AWS, as an error that can pass through the SDK. It does not contain the text of the reply. */
export interface ForeignReply extends Error {
  readonly name: "ForeignReply";
  /** What came instead: `an HTML page`. */
  readonly found: string;
  readonly $metadata: { readonly httpStatusCode: number };
}

/** Returns whether the error stands for a reply that did not come from AWS. */
export function isForeignReply(error: Error): error is ForeignReply {
  return error.name === "ForeignReply";
}

interface HttpReply {
  readonly statusCode: number;
  body: unknown;
}

type Handler<Args, Output> = (args: Args) => Promise<Output>;

/**
 * Returns a middleware that reads each reply to its end and checks it; it throws a `TimeoutError` or a `ForeignReply`.
 *
 * The SDK sends a request again after such an error as it does after a reset; after silence or a refusal only if that is likely
 * to help.
 */
export function checkReplies(form: ReplyForm, patienceMs: number | undefined) {
  const limits = limitsOf(patienceMs);
  return <Args extends { request: unknown }, Output extends { response: unknown }>(
    next: Handler<Args, Output>,
    context: { readonly commandName?: string },
  ): Handler<Args, Output> =>
    async (args) => {
      const result = await next(args);
      const { response } = result;
      if (!isHttpReply(response) || !isStream(response.body)) return result;
      const attempt = isOutgoing(args.request) ? attemptOf(args.request) : 1;
      const bytes = await readBody(response.body, limits, attempt);
      response.body = bytes;
      const operation = (context.commandName ?? "").replace(/Command$/, "");
      const found = describeForeign(form, response.statusCode, bytes, operation);
      if (found !== undefined) throw makeForeignReply(found, response.statusCode);
      return result;
    };
}

interface Limits {
  readonly silenceMs: number;
  readonly bodyMs: number;
}

function limitsOf(patienceMs: number | undefined): Limits {
  const limit = (longest: number): number => Math.min(longest, patienceMs ?? longest);
  return { silenceMs: limit(LONGEST_SILENCE_MS), bodyMs: limit(LONGEST_BODY_MS) };
}

async function readBody(body: BodyStream, { silenceMs, bodyMs }: Limits, attempt: number): Promise<Uint8Array> {
  const stop = (): void => {
    body.destroy(makeTimeout(attempt));
  };
  const silence = setTimeout(stop, silenceMs);
  const whole = setTimeout(stop, bodyMs);
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      silence.refresh();
    }
  } finally {
    clearTimeout(silence);
    clearTimeout(whole);
  }
  return Buffer.concat(chunks);
}

/**
 * Returns the error for a reply that takes too long. A second attempt is worth the wait, a third is not: the SDK would repeat a
 * `TimeoutError` because of its name.
 */
function makeTimeout(attempt: number): Error {
  const error = new Error("the reply ended early");
  return Object.assign(error, { name: "StalledReply", ...(attempt === 1 ? { $retryable: { throttling: false } } : {}) });
}

/**
 * Returns the error for a foreign reply. A proxy that refused will refuse again; a page instead of a success may be gone at the
 * next attempt.
 */
function makeForeignReply(found: string, status: number): ForeignReply {
  const isRefusal = status >= 300 && status < 500;
  return Object.assign(new Error("the reply did not come from AWS"), {
    name: "ForeignReply" as const,
    found: `${found} (status ${status})`,
    $metadata: { httpStatusCode: status },
    ...(isRefusal ? {} : { $retryable: { throttling: false } }),
  });
}

/** Returns what came instead of AWS's reply; undefined if the reply may come from AWS. */
function describeForeign(form: ReplyForm, status: number, bytes: Uint8Array, operation: string): string | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8").trim();
  const isSuccess = status < 300;
  // A refusal may have an empty body.
  if (text === "") return isSuccess ? "an empty body" : undefined;
  return form === "xml" ? describeNotXml(text) : describeNotJson(text, isSuccess, operation);
}

function describeNotXml(text: string): string | undefined {
  if (/^(?:<\?xml[^>]*>\s*)?<\w+Response[\s>]/.test(text)) {
    return text.endsWith("Response>") ? undefined : "XML that is cut off";
  }
  return text.startsWith("<") ? "a page that did not come from AWS" : "text that is not XML";
}

function describeNotJson(text: string, isSuccess: boolean, operation: string): string | undefined {
  if (text.startsWith("<")) return "an HTML or XML page";
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return /^[{[]/.test(text) ? "JSON that is damaged or cut off" : "text that is not JSON";
  }
  if (!isSuccess) return undefined;
  const shape = SHAPES.get(operation) ?? { members: {} };
  return findMisfit(document, shape, "");
}

interface BodyStream extends AsyncIterable<Uint8Array> {
  readonly destroy: (error: Error) => unknown;
}

function isStream(body: unknown): body is BodyStream {
  return typeof body === "object" && body !== null && Symbol.asyncIterator in body && "destroy" in body;
}

function isHttpReply(response: unknown): response is HttpReply {
  return typeof response === "object" && response !== null && "statusCode" in response && "body" in response;
}
