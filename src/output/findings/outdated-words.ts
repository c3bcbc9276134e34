/** How a variable has changed since its plan was made, in words. */
import type { Outdated, PlannedKind } from "../../core/plan/outdated.ts";

const DONE: Readonly<Record<PlannedKind, string>> = { add: "added", update: "updated", remove: "removed", keep: "kept" };

type OtherThanKinds = Exclude<Outdated, `${PlannedKind}-now-${PlannedKind}`>;

const SENTENCES: Readonly<Record<OtherThanKinds, string>> = {
  "is-live": "it is live now, and was not before",
  "is-not-live": "it is no longer live",
  "is-undefined": "no source defines it any longer",
  "other-live-value": "its live value has changed",
  "other-source": "its value comes from another source",
  "other-value": "its value in the source has changed",
  "other-reason": "its source has a different reason to keep it",
  "real-value": "its source now has a real value",
  "changed-meanwhile": "someone else changed it in the meantime",
  "now-add": `it would now be ${DONE.add}`,
  "now-update": `it would now be ${DONE.update}`,
  "now-remove": `it would now be ${DONE.remove}`,
  "now-keep": `it would now be ${DONE.keep}`,
  "now-removes": "it would now be removed",
  "now-blanks": "its live value would now be replaced by an empty one",
  "now-placeholder": "its live value would now be replaced by a placeholder word",
};

/** Returns the sentence for `how`. */
export function describeOutdated(how: Outdated): string {
  const [, then, now] = /^(\w+)-now-(\w+)$/.exec(how) ?? [];
  if (then === undefined || now === undefined) return SENTENCES[how as OtherThanKinds];
  return `it was to be ${DONE[then as PlannedKind]}, and would now be ${DONE[now as PlannedKind]}`;
}
