/** One function of a template, evaluated with facts → the template's layer, and the facts that are still missing. */
import { makeFinding } from "../../core/finding.ts";
import { type Layer, type LayerEntry, makeLayer } from "../../core/variables.ts";
import type { Finding, Place } from "../../errors.ts";
import type { Template } from "../template.ts";
import { evaluateFunction } from "./evaluate-function.ts";
import { type Facts, type Need, needKey } from "./facts.ts";
import type { Absent, Result } from "./result.ts";
import { chooseFunction } from "./transforms.ts";

export interface TemplateLayer {
  /** The function whose layer this is. */
  readonly logicalId?: string;
  readonly layer: Layer;
  readonly findings: readonly Finding[];
  /** What to read before evaluating again; empty if nothing more can be determined. */
  readonly needs: readonly Need[];
  /** Names whose value depends on a rule of ours, such as the form of an ARN, instead of on what AWS returns. */
  readonly derived: ReadonlySet<string>;
}

/**
 * Returns what `template` defines for the variables of one function; each origin is the place of the variable's value.
 *
 * Shape: what cannot be determined is an unresolved entry, never a guess. Without facts, every function that needs them is
 * unresolved.
 * Errors: those of `selectFunction`.
 */
export function templateLayer(template: Template, logicalId?: string, facts: Facts = {}): TemplateLayer {
  const chosen = chooseFunction(template, logicalId, facts);
  if (chosen === "processed") {
    const finding = makeFinding(
      "TEMPLATE_MAP_UNRESOLVED",
      "error",
      { reason: "a transform creates the function" },
      { at: template.root.at },
    );
    return {
      layer: makeLayer("template", template.source, []),
      findings: [finding],
      needs: [{ kind: "processed" }],
      derived: new Set(),
    };
  }
  const read = evaluateFunction(chosen, facts);
  const entries = read.variables.flatMap(({ name, result, at }) => (result.kind === "absent" ? [] : [toEntry(name, result, at)]));
  const derived = read.variables.flatMap(({ name, result }) => (result.kind === "value" && result.derived ? [name] : []));
  return {
    logicalId: chosen.fn.logicalId,
    layer: makeLayer("template", template.source, entries, read.openTo),
    findings: read.findings,
    needs: [...new Map(read.needs.map((need) => [needKey(need), need])).values()],
    derived: new Set(derived),
  };
}

function toEntry(name: string, result: Exclude<Result, Absent>, at: Place): LayerEntry {
  const origin = { layer: "template", ...at } as const;
  if (result.kind === "unresolved") return { kind: "unresolved", name, origin, reason: result.reason.text };
  const { data, sensitive, from } = result;
  const provenance = from.length === 0 ? {} : { provenance: from.map(({ text }) => text).join(", ") };
  return { kind: "value", name, value: String(data), sensitive, origin, ...provenance };
}
