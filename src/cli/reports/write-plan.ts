/** `diff --out`: writes the plan to a file. */
import { lossesOf } from "../../core/plan/losses.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { NameChoice } from "../../core/select.ts";
import type { Target } from "../../core/target.ts";
import { shownPath } from "../../files/path.ts";
import { type PlanFileEntry, renderPlanFile, sayPlanWritten } from "../../output/documents/plan-file.ts";
import { planForFile } from "../../workflow/change/plan-file.ts";
import type { Context } from "../context.ts";
import { writeOutput } from "./written-files.ts";

/** Writes the plans to the file `out`. Errors: CANNOT_WRITE; USAGE for a key that could be guessed. */
export async function writePlan(
  { out, choice }: { readonly out: string; readonly choice: NameChoice },
  targets: readonly { readonly target: Target; readonly plan: Plan }[],
  context: Context,
): Promise<void> {
  const { fingerprinted, planned } = planForFile(targets, context);
  const entries = targets.flatMap(({ target, plan }, index): readonly PlanFileEntry[] => {
    const own = planned[index];
    return own === undefined ? [] : [{ target, planned: own, losses: lossesOf(plan) }];
  });
  await writeOutput(
    { kind: "plan", path: out },
    renderPlanFile(entries, { fingerprinted, choice, stage: context.stage }),
    context,
  );
  for (const text of sayPlanWritten(shownPath(out), fingerprinted)) context.reporter.note(text);
}
