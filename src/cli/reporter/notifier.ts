/** Passes a run's events to standard error. */
import type { ApplyEvent, RunEvent, WaitingFor } from "../../core/run-event.ts";
import { sayEnded, sayFinishing, sayOfMember, sayProgress } from "../../output/messages/fleet.ts";
import { type Saying, sayEvent, sayWaiting } from "../../output/messages/run-event.ts";
import { sayHeading } from "../../output/results/header.ts";
import type { Reporter } from "./reporter.ts";

/** Most updates have finished by then; a log, in which no line is replaced, need not mention them. */
const LONG_WAIT_MS = 2000;

export interface Notifier {
  readonly notify: (event: RunEvent) => void;
  /** The functions of a run on several whose updates were started and have not finished. */
  readonly inFlight: () => readonly string[];
}

/**
 * Returns a function that reports each event: waiting as a line that is replaced, and once permanently if it is long; everything
 * else permanently.
 */
export function makeNotifier(reporter: Reporter): Notifier {
  let inFlight: readonly string[] = [];
  const reported = new Set<WaitingFor>();
  const notifyMember = makeMemberNotifier(reporter);
  let isFleet = false;
  const say = (saying: Saying): void => {
    if ("forms" in saying) reporter.progress(...saying.forms);
    else if (saying.as === "note") reporter.note(saying.text);
    else reporter.warn(saying.text);
  };
  const notify = (event: RunEvent): void => {
    switch (event.kind) {
      case "findings":
        reporter.findings(event.findings);
        break;
      case "fleet-progress":
        isFleet = true;
        inFlight = event.inFlight;
        reporter.progress(...sayProgress(event));
        break;
      case "fleet-ended":
        if (event.ending.kind === "failed") reporter.warn(sayEnded(event));
        else reporter.step(sayEnded(event));
        break;
      case "fleet-finishing":
        reporter.note(sayFinishing(event.inFlight));
        break;
      case "fleet-member":
        notifyMember(event);
        break;
      case "retry":
        // With many functions, the rate shows that AWS throttles.
        if (!isFleet) say(sayEvent(event));
        break;
      case "target":
      case "targets":
      case "store":
        for (const line of sayHeading(event, reporter.look)) reporter.note(line);
        break;
      case "waiting":
        if (event.waitedMs >= LONG_WAIT_MS && !reported.has(event.for)) {
          reported.add(event.for);
          reporter.step(sayWaiting(event.for));
        }
        say(sayEvent(event));
        break;
      default:
        say(sayEvent(event));
    }
  };
  return { notify, inFlight: () => inFlight };
}

/** Reports only unusual events of many functions, under the function's name. */
function makeMemberNotifier(reporter: Reporter): (about: { readonly functionName: string; readonly event: ApplyEvent }) => void {
  let isLockless = false;
  const waitedFor = new Set<string>();
  return ({ functionName, event }) => {
    const saying = sayEvent(event);
    if (event.kind === "no-lock") {
      if (isLockless) return;
      isLockless = true;
    }
    // An update of our own shows in the progress of all.
    const isLongWait = event.kind === "waiting" && event.for !== "ours" && event.waitedMs >= LONG_WAIT_MS;
    if (isLongWait && !waitedFor.has(functionName)) {
      waitedFor.add(functionName);
      reporter.note(sayOfMember(functionName, sayWaiting(event.for)));
    }
    if ("forms" in saying) return;
    // The missing lock concerns all of them.
    const line = event.kind === "no-lock" ? saying.text : sayOfMember(functionName, saying.text);
    if (saying.as === "note") reporter.note(line);
    else reporter.warn(line);
  };
}
