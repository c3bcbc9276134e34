/** The write protocol's events in words. */
import type { ApplyEvent, WaitingFor } from "../apply/event.ts";
import type { Reporter } from "./reporter.ts";

/** Most updates are over by then; who reads a log, where no line vanishes, need not hear of them. */
const LONG_WAIT_MS = 2000;

const WAITING: { readonly [Doing in WaitingFor]: string } = {
  others: "an update of the function is in progress, waiting for it to end",
  creation: "the function is being created, waiting for that to end",
  ours: "the update was sent, waiting for Lambda to apply it",
  version: "the version is published, waiting for Lambda to prepare it",
};

/** Returns a listener that tells each event: waiting as a line that vanishes, and once for good if it is long; everything else for good. */
export function tellEvent(reporter: Reporter): (event: ApplyEvent) => void {
  const told = new Set<WaitingFor>();
  return (event) => {
    switch (event.kind) {
      case "waiting":
        if (event.waitedMs >= LONG_WAIT_MS && !told.has(event.for)) {
          told.add(event.for);
          reporter.note(WAITING[event.for]);
        }
        return reporter.progress(`${WAITING[event.for]}, ${Math.round(event.waitedMs / 1000)} s`);
      case "no-lock":
        return reporter.warn("the endpoint gives no revision id: this update goes without the lock against lost updates");
      case "writing":
        return reporter.progress(event.attempt === 1 ? "writing" : `writing, try ${event.attempt}`);
      case "busy":
        return reporter.note("another update is in progress, waiting for it");
      case "stale":
        return reporter.note("someone else changed the function since it was read, reading it again");
      case "unanswered":
        return reporter.note(
          event.answer === undefined
            ? "no reply to the request, looking up whether it arrived"
            : `the request was answered with ${event.answer}, looking up whether it was carried out`,
        );
      case "rebased":
        return reporter.note(`someone else changed ${event.names.join(", ")} meanwhile; that is kept`);
      case "landed":
        return reporter.note("the function already has what was intended");
      case "changed-since":
        return reporter.warn(`someone else changed ${event.names.join(", ")} after the update; that is kept`);
      case "finishing":
        return reporter.note("interrupted while the update was on its way; checking what became of it");
    }
  };
}
