/** The story that `set` and `unset` share: read, plan, show, confirm, apply, verify. */
import { applyPlan } from "../apply/apply.ts";
import { assertNotReplica, assertUpdatable } from "../apply/target.ts";
import { confirmLosses } from "../cli/confirm.ts";
import type { Context } from "../cli/context.ts";
import type { Options } from "../cli/options.ts";
import type { TellProgress } from "../cli/report.ts";
import { renderPlanDocument, tellDeployOutlook, tellTarget, visibilityOf } from "../cli/show.ts";
import { checkPlan, isValidName } from "../core/checks/checks.ts";
import { lossesOf } from "../core/plan/losses.ts";
import { makePlan, type Plan } from "../core/plan/plan.ts";
import { redactPlan, type Visibility } from "../core/redact.ts";
import type { Layer } from "../core/variables.ts";
import { type ExitCode, type Finding, LambdaEnvError } from "../errors.ts";
import { escapeForeign, escapeLines } from "../output/escape.ts";
import type { Json } from "../output/json.ts";
import { renderAsks } from "../output/losses.ts";
import { renderCounts, renderPlan } from "../output/plan.ts";
import type { EvaluatedTemplate } from "../sources/stack/evaluated-template.ts";
import { type AliasLookup, type FoundFunction, findFunction, settleOptions } from "./find.ts";
import { openPlan } from "./plan-lock.ts";
import { openPublisher } from "./publisher.ts";
import { assertStackIsStill, openScene, type Scene, stackFindings } from "./scene.ts";
import { assertSound, combineSources, type RemoteSources, type readRemoteSources, type SourceResults } from "./sources.ts";

/** What is wanted, beside the sources that need requests. */
export interface Wish {
  readonly command: string;
  readonly local: SourceResults;
  readonly unset: readonly string[];
  readonly lookup: AliasLookup;
  readonly readRemote: (...args: Parameters<typeof readRemoteSources>) => Promise<RemoteSources>;
  readonly tell: TellProgress;
}

/** Everything that was read, and the plan made from it. */
export interface Planned extends FoundFunction {
  readonly scene: Scene;
  readonly evaluated?: EvaluatedTemplate;
  readonly plan: Plan;
  readonly findings: readonly Finding[];
  readonly visibility: Visibility;
}

/** Reads the function and the remote sources side by side, and plans. Errors: those of reading, and INVALID_INPUT for the plan. */
export async function planChange(wish: Wish, options: Options, context: Context): Promise<Planned> {
  assertLiteralNames(options);
  const visibility = visibilityOf(options, context);
  const scene = await openScene(options, context);
  const finding = findFunction(scene, options, context, wish.lookup);
  const [found, remote] = await Promise.all([finding, wish.readRemote(scene, finding, options, context)]);
  const { snapshot, target } = found;
  tellTarget(target, context);
  const { layers, findings: told } = await combineSources(remote, wish.local, options, context);
  assertPruneHasSource(layers, options);
  const { prune, literal } = options;
  const plan = makePlan({ current: snapshot.environment.variables, layers, unset: wish.unset, prune, literal });
  const fresh = [...told, ...checkPlan(plan)];
  const findings = [...found.findings, ...(await stackFindings(scene)), ...fresh];
  wish.tell({ target, plan: redactPlan(plan, "hide"), findings, written: false });
  context.reporter.findings(fresh);
  const { evaluated } = remote;
  return { ...found, scene, plan, findings, visibility, ...(evaluated === undefined ? {} : { evaluated }) };
}

/** Plans, shows, asks where something would be lost, writes and verifies; with `--dry-run` it stops after showing. */
export async function changeVariables(wish: Wish, options: Options, context: Context): Promise<ExitCode> {
  const lock = await openPlan(options, context);
  const planned = await planChange(wish, options, context);
  const { opened, snapshot, target, plan, findings, visibility } = planned;
  const { reporter } = context;
  const redacted = redactPlan(plan, visibility);
  const document = (written: Plan, outcome: { readonly [key: string]: Json }): void =>
    reporter.result(renderPlanDocument(wish.command, target, written, { visibility, findings, outcome }));

  assertSound(findings, "nothing was written");
  lock.assertHolds(target, plan);
  const publisher = await openPublisher(opened, options, context);
  if (!options.json) reporter.result(renderPlan(redacted, reporter.style, options["dry-run"] ? "all" : "notable"));
  if (options["dry-run"] || plan.changes.length === 0) {
    if (!options.json) reporter.result(`${renderCounts(redacted, "would")}${renderAsks(redacted.losses, wish.command)}`);
    const { text, document: published } = await publisher.publish(snapshot, false);
    if (options.json) document(plan, { dry_run: options["dry-run"], written: false, ...published });
    else if (text !== "") reporter.result(escapeLines(text));
    tellDeployOutlook(redacted, context);
    if (options["dry-run"]) reporter.note("dry run: nothing was written");
    return 0;
  }
  assertNotReplica(snapshot);
  assertUpdatable(snapshot, "nothing was written");
  await assertStackIsStill(planned.scene);
  await confirmLosses(plan, target, options, context);
  const result = await applyPlan(lock.lockPort(opened.port), plan, snapshot, {
    ...settleOptions(options, context),
    check: (rebased) => {
      lock.assertSame(plan, rebased);
      assertNotEmptied(plan, rebased, options);
      assertSound(checkPlan(rebased), "nothing was written");
    },
  });
  reporter.clearProgress();
  const written = result.kind === "applied" ? result.plan : plan;
  wish.tell({ target, plan: redactPlan(written, "hide"), findings, written: true });
  if (!options.json) reporter.result(renderCounts(redactPlan(written, visibility), "did"));
  tellDeployOutlook(redacted, context);
  reporter.note(`verified: ${escapeForeign(target.functionName)} has what was meant`);
  const { text, document: published } = await publisher.publish(result.kind === "applied" ? result.snapshot : snapshot, true);
  if (options.json) document(written, { dry_run: false, written: true, ...published });
  else if (text !== "") reporter.result(escapeLines(text));
  return 0;
}

/** Errors: USAGE where `--prune` would remove everything, since no source defines anything. */
function assertPruneHasSource(layers: readonly Layer[], { prune }: Options): void {
  if (!prune || layers.some(({ entries }) => entries.size > 0)) return;
  throw new LambdaEnvError("USAGE", "--prune removes what no source defines, and no source is named; nothing was written", {
    hint: "name one: --template FILE, --secret ID, --env FILE, or NAME=VALUE",
  });
}

/** Errors: CONFLICT where others removed the variables that would have stayed: that none is left was not asked about. */
function assertNotEmptied(plan: Plan, rebased: Plan, options: Options): void {
  if (options["allow-empty"] || lossesOf(plan).empties || !lossesOf(rebased).empties) return;
  throw new LambdaEnvError(
    "CONFLICT",
    "someone else removed the other variables meanwhile, so none would be left; nothing was written",
    {
      hint: "run the same command again to see what differs",
    },
  );
}

/** Errors: USAGE for what is no name. It is not repeated, since it may be a value. */
function assertLiteralNames({ literal }: Options): void {
  if (literal.every(isValidName)) return;
  throw new LambdaEnvError("USAGE", "--literal takes the name of a variable alone", { hint: "--literal NAME" });
}
