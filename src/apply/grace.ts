/** Ctrl-C while an update is in flight: its outcome is looked up first, for a few seconds at most. */
import type { ApplyEvent } from "../core/run-event.ts";
import type { Clock } from "./port.ts";

/** Long enough for most updates to settle, short enough not to feel stuck. */
const GRACE_MS = 5000;

export interface GraceOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onEvent: (event: ApplyEvent) => void;
}

/** Runs `task` with a signal that is aborted `GRACE_MS` after `options.signal` is, and not before. */
export async function withGrace<Result>(options: GraceOptions, task: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const { clock, signal, onEvent } = options;
  const graceOver = new AbortController();
  const finished = new AbortController();
  const startGrace = (): void => {
    onEvent({ kind: "finishing" });
    void clock.sleep(GRACE_MS, finished.signal).then(() => graceOver.abort());
  };
  signal.addEventListener("abort", startGrace, { once: true });
  try {
    return await task(graceOver.signal);
  } finally {
    signal.removeEventListener("abort", startGrace);
    finished.abort();
  }
}
