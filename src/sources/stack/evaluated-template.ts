/** One function of a template, evaluated: only the facts that its values need are read. */
import { type Facts, type Need, needKey } from "../../template/evaluate/facts.ts";
import { type TemplateLayer, templateLayer } from "../../template/evaluate/layer.ts";
import type { Template } from "../../template/template.ts";
import type { DatedNeed, FactSource, Gathered } from "./template-facts.ts";

export interface EvaluatedTemplate {
  readonly template: Template;
  readonly result: TemplateLayer;
  readonly gathered: Gathered;
}

export interface EvaluationSource extends FactSource {
  /** Parameters for the next deployment. */
  readonly overrides: () => Promise<ReadonlyMap<string, string>>;
}

/** The initial state, in which nothing has been read. */
export const NOTHING_GATHERED: Gathered = { facts: {}, changes: [] };

/**
 * Returns what `template` defines for one function, with what is `known` and what must be read in addition.
 *
 * A template of literals only reads nothing. Errors: those of `selectFunction`; UNAVAILABLE, NO_CREDENTIALS, NO_REGION,
 * INTERRUPTED.
 */
export async function evaluateTemplate(
  template: Template,
  logicalId: string | undefined,
  source: EvaluationSource,
  known: Gathered = NOTHING_GATHERED,
): Promise<EvaluatedTemplate> {
  const { gathered, layers } = await evaluateAll(template, [logicalId], source, known);
  const [result = templateLayer(template, logicalId, gathered.facts)] = layers;
  return { template, result, gathered };
}

/** Returns the facts that the values of several functions need, each read once. Errors: as `evaluateTemplate`. */
export async function gatherFacts(
  template: Template,
  logicalIds: readonly string[],
  source: EvaluationSource,
  known: Gathered = NOTHING_GATHERED,
): Promise<Gathered> {
  return (await evaluateAll(template, logicalIds, source, known)).gathered;
}

interface Evaluations {
  readonly gathered: Gathered;
  /** One for each function. */
  readonly layers: readonly TemplateLayer[];
}

async function evaluateAll(
  template: Template,
  logicalIds: readonly (string | undefined)[],
  source: EvaluationSource,
  known: Gathered,
): Promise<Evaluations> {
  const evaluate = (facts: Facts): readonly TemplateLayer[] => logicalIds.map((id) => templateLayer(template, id, facts));
  const first = evaluate(known.facts);
  if (needsOf(first).length === 0) return { gathered: known, layers: first };
  const { readNeeds } = await import("./template-facts.ts");
  const overrides = known.facts.overrides ?? (await source.overrides());
  let gathered: Gathered = { ...known, facts: { ...known.facts, overrides } };
  // With other parameters they may need other facts.
  let layers = overrides.size === 0 ? first : evaluate(gathered.facts);
  const asked = new Set<string>();
  for (;;) {
    // A requested fact is answered once, even if only by why it cannot be read; requesting it again would never end.
    const open = needsOf(layers).filter((need) => !asked.has(needKey(need)));
    if (open.length === 0) return { gathered, layers };
    for (const need of open) asked.add(needKey(need));
    gathered = await readNeeds(open, gathered, source);
    layers = evaluate(gathered.facts);
  }
}

function needsOf(layers: readonly TemplateLayer[]): readonly Need[] {
  const needs = layers.flatMap((layer) => layer.needs);
  return [...new Map(needs.map((need) => [needKey(need), need])).values()];
}

/** Returns the names whose values depend on a secret or a parameter that was stored after `since`. */
export function namesChangedSince({ template, result, gathered }: EvaluatedTemplate, since: Date): ReadonlySet<string> {
  const names = gathered.changes.filter(({ changedAt }) => changedAt > since).flatMap((change) => dependents(change));
  return new Set(names);

  /** Returns the names whose values depend on a fact: those that are unresolved without it. */
  function dependents({ need }: DatedNeed): readonly string[] {
    const without = templateLayer(template, result.logicalId, withoutFact(gathered.facts, need));
    return [...result.layer.entries.values()].flatMap(({ kind, name }) =>
      kind === "value" && without.layer.entries.get(name)?.kind !== "value" ? [name] : [],
    );
  }
}

function withoutFact(facts: Facts, need: DatedNeed["need"]): Facts {
  const gone = { unavailable: "left out" };
  if (need.kind === "ssm") return { ...facts, ssm: new Map([...(facts.ssm ?? []), [need.name, gone]]) };
  return { ...facts, secrets: new Map([...(facts.secrets ?? []), [needKey(need), gone]]) };
}
