/** Requests to GitHub's API: through the proxies of the environment, and again where GitHub has a bad moment. */
import { request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import { setTimeout as wait } from "node:timers/promises";
import { openNetwork } from "../../src/network/agents.ts";
import { readProxies } from "../../src/network/proxies.ts";

/** An answer other than a success. Its text is for the user. */
export class HttpError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export type GitHub = (method: string, path: string, body?: object) => Promise<unknown>;

export interface GitHubOptions {
  /** Where the API is, without a slash at its end. */
  readonly url: string;
  readonly token: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly body: string;
}

const MAX_TRIES = 4;
const TIMEOUT_MS = 15_000;
const MAX_WAIT_MS = 10_000;

/**
 * Returns a function that sends a request and returns the parsed answer.
 *
 * Errors: HttpError for an answer that is not a success, after 5xx and rate limits only in the end; whatever the connection throws.
 */
export async function openGitHub({ url, token, env }: GitHubOptions): Promise<GitHub> {
  const network = await openNetwork({ proxies: readProxies(env), trusted: undefined });
  const send = (method: string, path: string, body: string | undefined): Promise<Answer> => {
    const target = new URL(`${url}${path}`);
    const isSecure = target.protocol === "https:";
    const agent = isSecure ? network.httpsAgent : network.httpAgent;
    const headers = {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${token}`,
      "user-agent": "lambda-env",
      "x-github-api-version": "2022-11-28",
      ...(body === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
    };
    const options = { method, headers, signal: AbortSignal.timeout(TIMEOUT_MS), ...(agent === undefined ? {} : { agent }) };
    return new Promise((done, reject) => {
      const sent = (isSecure ? requestSecure : requestPlain)(target, options, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          done({
            status: response.statusCode ?? 0,
            retryAfter: response.headers["retry-after"],
            body: Buffer.concat(chunks).toString("utf8"),
          }),
        );
      });
      sent.on("error", reject);
      sent.end(body);
    });
  };
  return async (method, path, body) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    for (let tries = 1; ; tries++) {
      const answer = await send(method, path, text);
      if (answer.status >= 200 && answer.status < 300) return answer.body === "" ? {} : JSON.parse(answer.body);
      if (tries === MAX_TRIES || !isPassing(answer)) throw new HttpError(answer.status, `GitHub answers ${answer.status}`);
      await wait(waitOf(answer, tries));
    }
  };
}

/** Whether the same request may succeed a little later. */
function isPassing({ status, retryAfter }: Answer): boolean {
  return status >= 500 || status === 429 || (status === 403 && retryAfter !== undefined);
}

function waitOf({ retryAfter }: Answer, tries: number): number {
  const seconds = Number(retryAfter ?? Number.NaN);
  return Math.min(MAX_WAIT_MS, Number.isFinite(seconds) ? seconds * 1000 : 500 * 2 ** tries);
}
