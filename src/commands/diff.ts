/** `lambda-env diff`: show what `set` with the same sources would change; it writes nothing. */

import type { Context } from "../context.ts";
import { redactPlan } from "../core/redact.ts";
import type { ExitCode } from "../errors.ts";
import { renderCounts, renderPlan } from "../output/plan.ts";
import { planChange } from "./change.ts";
import type { Options } from "./options.ts";
import { assertWish } from "./set.ts";
import { renderPlanDocument, tellDeployOutlook } from "./show.ts";
import { assertSound, readLocalSources } from "./sources.ts";

export async function run(options: Options, context: Context): Promise<ExitCode> {
  assertWish(options);
  const local = await readLocalSources(options, context);
  const { target, plan, findings, visibility } = await planChange(
    { command: "diff", local, unset: options.unset, lookup: "look-for-aliases" },
    options,
    context,
  );
  const { reporter } = context;
  const redacted = redactPlan(plan, visibility);
  if (!options.json) reporter.result(renderPlan(redacted, reporter.style, "all"));
  assertSound(findings, "set would refuse this");
  if (options.json) reporter.result(renderPlanDocument("diff", target, plan, { visibility, findings, outcome: {} }));
  else reporter.result(renderCounts(redacted, "would"));
  tellDeployOutlook(redacted, context);
  return options["exit-code"] && plan.changes.length > 0 ? 2 : 0;
}
