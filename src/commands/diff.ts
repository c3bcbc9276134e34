/** `lambda-env diff`: show what `set` with the same sources would change; it writes nothing. */

import type { Context } from "../cli/context.ts";
import type { Options } from "../cli/options.ts";
import { type TellProgress, withReports } from "../cli/report.ts";
import { renderPlanDocument, tellDeployOutlook } from "../cli/show.ts";
import { redactPlan } from "../core/redact.ts";
import type { ExitCode } from "../errors.ts";
import type { Json } from "../output/json.ts";
import { renderAsks } from "../output/losses.ts";
import { renderCounts, renderPlan } from "../output/plan.ts";
import { type Planned, planChange } from "../workflow/change.ts";
import { assertSound, readLocalSources, readRemoteSources } from "../workflow/sources.ts";
import { assertWish } from "./set.ts";

export function run(options: Options, context: Context): Promise<ExitCode> {
  return withReports("diff", options, context, (reported, tell) => diff(options, reported, tell));
}

async function diff(options: Options, context: Context, tell: TellProgress): Promise<ExitCode> {
  // In a SAM project there is its template to compare with.
  if (options.function !== undefined || options.stack !== undefined) assertWish(options);
  const local = await readLocalSources(options, context);
  const planned = await planChange(
    { command: "diff", local, readRemote: readRemoteSources, unset: options.unset, lookup: "look-for-aliases", tell },
    options,
    context,
  );
  const { target, plan, findings, visibility } = planned;
  const drift = await explain(planned, context);
  const { reporter } = context;
  const redacted = redactPlan(plan, visibility);
  if (!options.json) reporter.result(renderPlan(redacted, reporter.style, "all"));
  assertSound(findings, "set would refuse this");
  if (options.json)
    reporter.result(renderPlanDocument("diff", target, plan, { visibility, findings, outcome: { drift: drift.document } }));
  else reporter.result(`${renderCounts(redacted, "would")}${renderAsks(redacted.losses, "set")}`);
  drift.tell();
  tellDeployOutlook(redacted, context);
  if (options.out !== undefined) {
    const { writePlan } = await import("../workflow/plan-file.ts");
    await writePlan(options.out, target, plan, context);
  }
  return options["exit-code"] && plan.changes.length > 0 ? 2 : 0;
}

/** Only what was read of a stack tells why something differs, so that nothing is loaded without one. */
async function explain(planned: Planned, context: Context): Promise<{ readonly document: Json; readonly tell: () => void }> {
  if (planned.evaluated === undefined || !planned.scene.stack.wasAsked()) return { document: null, tell: () => {} };
  const { readDrift, tellDrift, driftDocument } = await import("../workflow/drift.ts");
  const drift = await readDrift(planned, context);
  return { document: driftDocument(drift), tell: () => tellDrift(drift, context) };
}
