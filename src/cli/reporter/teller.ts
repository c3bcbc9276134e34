/** The way of a run's events to standard error. */
import type { RunEvent, WaitingFor } from "../../core/run-event.ts";
import { sayEvent, sayWaiting } from "../../output/messages/run-event.ts";
import type { Reporter } from "./reporter.ts";

/** Most updates are over by then; who reads a log, where no line vanishes, need not hear of them. */
const LONG_WAIT_MS = 2000;

/** Returns what reports each event: waiting as a line that vanishes, and once for good if it is long; everything else for good. */
export function makeTeller(reporter: Reporter): (event: RunEvent) => void {
  const told = new Set<WaitingFor>();
  return (event) => {
    if (event.kind === "findings") return reporter.findings(event.findings);
    if (event.kind === "waiting" && event.waitedMs >= LONG_WAIT_MS && !told.has(event.for)) {
      told.add(event.for);
      reporter.note(sayWaiting(event.for));
    }
    const { as, text } = sayEvent(event);
    if (as === "note") reporter.note(text);
    else if (as === "warning") reporter.warn(text);
    else reporter.progress(text);
  };
}
