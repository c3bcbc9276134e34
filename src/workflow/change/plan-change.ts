/** What a run would change: the functions found and read, the sources read, and a plan for each function. Nothing is written. */
import { checkPlan, isValidName } from "../../core/checks/checks.ts";
import { makePlan, type Plan } from "../../core/plan/plan.ts";
import type { Layer } from "../../core/variables.ts";
import { type Finding, LambdaEnvError } from "../../errors.ts";
import type { EvaluatedTemplate } from "../../sources/stack/evaluated-template.ts";
import { type AliasLookup, type FoundFunction, findFunctions } from "../find.ts";
import type { ChangeRequest } from "../request.ts";
import { openSession, type Session, stackFindings } from "../session.ts";
import { combineSources, prefetchSources, type RemoteSources, readRemoteSources, type SourceResults } from "../sources.ts";
import type { Surroundings } from "../surroundings.ts";

/** One function, and the plan for it. */
export interface PlannedTarget extends FoundFunction {
  readonly plan: Plan;
  /** What there is to report of the function, its sources and the plan. An error stops the run before anything is written. */
  readonly findings: readonly Finding[];
  /** How the template's values came about, where there is a template. */
  readonly evaluated?: EvaluatedTemplate;
}

export interface PlannedRun {
  readonly session: Session<ChangeRequest>;
  readonly targets: readonly PlannedTarget[];
}

export interface PlanOptions {
  readonly lookup: AliasLookup;
  /** What was read before any request; without it no source counts at all, not even those of a project's files. */
  readonly local: SourceResults | undefined;
}

/**
 * Returns the plan of `request` for each of its functions.
 *
 * Errors: those of reading; what is wrong with a plan is among its findings.
 */
export async function planChange(
  request: ChangeRequest,
  surroundings: Surroundings,
  { lookup, local }: PlanOptions,
): Promise<PlannedRun> {
  const session = await openSession(request, surroundings);
  const prefetched = local === undefined ? undefined : prefetchSources(session);
  const targets: PlannedTarget[] = [];
  for (const found of await findFunctions(session, { lookup, alias: request.alias })) {
    const remote = prefetched === undefined ? NO_SOURCES : await readRemoteSources(session, found, prefetched);
    surroundings.tell({ kind: "target", target: found.target });
    targets.push(await planTarget(found, { remote, local: local ?? NO_SOURCES }, session));
  }
  return { session, targets };
}

const NO_SOURCES: RemoteSources = { layers: [], findings: [] };

interface TargetSources {
  readonly remote: RemoteSources;
  readonly local: SourceResults;
}

async function planTarget(
  found: FoundFunction,
  { remote, local }: TargetSources,
  session: Session<ChangeRequest>,
): Promise<PlannedTarget> {
  const { request, surroundings } = session;
  const { unset, prune, literal } = request;
  const { layers, findings: told } = await combineSources(remote, local, request, surroundings);
  assertPruneHasSource(layers, prune);
  const current = found.snapshot.environment.variables;
  const plan = makePlan({ current, layers, unset, prune, literal });
  const fresh = [...told, ...checkPlan(plan)];
  const findings = [...found.findings, ...(await stackFindings(session)), ...fresh];
  surroundings.tell({ kind: "findings", findings: fresh });
  return { ...found, plan, findings, ...(remote.evaluated && { evaluated: remote.evaluated }) };
}

/** Errors: USAGE where `--prune` would remove everything, since no source defines anything. */
function assertPruneHasSource(layers: readonly Layer[], prune: boolean): void {
  if (!prune || layers.some(({ entries }) => entries.size > 0)) return;
  throw new LambdaEnvError("USAGE", "--prune removes what no source defines, and no source is named; nothing was written", {
    hint: "name one: --template FILE, --secret ID, --env FILE, or NAME=VALUE",
  });
}

/** Errors: USAGE for what is not a name. It is not repeated, since it may be a value. */
export function assertLiteralNames({ literal }: Pick<ChangeRequest, "literal">): void {
  if (literal.every(isValidName)) return;
  throw new LambdaEnvError("USAGE", "--literal takes the name of a variable alone", { hint: "--literal NAME" });
}
