/** Finds out why the function differs from its template, if what was deployed shows it. */
import { type Drift, explainDrift } from "../../core/plan/drift.ts";
import { type NameChoice, nameChooser, selectValues } from "../../core/select.ts";
import type { LayerEntry } from "../../core/variables.ts";
import { type EvaluatedTemplate, evaluateTemplate } from "../../sources/stack/evaluated-template.ts";
import { logicalIdOf } from "../../sources/stack/stack.ts";
import { rotatedNames } from "../../sources/template/template-source.ts";
import type { Facts } from "../../template/evaluate/facts.ts";
import { child, textOf } from "../../template/read/tree.ts";
import type { Template } from "../../template/template.ts";
import type { ChangeRequest } from "../request.ts";
import type { Session } from "../session.ts";
import type { PlannedTarget } from "./plan-target.ts";

/**
 * Returns the differences; undefined where no stack that has the function was read, or the deployed template may not be, and for a version or
 * an alias, which no deployment changes.
 */
export async function readDrift(planned: PlannedTarget, session: Session<ChangeRequest>): Promise<readonly Drift[] | undefined> {
  const { evaluated, snapshot } = planned;
  const logicalId = evaluated?.result.logicalId;
  if (evaluated === undefined || logicalId === undefined || !session.stack.wasAsked()) return undefined;
  if (snapshot.qualifier !== undefined) return undefined;
  const stack = await session.stack.get();
  if ("unavailable" in stack || logicalIdOf(stack.value, snapshot.functionName) !== logicalId) return undefined;
  const choice = session.request;
  const live = selectValues(snapshot.environment.variables, choice);
  const wanted = chooseEntries(evaluated, choice);
  const differs = [...wanted.values()].some((entry) => entry.kind === "value" && entry.value !== live.get(entry.name));
  const dropped = [...live.keys()].some((name) => !wanted.has(name));
  if (!differs && !dropped) return [];
  const deployed = await evaluateDeployed(evaluated, logicalId, session);
  if (deployed === undefined) return undefined;
  const rotated = new Set([
    ...(await rotatedNames(evaluated, session, planned)),
    ...(await rotatedNames(deployed, session, planned)),
  ]);
  return explainDrift({ live, wanted, deployed: chooseEntries(deployed, choice), rotated });
}

function chooseEntries({ result }: EvaluatedTemplate, choice: NameChoice): ReadonlyMap<string, LayerEntry> {
  const chooses = nameChooser(choice);
  return new Map([...result.layer.entries].filter(([name]) => chooses(name)));
}

/** Evaluates the deployed template with the parameters of its deployment; what is already known is not read again. */
async function evaluateDeployed(
  { gathered, template: ours }: EvaluatedTemplate,
  logicalId: string,
  { aws, stack, processed: deployed, surroundings }: Session,
): Promise<EvaluatedTemplate | undefined> {
  const source = { aws, stack: stack.get, overrides: async () => new Map<string, string>(), signal: surroundings.signal };
  const processed = gathered.facts.processed ?? (await deployed.get());
  if ("unavailable" in processed || !processed.value.functions.has(logicalId)) return undefined;
  const template: Template = processed.value;
  const known = { ...gathered, facts: { ...gathered.facts, ...deployedParameters(ours, gathered.facts), processed } };
  return evaluateTemplate(template, logicalId, source, known);
}

/**
 * Returns the parameters of the last deployment. The next one may get other values, but what the project defines shows which
 * characters are certain.
 */
function deployedParameters({ root }: Template, { overrides = new Map() }: Facts): Pick<Facts, "overrides" | "stated"> {
  const declared = child(root, "Parameters");
  const defaults = (declared?.kind === "map" ? [...declared.entries] : []).flatMap(([name, { value }]): [string, string][] => {
    const text = textOf(child(value, "Default"));
    return text === undefined ? [] : [[name, text]];
  });
  return { overrides: new Map(), stated: new Map([...defaults, ...overrides]) };
}
