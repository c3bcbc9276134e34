/** The rate at which requests are sent: never above a quota, lower after each refusal, and slowly back up. */
import type { Clock } from "../port.ts";

/** Additive increase, multiplicative decrease, as TCP shares a connection with unknown others. */
const DECREASE = 0.7;
const INCREASE_PER_SECOND = 1;
const LOWEST_PER_SECOND = 1;
/** Refusals of requests that were sent together count as one. */
const ONE_REFUSAL_MS = 1000;
/**
 * Timers are a few milliseconds late, which would add up: that much is made up for. A longer delay means that there was nothing
 * to send.
 */
const CATCH_UP_MS = 250;

export interface Pace {
  /** Resolves with true when the caller may send one request, in the order of the calls; with false once `signal` is aborted. */
  readonly take: (signal: AbortSignal) => Promise<boolean>;
  /** Call it if a request was refused because there were too many; nothing is sent before `retryAfterMs` is over. */
  readonly refused: (retryAfterMs?: number) => void;
  /** The current rate. Units: requests per second. */
  readonly perSecond: () => number;
}

export interface PaceOptions {
  readonly clock: Clock;
  /** The quota. Units: requests per second. */
  readonly perSecond: number;
}

/** Returns a pace that starts at its quota. */
export function makePace({ clock, perSecond: quota }: PaceOptions): Pace {
  const waiting = new Set<(isTurn: boolean) => void>();
  let rate = quota;
  let rateSince = clock.now();
  let refusedAt = Number.NEGATIVE_INFINITY;
  let nextAt = clock.now();
  let isRunning = false;
  const never = new AbortController().signal;

  const currentRate = (): number => {
    const now = clock.now();
    rate = Math.min(quota, rate + ((now - rateSince) / 1000) * INCREASE_PER_SECOND);
    rateSince = now;
    return rate;
  };

  /** One loop serves all waiting callers, so that a refusal also slows down those that are already waiting. */
  const serve = async (): Promise<void> => {
    isRunning = true;
    for (;;) {
      const [next] = waiting;
      if (next === undefined) break;
      const now = clock.now();
      if (now < nextAt) await clock.sleep(nextAt - now, never);
      else {
        nextAt = (now - nextAt > CATCH_UP_MS ? now : nextAt) + 1000 / currentRate();
        next(true);
      }
    }
    isRunning = false;
  };

  return {
    take: (signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve(false);
        const giveUp = (): void => settle(false);
        const settle = (isTurn: boolean): void => {
          waiting.delete(settle);
          signal.removeEventListener("abort", giveUp);
          resolve(isTurn);
        };
        waiting.add(settle);
        signal.addEventListener("abort", giveUp, { once: true });
        if (!isRunning) void serve();
      }),
    refused: (retryAfterMs = 0) => {
      const now = clock.now();
      nextAt = Math.max(nextAt, now + retryAfterMs);
      if (now - refusedAt < ONE_REFUSAL_MS) return;
      refusedAt = now;
      rate = Math.max(LOWEST_PER_SECOND, currentRate() * DECREASE);
    },
    perSecond: currentRate,
  };
}
