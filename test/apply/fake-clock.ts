/** A clock that jumps: when nothing else is left to do, it advances to the end of the shortest sleep. */
import type { Clock } from "../../src/apply/port.ts";

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

export function makeClock(): Clock {
  let now = 0;
  let jumping = false;
  const sleepers = new Set<Sleeper>();

  const jump = (): void => {
    const [next] = [...sleepers].sort((a, b) => a.until - b.until);
    jumping = next !== undefined;
    if (next === undefined) return;
    now = Math.max(now, next.until);
    next.wake();
    setImmediate(jump);
  };

  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        const wake = (): void => {
          sleepers.delete(sleeper);
          signal.removeEventListener("abort", wake);
          resolve();
        };
        const sleeper: Sleeper = { until: now + ms, wake };
        sleepers.add(sleeper);
        signal.addEventListener("abort", wake);
        if (!jumping) {
          jumping = true;
          setImmediate(jump);
        }
        return undefined;
      }),
  };
}
