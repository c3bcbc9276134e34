/** The progress of a fleet: counted from starts and ends, with the rate and the remaining time. */
import type { FleetEnding, FleetEvent } from "../../core/run-event.ts";
import type { Clock } from "../port.ts";
import type { Pace } from "./pace.ts";

/** The rate is computed from the functions that finished within this time. */
const WINDOW_MS = 10_000;

export interface Progress {
  readonly started: (functionName: string) => void;
  readonly ended: (functionName: string, ending: FleetEnding) => void;
  /** Functions that were started and have not finished. */
  readonly inFlight: () => readonly string[];
}

export interface ProgressOptions {
  readonly clock: Clock;
  readonly pace: Pace;
  readonly onEvent: (event: FleetEvent) => void;
  readonly phase: "write" | "revert";
  readonly total: number;
}

export function makeProgress({ clock, pace, onEvent, phase, total }: ProgressOptions): Progress {
  const inFlight = new Set<string>();
  const startedAt = clock.now();
  let ends: readonly number[] = [];
  let done = 0;
  let failed = 0;

  const report = (): void => {
    const now = clock.now();
    ends = ends.filter((at) => now - at < WINDOW_MS);
    const seconds = Math.min(WINDOW_MS, now - startedAt) / 1000;
    const measured = seconds > 0 ? ends.length / seconds : 0;
    // Until two have finished there is nothing to measure.
    const perSecond = Math.min(pace.perSecond(), done < 2 ? pace.perSecond() : measured);
    const leftMs = perSecond > 0 ? ((total - done) / perSecond) * 1000 : 0;
    onEvent({ kind: "fleet-progress", phase, total, done, failed, inFlight: [...inFlight], perSecond, leftMs });
  };
  return {
    inFlight: () => [...inFlight],
    started: (functionName) => {
      inFlight.add(functionName);
      report();
    },
    ended: (functionName, ending) => {
      inFlight.delete(functionName);
      ends = [...ends, clock.now()];
      done += 1;
      if (ending.kind === "failed") failed += 1;
      onEvent({ kind: "fleet-ended", functionName, done, total, ending });
      report();
    },
  };
}
