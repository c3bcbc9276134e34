/** A plan as a file: one JSON document without values, the same bytes for the same plan. */
import type { Json } from "../../core/json.ts";
import type { Losses } from "../../core/plan/losses.ts";
import { FINGERPRINT_KEY, FINGERPRINTS, type PlannedFunction } from "../../core/plan/plan-file.ts";
import type { NameChoice } from "../../core/select.ts";
import type { ActiveStage } from "../../core/stage/active-stage.ts";
import type { Target } from "../../core/target.ts";
import { choiceDocument } from "../messages/choice.ts";
import { lossesDocument, originDocument, renderJson, stageDocument, targetDocument } from "./json.ts";

/** One function of the file: its identity, its plan, and what `set` would ask about. */
export interface PlanFileEntry {
  readonly target: Target;
  readonly planned: PlannedFunction;
  readonly losses: Losses;
}

interface PlanFileFacts {
  readonly fingerprinted: boolean;
  readonly choice: NameChoice;
  /** The stage that it was made with, if any. */
  readonly stage?: Pick<ActiveStage, "name" | "source" | "isProtected"> | undefined;
}

/** Returns the text of the file. */
export function renderPlanFile(entries: readonly PlanFileEntry[], { fingerprinted, choice, stage }: PlanFileFacts): string {
  const targets = entries.map(entryDocument);
  return renderJson({
    ...(stage === undefined ? {} : { stage: stageDocument(stage) }),
    document: "plan",
    fingerprints: fingerprinted ? FINGERPRINTS : null,
    chosen: choiceDocument(choice),
    targets,
  });
}

function entryDocument({ target, planned, losses }: PlanFileEntry): { readonly [key: string]: Json } {
  const count = (kind: string): number => planned.names.filter((entry) => entry.kind === kind).length;
  const summary = { added: count("add"), updated: count("update"), removed: count("remove"), kept: count("keep") };
  return {
    ...targetDocument(target),
    changed: summary.added + summary.updated + summary.removed > 0,
    summary,
    asks: lossesDocument(losses),
    variables: planned.names.map(({ name, kind, why, loss, origin, before, after }) => ({
      name,
      kind,
      why: why ?? null,
      blanks: loss === "blanks",
      placeholder: loss === "placeholder",
      origin: originDocument(origin),
      before: before ?? null,
      after: after ?? null,
    })),
  };
}

/** Returns the message with the path of the plan, and a warning about what it cannot show. */
export function sayPlanWritten(path: string, fingerprinted: boolean): readonly string[] {
  const written = `the plan is in ${path}`;
  if (fingerprinted) return [written];
  return [
    written,
    `the plan has no fingerprints: set --plan will notice changes of the function, of names and of sources, but not a new value in the same source; give both runs the same ${FINGERPRINT_KEY} (openssl rand -hex 32)`,
  ];
}
