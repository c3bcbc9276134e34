/** How a variable moved since its plan was made, in words. */
import type { Moved, PlannedKind } from "../../core/plan/moved.ts";

const DONE: Readonly<Record<PlannedKind, string>> = { add: "added", update: "updated", remove: "removed", keep: "kept" };

type OtherThanKinds = Exclude<Moved, `${PlannedKind}-now-${PlannedKind}`>;

const SENTENCES: Readonly<Record<OtherThanKinds, string>> = {
  "is-live": "it is live now and was not",
  "is-not-live": "it is not live any more",
  "is-undefined": "no source defines it any more",
  "other-live-value": "its live value is another one",
  "other-source": "its value comes from another source",
  "other-value": "its source has another value",
  "other-reason": "its source says something else",
  "real-value": "its source has a real value now",
  "changed-meanwhile": "someone else changed it meanwhile",
  "now-add": `it would be ${DONE.add} now`,
  "now-update": `it would be ${DONE.update} now`,
  "now-remove": `it would be ${DONE.remove} now`,
  "now-keep": `it would be ${DONE.keep} now`,
  "now-removes": "it would be removed now",
  "now-blanks": "its live value would be replaced by an empty one now",
  "now-placeholder": "its live value would be replaced by a placeholder word now",
};

/** Returns the sentence for `how`. */
export function describeMoved(how: Moved): string {
  const [, then, now] = /^(\w+)-now-(\w+)$/.exec(how) ?? [];
  if (then === undefined || now === undefined) return SENTENCES[how as OtherThanKinds];
  return `it was to be ${DONE[then as PlannedKind]}, and would be ${DONE[now as PlannedKind]} now`;
}
