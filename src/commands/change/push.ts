/** `lambda-env push`: merge values into a secret or into Parameter Store, where functions take them from. */
import type { Context } from "../../cli/context.ts";
import type { Options } from "../../cli/options.ts";
import { confirmChanges } from "../../cli/prompts/confirm.ts";
import { visibilityOf } from "../../cli/visibility.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { redactPlan } from "../../core/secrecy/redact.ts";
import type { Store } from "../../core/store/store.ts";
import { type ExitCode, LambdaEnvError } from "../../errors.ts";
import { renderPlan, renderTotals } from "../../output/results/plan.ts";
import { DRY_RUN } from "../../output/results/run.ts";
import { renderPush, type ShownPush, sayNextStep, sayPushed } from "../../output/store/push.ts";
import { namesSource } from "../../sources/index.ts";
import { assertLiteralNames } from "../../workflow/change/plan-change.ts";
import { type PlannedPush, planPush } from "../../workflow/push/plan-push.ts";
import { destinationOf, sourceRequest } from "../../workflow/push/push-request.ts";
import { assertSound, readLocalSources } from "../../workflow/sources.ts";

export async function run(options: Options, context: Context): Promise<ExitCode> {
  const destination = destinationOf(options, context.stage);
  assertLiteralNames(options);
  const visibility = visibilityOf(options, context);
  const sources = sourceRequest(options, context.stage);
  assertNamed(options, namesSource({ ...sources, words: options.words }));
  const local = await readLocalSources(sources, context);
  const planned = await planPush(options, destination, local, context);
  assertSound(planned.findings, "nothing was written");
  const { reporter } = context;
  const toShown = (store: Store, plan: Plan, outcome: ShownPush["outcome"]): ShownPush => ({
    store,
    plan: redactPlan(plan, visibility),
    outcome,
    size: planned.size?.(plan),
    findings: planned.findings,
  });
  const facts = { dryRun: options["dry-run"], choice: options };
  const asText = (text: string): void => {
    if (!options.json && text !== "") reporter.result(text);
  };
  const writes = !options["dry-run"] && planned.plan.changes.length > 0;
  const before = toShown(planned.store, planned.plan, planned.plan.changes.length === 0 ? "unchanged" : "planned");
  asText(renderPlan(before, reporter.look, options["all-variables"]));
  const after = writes ? await write(planned, options, context, toShown) : before;
  asText(renderTotals({ ...after, tense: after.outcome === "written" ? "did" : "would", command: "push" }, reporter.look));
  if (options.json) reporter.result(renderPush(after, facts));
  if (writes) {
    const isOfStage = context.stage?.applied.has("secret") === true && destination.kind === "secret";
    reporter.note(sayPushed(after.store));
    reporter.note(sayNextStep(after.store, isOfStage ? context.stage?.name : undefined));
  }
  if (options["dry-run"]) reporter.note(DRY_RUN);
  return 0;
}

async function write(
  planned: PlannedPush,
  options: Options,
  context: Context,
  toShown: (store: Store, plan: Plan, outcome: "written") => ShownPush,
): Promise<ShownPush> {
  await confirmChanges([{ plan: planned.plan, target: planned.store }], options, context);
  if (context.stage?.isProtected === true) {
    const { confirmProtected } = await import("../../cli/prompts/protected.ts");
    await confirmProtected(options, context);
  }
  const written = await planned.write(planned.plan);
  context.reporter.clearProgress();
  return toShown(written.store, written.plan, "written");
}

/** Throws USAGE if nothing is named to be written: no value is ever picked up by itself. */
function assertNamed({ unset }: Options, isNamed: boolean): void {
  if (isNamed || unset.length > 0) return;
  throw new LambdaEnvError("USAGE", "no value is named, so there is nothing to push", {
    hint: "name one: NAME, NAME=VALUE, --env FILE, NAME --stdin, or --from FUNCTION",
  });
}
