/** What the next deployment of the template would do to variables. */
import { isBlank } from "../checks/value-form.ts";
import type { Layer, Values } from "../variables.ts";
import { mergeLayers } from "./merge.ts";

/** Names that a deployment of the template would drop, blank with its placeholders, or overwrite with other values. */
export interface DeployOutlook {
  /** The template as a source is named. */
  readonly template: string;
  readonly overwrites: readonly string[];
  readonly drops: readonly string[];
  readonly blanks: readonly string[];
}

/** Returns the transform that may define more names than the layers do; undefined if they define all. */
export function openLayer(layers: readonly Layer[]): string | undefined {
  return layers.find(({ openTo }) => openTo !== undefined)?.openTo;
}

/** Returns the outlook on `desired`; undefined without a template. */
export function deployOutlook(desired: Values, layers: readonly Layer[]): DeployOutlook | undefined {
  const template = layers.filter((layer) => layer.kind === "template");
  const [first] = template;
  if (first === undefined) return undefined;
  const carried = mergeLayers(template);
  // A transform may create variables that are not in the text of the template.
  const drops = openLayer(template) === undefined ? [...desired.keys()].filter((name) => !carried.has(name)) : [];
  const blanks = [...desired].flatMap(([name, value]) => {
    const entry = carried.get(name);
    return entry?.kind === "value" && isBlank(entry.value) && !isBlank(value) ? [name] : [];
  });
  const overwrites = [...desired].flatMap(([name, value]) => {
    const entry = carried.get(name);
    return entry?.kind === "value" && entry.value !== value && !isBlank(entry.value) ? [name] : [];
  });
  return { template: first.source, overwrites, drops, blanks };
}
