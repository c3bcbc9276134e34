/** `lambda-env list`: names, where each comes from, and the size against Lambda's limit. */
import type { Context } from "../../cli/context.ts";
import type { Options } from "../../cli/options.ts";
import { visibilityOf } from "../../cli/visibility.ts";
import { MAX_SIZE_BYTES, sizeBytes, variableBytes } from "../../core/checks/checks.ts";
import { EXTENDABLE_VARIABLES, RESERVED_VARIABLES } from "../../core/checks/reserved.ts";
import { makePlan } from "../../core/plan/plan.ts";
import { redactPlan, showValue, type Visibility } from "../../core/secrecy/redact.ts";
import { type NameChoice, selectValues } from "../../core/select.ts";
import type { Layer } from "../../core/variables.ts";
import type { ExitCode } from "../../errors.ts";
import {
  type ListedVariable,
  type ListOrder,
  listDocument,
  renderLists,
  sortVariables,
  type VariableList,
} from "../../output/results/list.ts";
import { renderRuntime, runtimeDocument } from "../../output/results/runtime.ts";
import type { FoundFunction } from "../../workflow/find/open.ts";
import { assertNoProblems } from "../../workflow/find/problems.ts";
import { readLayers } from "../../workflow/layers.ts";
import { openSession } from "../../workflow/session.ts";
import { readGivenSources } from "../../workflow/stage/given-sources.ts";

export async function run(options: Options, context: Context): Promise<ExitCode> {
  if (options.runtime) return explainRuntime(options, context);
  const visibility = visibilityOf(options, context);
  const local = await readGivenSources(options, context);
  const session = await openSession(options, context);
  const { layered, problems, count } = await readLayers(session, local, "look-for-aliases");
  const order = options.sort === "size" ? "size" : "name";
  const lists = layered.map(({ found, layers }) => listVariables(found, layers, { choice: options, visibility, order }));
  const { reporter } = context;
  reporter.result(options.json ? listDocument(lists, problems) : renderLists(lists, count, reporter.look));
  assertNoProblems(problems, { count, claim: undefined, what: "read" });
  return 0;
}

interface Showing {
  readonly choice: NameChoice;
  readonly visibility: Visibility;
  readonly order: ListOrder;
}

/** Returns the list of a function. The size is that of all variables: Lambda's limit is on the whole. */
function listVariables(
  { target, snapshot }: FoundFunction,
  layers: readonly Layer[],
  { choice, visibility, order }: Showing,
): VariableList {
  const { variables } = snapshot.environment;
  const plan = redactPlan(makePlan({ current: variables, layers, choice }), visibility);
  const entries = new Map([...plan.kept, ...plan.changes].map((entry) => [entry.name, entry]));
  const listed = [...selectValues(variables, choice)].map(
    ([name, value]): ListedVariable => ({
      name,
      bytes: variableBytes(name, value),
      value: showValue(value, visibility),
      entry: entries.get(name),
    }),
  );
  return {
    target,
    variables: sortVariables(listed, order),
    missing: plan.changes.filter((change) => change.kind === "add"),
    total: variables.size,
    bytes: sizeBytes(variables),
    limit: MAX_SIZE_BYTES,
  };
}

function explainRuntime(options: Options, { reporter }: Context): ExitCode {
  reporter.result(
    options.json
      ? runtimeDocument(RESERVED_VARIABLES, EXTENDABLE_VARIABLES)
      : renderRuntime(RESERVED_VARIABLES, EXTENDABLE_VARIABLES, reporter.look),
  );
  return 0;
}
