/** How often a request is sent again, and after which pause. */

import { LambdaEnvError } from "../../errors.ts";

type Settings = Readonly<Record<string, string | undefined>>;

/** The SDK's own number of attempts, for failures that may be gone at the next attempt. */
const ATTEMPTS = 3;
/** All tools and people share an account's requests, so one may be refused for a while: these attempts take about 30 s. */
export const ATTEMPTS_WHEN_THROTTLED = 10;

const PAUSE_MS = 100;
const PAUSE_WHEN_THROTTLED_MS = 500;
const LONGEST_PAUSE_MS = 5000;
/** How much longer than our own pause a service may make us wait. */
const LONGEST_EXTRA_MS = 5000;

export interface RetryOptions {
  /** The number of attempts that the environment or the profile sets, for every kind of failure. */
  readonly maxAttempts?: number | undefined;
  /** Returns a number from 0 up to, but not including, 1. */
  readonly random?: () => number;
  /** Returns how long to wait instead of `pauseMs`, for tests. */
  readonly waitMs?: ((pauseMs: number) => number) | undefined;
}

type FailureKind = "THROTTLING" | "TRANSIENT" | "SERVER_ERROR" | "CLIENT_ERROR";

/** The state of a request, as the SDK passes it. */
interface Attempts {
  readonly getRetryCount: () => number;
  readonly getRetryDelay: () => number;
  /** The number of failures that were not throttling. */
  readonly failures: number;
}

interface Failure {
  readonly errorType: FailureKind;
  /** When the service wants to be called again. */
  readonly retryAfterHint?: Date;
}

/** What the SDK passes about each failed attempt. */
export interface Retries {
  readonly acquireInitialRetryToken: () => Promise<Attempts>;
  readonly refreshRetryTokenForRetry: (attempts: Attempts, failure: Failure) => Promise<Attempts>;
  readonly recordSuccess: () => void;
}

/** Returns the retries of one client. A pause of the SDK ends with the signal of the request. */
export function makeRetries({ maxAttempts, random = Math.random, waitMs = (ms) => ms }: RetryOptions): Retries {
  return {
    acquireInitialRetryToken: async () => makeAttempts(0, 0, 0),
    recordSuccess: () => {},
    refreshRetryTokenForRetry: async ({ getRetryCount, failures: before }, { errorType, retryAfterHint }) => {
      const isThrottled = errorType === "THROTTLING";
      const sent = getRetryCount() + 1;
      const failures = before + (isThrottled ? 0 : 1);
      const isWorthIt = isThrottled || errorType === "TRANSIENT";
      const isUsedUp = sent >= (maxAttempts ?? ATTEMPTS_WHEN_THROTTLED) || failures >= (maxAttempts ?? ATTEMPTS);
      if (!isWorthIt || isUsedUp) throw new Error("no attempt is left");
      const base = isThrottled ? PAUSE_WHEN_THROTTLED_MS : PAUSE_MS;
      const pause = Math.min(LONGEST_PAUSE_MS, base * 2 ** (sent - 1)) * (0.5 + random());
      const asked = retryAfterHint === undefined ? 0 : retryAfterHint.getTime() - Date.now();
      return makeAttempts(sent, waitMs(Math.max(pause, Math.min(asked, pause + LONGEST_EXTRA_MS))), failures);
    },
  };
}

function makeAttempts(sent: number, delay: number, failures: number): Attempts {
  return { getRetryCount: () => sent, getRetryDelay: () => delay, failures };
}

/**
 * Returns the number of attempts that the environment or the profile sets; undefined if neither does.
 *
 * Errors: USAGE for anything but a number of at least 1.
 */
export function maxAttemptsOf(env: Settings, profile: Settings): number | undefined {
  const [name, text] = env["AWS_MAX_ATTEMPTS"]
    ? ["AWS_MAX_ATTEMPTS", env["AWS_MAX_ATTEMPTS"]]
    : ["max_attempts of the profile", profile["max_attempts"]];
  if (!text) return undefined;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new LambdaEnvError("USAGE", `${name} is not a number from 1 on`, { hint: "AWS_MAX_ATTEMPTS=10" });
}

/** Returns whether the SDK itself finds out how fast it may send. */
export function isAdaptive(env: Settings, profile: Settings): boolean {
  return (env["AWS_RETRY_MODE"] || profile["retry_mode"]) === "adaptive";
}
