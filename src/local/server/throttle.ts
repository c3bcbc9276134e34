/** Lambda's request quotas, as token buckets on the endpoint's clock. */

/** Units: requests per second. Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html#api-requests */
export interface ThrottleRates {
  /** Shared by all control-plane operations except GetFunction. */
  readonly controlPlane: number;
  readonly getFunction: number;
}

export const DOCUMENTED_RATES: ThrottleRates = { controlPlane: 15, getFunction: 100 };

/** Returns whether one more request of a service's operation is allowed now. */
export type Throttle = (service: string, operation: string) => boolean;

export function makeThrottle(rates: ThrottleRates, now: () => number): Throttle {
  const takeShared = makeBucket(rates.controlPlane, now);
  const takeGetFunction = makeBucket(rates.getFunction, now);
  return (service, operation) => {
    if (service !== "lambda" || operation === "Invoke") return true;
    return operation === "GetFunction" ? takeGetFunction() : takeShared();
  };
}

/** Returns a bucket with tokens for one second, full at the start. */
function makeBucket(perSecond: number, now: () => number): () => boolean {
  let tokens = perSecond;
  let filledAt = now();
  return () => {
    const at = now();
    tokens = Math.min(perSecond, tokens + (Math.max(0, at - filledAt) * perSecond) / 1000);
    filledAt = at;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
