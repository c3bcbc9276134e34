/** A plan as a file: one JSON document without values, the same bytes for the same plan. */
import { FINGERPRINTS, type PlanFile } from "../core/plan-file.ts";
import { type Json, originDocument, renderJson } from "./json.ts";

/** Returns the text of the file; `target` names the function for people and programs. */
export function renderPlanFile(file: PlanFile, target: Json): string {
  const count = (kind: string): number => file.names.filter((entry) => entry.kind === kind).length;
  const summary = { added: count("add"), updated: count("update"), removed: count("remove"), kept: count("keep") };
  return renderJson({
    document: "plan",
    target,
    fingerprints: file.fingerprinted ? FINGERPRINTS : null,
    changed: summary.added + summary.updated + summary.removed > 0,
    summary,
    variables: file.names.map(({ name, kind, why, origin, before, after }) => ({
      name,
      kind,
      why: why ?? null,
      origin: originDocument(origin),
      before: before ?? null,
      after: after ?? null,
    })),
  });
}
