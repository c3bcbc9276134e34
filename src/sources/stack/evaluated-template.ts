/** One function of a template, evaluated: facts are read only as far as its values need them. */
import { type Facts, needKey } from "../../template/evaluate/facts.ts";
import { type TemplateLayer, templateLayer } from "../../template/evaluate/layer.ts";
import type { Template } from "../../template/template.ts";
import type { DatedNeed, FactSource, Gathered } from "./template-facts.ts";

export interface EvaluatedTemplate {
  readonly template: Template;
  readonly result: TemplateLayer;
  readonly gathered: Gathered;
}

export interface EvaluationSource extends FactSource {
  /** Parameters that the next deployment is given. */
  readonly overrides: () => Promise<ReadonlyMap<string, string>>;
}

const NOTHING_GATHERED: Gathered = { facts: {}, changes: [] };

/**
 * Returns what `template` says of one function, over what is `known` and what has to be read beside.
 *
 * A template of literals alone reads nothing. Errors: those of `selectFunction`; UNAVAILABLE, NO_CREDENTIALS, NO_REGION, INTERRUPTED.
 */
export async function evaluateTemplate(
  template: Template,
  logicalId: string | undefined,
  source: EvaluationSource,
  known: Gathered = NOTHING_GATHERED,
): Promise<EvaluatedTemplate> {
  const first = templateLayer(template, logicalId, known.facts);
  if (first.needs.length === 0) return { template, result: first, gathered: known };
  const { readNeeds } = await import("./template-facts.ts");
  const overrides = known.facts.overrides ?? (await source.overrides());
  let gathered: Gathered = { ...known, facts: { ...known.facts, overrides } };
  // With other parameters it may need other things.
  let result = overrides.size === 0 ? first : templateLayer(template, logicalId, gathered.facts);
  const asked = new Set<string>();
  for (;;) {
    // What was asked for once is answered, be it by why it cannot be had; asking again would never end.
    const open = result.needs.filter((need) => !asked.has(needKey(need)));
    if (open.length === 0) return { template, result, gathered };
    for (const need of open) asked.add(needKey(need));
    gathered = await readNeeds(open, gathered, source);
    result = templateLayer(template, logicalId, gathered.facts);
  }
}

/** Returns the names whose values rest on a secret or a parameter that was stored after `since`. */
export function namesChangedSince({ template, result, gathered }: EvaluatedTemplate, since: Date): ReadonlySet<string> {
  const names = gathered.changes.filter(({ changedAt }) => changedAt > since).flatMap((change) => dependents(change));
  return new Set(names);

  /** A value that cannot be told without a fact rests on it. */
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
