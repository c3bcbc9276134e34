/** `lambda-env diff`: show what `set` with the same sources would change; it writes nothing. */
import type { Context } from "../../cli/context.ts";
import { assertSourceNamed } from "../../cli/forms.ts";
import type { Options } from "../../cli/options.ts";
import { makePresenter, type PresentedTarget } from "../../cli/present.ts";
import type { NotifyProgress } from "../../cli/reports/progress.ts";
import { withReports } from "../../cli/reports/report.ts";
import { visibilityOf } from "../../cli/visibility.ts";
import { findingsOfAll } from "../../core/finding-groups.ts";
import type { Drift } from "../../core/plan/drift.ts";
import type { ExitCode } from "../../errors.ts";
import { assertLiteralNames, type PlannedRun, planChange } from "../../workflow/change/plan-change.ts";
import type { PlannedTarget } from "../../workflow/change/plan-target.ts";
import { assertNoProblems } from "../../workflow/find/problems.ts";
import { assertWritableNames } from "../../workflow/project.ts";
import { assertSound } from "../../workflow/sources.ts";
import { readGivenSources } from "../../workflow/stage/given-sources.ts";

export function run(options: Options, context: Context): Promise<ExitCode> {
  return withReports("diff", options, context, (reported, notify) => diff(options, reported, notify));
}

async function diff(options: Options, context: Context, notify: NotifyProgress): Promise<ExitCode> {
  // In a SAM project, the default is its template.
  if (options.function.length > 0 || options.stack !== undefined) assertSourceNamed(options, "compare with", context);
  if (options.out !== undefined) assertWritableNames(options);
  const local = await readGivenSources(options, context);
  assertLiteralNames(options);
  const visibility = visibilityOf(options, context);
  const planned = await planChange(options, context, {
    lookup: "look-for-aliases",
    unnamed: "every-function",
    local,
  });
  // A template that samconfig.toml names, or that is beside it, is a source too.
  if (planned.session.project.template === undefined) assertSourceNamed(options, "compare with", context);
  notify(planned.targets);
  const targets: PresentedTarget[] = [];
  for (const target of planned.targets) {
    const outcome = target.plan.changes.length === 0 ? "unchanged" : "planned";
    targets.push({ ...target, outcome, drift: await explainDrift(target, planned) });
  }
  const present = makePresenter("diff", options, visibility, context);
  const { problems = [] } = planned;
  present.plans(targets, problems);
  const findings = findingsOfAll(targets.map(({ target, findings }) => ({ functionName: target.functionName, findings })));
  if (problems.length > 0) present.end(targets, problems);
  assertNoProblems(problems, { count: targets.length + problems.length, claim: undefined, findings });
  assertSound(findings, "set would refuse this");
  if (targets.length === 1) for (const target of targets) present.summary(target);
  present.end(targets);
  if (options.out !== undefined) {
    const { writePlan } = await import("../../cli/reports/write-plan.ts");
    await writePlan({ out: options.out, choice: options }, planned.targets, context);
  }
  const differs = targets.some(({ plan }) => plan.changes.length > 0);
  return options["exit-code"] && differs ? 2 : 0;
}

/** Returns why the function differs. Only what was read of a stack shows that, so nothing is loaded without one. */
async function explainDrift(target: PlannedTarget, { session }: PlannedRun): Promise<readonly Drift[] | undefined> {
  if (target.evaluated === undefined || !session.stack.wasAsked()) return undefined;
  const { readDrift } = await import("../../workflow/change/drift.ts");
  return readDrift(target, session);
}
