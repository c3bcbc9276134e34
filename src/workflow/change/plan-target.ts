/** Plans one function with the sources that a run names. */
import { checkChoice } from "../../core/checks/check-choice.ts";
import { checkPlan } from "../../core/checks/checks.ts";
import { defined } from "../../core/defined.ts";
import { makeFinding } from "../../core/finding.ts";
import { markElsewhere, namesOfStage } from "../../core/plan/copied.ts";
import { makePlan, type Plan } from "../../core/plan/plan.ts";
import { type NameChoice, nameChooser } from "../../core/select.ts";
import type { Target } from "../../core/target.ts";
import type { Layer } from "../../core/variables.ts";
import { type Finding, LambdaEnvError } from "../../errors.ts";
import type { EvaluatedTemplate } from "../../sources/stack/evaluated-template.ts";
import type { FoundFunction } from "../find/open.ts";
import type { ChangeRequest } from "../request.ts";
import { type Session, stackFindings } from "../session.ts";
import { combineSources, type RemoteSources, type SourceResults } from "../sources.ts";

/** One function, and the plan for it. */
export interface PlannedTarget extends FoundFunction {
  readonly plan: Plan;
  /** Findings about the function, its sources and the plan. An error stops the run before anything is written. */
  readonly findings: readonly Finding[];
  /** How the template's values were evaluated, if there is a template. */
  readonly evaluated?: EvaluatedTemplate;
  /** The one function that values are copied from, where nothing else is a source. */
  readonly comparedWith?: Target;
}

export interface TargetSources {
  readonly remote: RemoteSources;
  readonly local: SourceResults;
}

/** Returns the plan of one function; `reported` are findings that have not been reported yet, `layers` what it was made from. */
export async function planTarget(
  found: FoundFunction,
  { remote, local }: TargetSources,
  session: Session<ChangeRequest>,
): Promise<PlannedTarget & { readonly reported: readonly Finding[]; readonly layers: readonly Layer[] }> {
  const { request, surroundings } = session;
  const { unset, prune, literal } = request;
  const { layers: combined, findings: ofSources } = await combineSources(remote, local, request, surroundings);
  const layers = markElsewhere(combined, found.target);
  assertPruneHasSource(layers, request);
  const current = found.snapshot.environment.variables;
  const { deploy, ...planned } = makePlan({ current, layers, unset, prune, literal, choice: request });
  // No deployment changes a version.
  const plan: Plan = { ...planned, ...(found.snapshot.qualifier === undefined ? defined({ deploy }) : {}) };
  const ofChoice = checkChoice(request, { current, layers, unset });
  const reported = [...ofSources, ...findNamesOfStage(layers, request), ...ofChoice, ...checkPlan(plan)];
  const findings = [...found.findings, ...(await stackFindings(session)), ...reported];
  const [comparedWith, another] = remote.copiedFrom ?? [];
  const isCompared = layers.length === 1 && another === undefined && unset.length === 0;
  return {
    ...found,
    plan,
    findings,
    reported,
    layers,
    ...(remote.evaluated && { evaluated: remote.evaluated }),
    ...(isCompared ? defined({ comparedWith }) : {}),
  };
}

/** Returns the findings for names that belong to a stage, and should not be promoted to the next one. */
function findNamesOfStage(layers: readonly Layer[], choice: NameChoice): readonly Finding[] {
  const names = namesOfStage(layers).filter(nameChooser(choice)).join(", ");
  const sourcesOf = (kind: string): readonly string[] =>
    layers.filter((layer) => layer.kind === kind).map(({ source }) => source);
  const [template = ""] = sourcesOf("template");
  const from = sourcesOf("function").join(" and ");
  return names === "" ? [] : [makeFinding("NAMES_OF_STAGE", "warning", { names, from }, { at: { source: template } })];
}

/** Errors: USAGE if `--prune` would remove everything, or all that is chosen, since no source defines any of it. */
function assertPruneHasSource(layers: readonly Layer[], request: ChangeRequest): void {
  if (!request.prune) return;
  const names = layers.flatMap(({ entries }) => [...entries.keys()]);
  if (names.some(nameChooser(request))) return;
  if (names.length > 0) {
    throw new LambdaEnvError(
      "USAGE",
      "--prune would remove all chosen variables, since no source defines one of them; nothing was written",
      {
        hint: "check --only and --except; to remove variables, name them: lambda-env unset NAME",
      },
    );
  }
  throw new LambdaEnvError("USAGE", "--prune removes what no source defines, and no source is named; nothing was written", {
    hint: "name one: --template FILE, --secret ID, --env FILE, or NAME=VALUE",
  });
}
