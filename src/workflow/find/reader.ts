/** Reads functions individually within the quotas of the account. */
import { makePace, type Pace } from "../../apply/fleet/pace.ts";
import type { FunctionPort } from "../../apply/port.ts";
import { getFunction, getFunctionConfiguration } from "../../aws/function.ts";
import { LambdaEnvError } from "../../errors.ts";
import type { Session } from "../session.ts";
import type { OpenFunction } from "./open.ts";

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html#api-requests */
export const SHARED_PER_SECOND = 15;
/** Of the 100 that GetFunction has for itself; the others are left to other callers. */
const OWN_PER_SECOND = 90;
/** With these pauses, an update that takes three seconds is read six times: 15 updates per second are 90 reads. */
const FIRST_PAUSE_MS = 250;
/** Used if reads count against the same rate as updates. */
const FIRST_SHARED_PAUSE_MS = 1000;

export interface Reader {
  readonly read: (opened: OpenFunction, signal: AbortSignal) => ReturnType<FunctionPort["read"]>;
  readonly pace: Pace;
  /** That of GetFunction alone. */
  readonly own: Pace;
  readonly firstPauseMs: () => number;
}

/**
 * Reads with GetFunction, which has a rate of its own, until that turns out to be denied; then with GetFunctionConfiguration, at
 * the shared rate.
 */
export function makeReader({ aws, surroundings }: Session, shared: Pace): Reader {
  const own = makePace({ clock: surroundings.clock, perSecond: OWN_PER_SECOND });
  let isDenied = false;
  const pace = (): Pace => (isDenied ? shared : own);
  return {
    own,
    pace: {
      take: (signal) => pace().take(signal),
      refused: (retryAfterMs) => pace().refused(retryAfterMs),
      perSecond: () => pace().perSecond(),
    },
    firstPauseMs: () => (isDenied ? FIRST_SHARED_PAUSE_MS : FIRST_PAUSE_MS),
    read: async ({ id }, signal) => {
      if (isDenied) return getFunctionConfiguration(aws, id, { signal });
      try {
        return await getFunction(aws, id, { signal });
      } catch (error) {
        if (!(error instanceof LambdaEnvError) || error.code !== "ACCESS_DENIED") throw error;
        isDenied = true;
        await shared.take(signal);
        return getFunctionConfiguration(aws, id, { signal });
      }
    },
  };
}
