/** A plan as a file: one JSON document without values, the same bytes for the same plan. */

import type { Losses } from "../core/plan/losses.ts";
import { FINGERPRINTS, type PlanFile } from "../core/plan/plan-file.ts";
import { type Json, lossesDocument, originDocument, renderJson } from "./json.ts";

/** Returns the text of the file; `target` names the function, and `losses` what `set` would ask about. */
export function renderPlanFile(file: PlanFile, target: Json, losses: Losses): string {
  const count = (kind: string): number => file.names.filter((entry) => entry.kind === kind).length;
  const summary = { added: count("add"), updated: count("update"), removed: count("remove"), kept: count("keep") };
  return renderJson({
    document: "plan",
    target,
    fingerprints: file.fingerprinted ? FINGERPRINTS : null,
    changed: summary.added + summary.updated + summary.removed > 0,
    summary,
    asks: lossesDocument(losses),
    variables: file.names.map(({ name, kind, why, loss, origin, before, after }) => ({
      name,
      kind,
      why: why ?? null,
      blanks: loss === "blanks",
      placeholder: loss === "placeholder",
      origin: originDocument(origin),
      before: before ?? null,
      after: after ?? null,
    })),
  });
}
