/** The way of a run's events to standard error. */
import type { ApplyEvent, RunEvent, WaitingFor } from "../../core/run-event.ts";
import { sayEnded, sayProgress } from "../../output/messages/fleet.ts";
import { sayEvent, sayWaiting } from "../../output/messages/run-event.ts";
import type { Reporter } from "./reporter.ts";

/** Most updates are over by then; who reads a log, where no line vanishes, need not hear of them. */
const LONG_WAIT_MS = 2000;

/** Returns what reports each event: waiting as a line that vanishes, and once for good if it is long; everything else for good. */
export function makeTeller(reporter: Reporter): (event: RunEvent) => void {
  const told = new Set<WaitingFor>();
  const tellMember = makeMemberTeller(reporter);
  let isFleet = false;
  return (event) => {
    switch (event.kind) {
      case "findings":
        return reporter.findings(event.findings);
      case "fleet-progress":
        isFleet = true;
        return reporter.progress(...sayProgress(event));
      case "fleet-ended":
        return event.ending.kind === "failed" ? reporter.warn(sayEnded(event)) : reporter.step(sayEnded(event));
      case "fleet-member":
        return tellMember(event);
    }
    // With many functions the rate shows that AWS throttles.
    if (event.kind === "retry" && isFleet) return undefined;
    if (event.kind === "waiting" && event.waitedMs >= LONG_WAIT_MS && !told.has(event.for)) {
      told.add(event.for);
      reporter.note(sayWaiting(event.for));
    }
    const { as, text } = sayEvent(event);
    if (as === "note") return reporter.note(text);
    if (as === "warning") return reporter.warn(text);
    return reporter.progress(text);
  };
}

/** Of many functions only what is out of the ordinary is told, under the function's name. */
function makeMemberTeller(reporter: Reporter): (about: { readonly functionName: string; readonly event: ApplyEvent }) => void {
  let isLockless = false;
  return ({ functionName, event }) => {
    if (event.kind === "no-lock") {
      if (!isLockless) reporter.warn(sayEvent(event).text);
      isLockless = true;
      return;
    }
    const { as, text } = sayEvent(event);
    if (as === "progress") return;
    const line = `${functionName}: ${text}`;
    if (as === "note") reporter.note(line);
    else reporter.warn(line);
  };
}
