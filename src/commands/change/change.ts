/** The steps that all commands which change variables share: plan, show, confirm, apply, verify, publish. */

import type { Context } from "../../cli/context.ts";
import type { Options } from "../../cli/options.ts";
import { makePresenter, type PresentedTarget } from "../../cli/present.ts";
import { confirmChanges } from "../../cli/prompts/confirm.ts";
import type { NotifyProgress } from "../../cli/reports/progress.ts";
import { visibilityOf } from "../../cli/visibility.ts";
import { findingsOfAll } from "../../core/finding-groups.ts";
import type { ExitCode } from "../../errors.ts";
import { describeStored } from "../../output/messages/history.ts";
import { DRY_RUN } from "../../output/results/run.ts";
import { applyChange, assertWritableNow } from "../../workflow/change/apply-change.ts";
import type { Fleet } from "../../workflow/change/fleet.ts";
import { assertLiteralNames, type PlannedRun, planChange } from "../../workflow/change/plan-change.ts";
import type { PlanLock } from "../../workflow/change/plan-file.ts";
import { openPlan } from "../../workflow/change/plan-lock.ts";
import type { PlannedTarget } from "../../workflow/change/plan-target.ts";
import type { Publisher } from "../../workflow/change/publish.ts";
import { openPublisher } from "../../workflow/change/publisher.ts";
import { withHistory } from "../../workflow/history/open-history.ts";
import { assertSound, type SourceResults } from "../../workflow/sources.ts";

export interface ChangeCommand {
  readonly command: "set" | "unset";
  /** The request: the options, with the names to remove and the sources that the command itself stands for. */
  readonly request: Options;
  /** The sources that need no request; without them none counts. */
  readonly local: SourceResults | undefined;
}

/** Plans, shows, asks if something would be lost, writes and verifies; with `--dry-run` it stops after showing. */
export async function changeVariables(
  { command, request, local }: ChangeCommand,
  context: Context,
  notify: NotifyProgress,
): Promise<ExitCode> {
  const lock = await openPlan(request, context);
  assertLiteralNames(request);
  const lookup = request["dry-run"] ? "look-for-aliases" : "ask-nothing-more";
  const run = await planChange(request, context, { lookup, local });
  return carryOut({ command, request, run, lock, asks: "losses" }, context, notify);
}

interface PlannedCommand {
  readonly command: string;
  readonly request: Options;
  readonly run: PlannedRun;
  readonly lock: PlanLock;
  /** What to ask about: what would be lost, or whatever would change. */
  readonly asks: "losses" | "changes";
}

/** Shows what is planned, asks, writes and verifies. */
export async function carryOut(
  { command, request, run, lock: planLock, asks }: PlannedCommand,
  context: Context,
  notify: NotifyProgress,
): Promise<ExitCode> {
  const visibility = visibilityOf(request, context);
  const isDry = request["dry-run"];
  const { targets } = run;
  notify(targets);
  assertSound(
    findingsOfAll(targets.map(({ target, findings }) => ({ functionName: target.functionName, findings }))),
    "nothing was written",
  );
  planLock.assertHolds(targets);
  const lock = await withHistory(planLock, run, (changes) => describeStored(command, changes));
  const fleet = targets.length > 1 && !isDry ? await openMany(run, lock) : undefined;
  const publishers = await Promise.all(fleet ? [] : targets.map(({ opened }) => openPublisher(opened, run.session)));
  const present = makePresenter(command, request, visibility, context);
  present.plans(targets.map(unwritten));

  const writes = !isDry && targets.some(hasChanges);
  if (writes) {
    await assertWritableNow(run);
    await confirmChanges(targets, request, context, asks);
  }
  if (context.stage?.isProtected === true && !isDry && (writes || (await publishes(run, fleet ?? publishers)))) {
    const { confirmProtected } = await import("../../cli/prompts/protected.ts");
    await confirmProtected(request, context);
  }
  if (fleet !== undefined) {
    const { applyToMany } = await import("./change-many.ts");
    return applyToMany(fleet, present, context, notify);
  }
  const applied = writes ? await applyChange(run, lock) : targets.map((target) => ({ ...target, written: false }));
  context.reporter.clearProgress();
  if (writes) notify(applied);
  const ended: PresentedTarget[] = [];
  for (const [index, { written, snapshot, ...target }] of applied.entries()) {
    const shown: PresentedTarget = written ? { ...target, outcome: "written" } : unwritten(target);
    if (targets.length === 1) present.summary(shown);
    if (written) present.verified(target.target);
    const published = await publishers[index]?.publish(snapshot, written).catch((error: unknown) => {
      // The document of a run that fails now still says what was written.
      if (written) present.end([...ended, shown]);
      throw error;
    });
    present.published(published);
    ended.push({ ...shown, published });
  }
  if (ended.some(({ published }) => published !== undefined)) {
    notify(applied.map((target, index) => ({ ...target, published: ended[index]?.published })));
  }
  present.end(ended);
  if (isDry) context.reporter.note(DRY_RUN);
  return 0;
}

/** Opens several functions for writing, with code that is only loaded for them. */
async function openMany(run: PlannedRun, lock: PlanLock): Promise<Fleet> {
  const { openFleet } = await import("../../workflow/change/fleet.ts");
  return openFleet(run, lock);
}

/** Returns whether a run that writes nothing publishes what an alias does not have yet. */
async function publishes({ targets }: PlannedRun, fleet: Fleet | readonly (Publisher | undefined)[]): Promise<boolean> {
  if (!Array.isArray(fleet)) return (fleet as Fleet).isBehind();
  for (const [index, { snapshot }] of targets.entries()) if (await fleet[index]?.isBehind(snapshot)) return true;
  return false;
}

function hasChanges({ plan }: Pick<PlannedTarget, "plan">): boolean {
  return plan.changes.length > 0;
}

function unwritten<Target extends Pick<PlannedTarget, "target" | "plan" | "findings">>(target: Target): PresentedTarget {
  return { ...target, outcome: hasChanges(target) ? "planned" : "unchanged" };
}
