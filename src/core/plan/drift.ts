/** Why a function's variables differ from its template: the template changed, someone changed the function, or a secret did. */
import { standInOf } from "../checks/value-form.ts";
import { compareNames, type LayerEntry, type Values } from "../variables.ts";

/**
 * `template`: the template, or a parameter for the next deployment, has changed since the last one. `by-hand`: someone or some
 * tool has changed the function since then. `rotated`: the value behind a dynamic reference was stored after it.
 */
export type DriftCause = "template" | "by-hand" | "rotated";

export interface Drift {
  readonly name: string;
  /** In the order of `DriftCause`; empty if no cause is known. */
  readonly causes: readonly DriftCause[];
}

type Entries = ReadonlyMap<string, LayerEntry>;

export interface DriftInput {
  readonly live: Values;
  /** The values of the template as it is now. */
  readonly wanted: Entries;
  /** The values of the deployed template, with the parameters of that deployment and the current values of its references. */
  readonly deployed: Entries;
  /** Names whose secret or parameter was stored after the deployment. */
  readonly rotated: ReadonlySet<string>;
}

/** Returns one entry for each name of either template that differs from the live variables, sorted by name. */
export function explainDrift(input: DriftInput): readonly Drift[] {
  const names = new Set([...input.wanted.keys(), ...input.deployed.keys()]);
  return [...names].sort(compareNames).flatMap((name) => {
    const causes = causesOf(name, input);
    return causes === undefined ? [] : [{ name, causes }];
  });
}

/** A value, or that the variable does not exist; undefined if it cannot be determined. */
type Known = { readonly value: string | undefined } | undefined;

function causesOf(name: string, { live, wanted, deployed, rotated }: DriftInput): readonly DriftCause[] | undefined {
  const now = live.get(name);
  const next = knownOf(wanted.get(name));
  const last = knownOf(deployed.get(name));
  if (next === undefined || agrees(name, next.value, now)) return undefined;
  if (last === undefined) return [];
  const causes: DriftCause[] = [];
  if (last.value !== next.value) causes.push("template");
  if (!agrees(name, last.value, now)) causes.push(rotated.has(name) ? "rotated" : "by-hand");
  return causes;
}

function knownOf(entry: LayerEntry | undefined): Known {
  if (entry === undefined) return { value: undefined };
  return entry.kind === "value" ? { value: entry.value } : undefined;
}

/** Returns whether a template's value agrees with the live one. A placeholder matches whatever was put in its place. */
function agrees(name: string, stated: string | undefined, live: string | undefined): boolean {
  return stated === live || (stated !== undefined && live !== undefined && standInOf(name, stated) !== undefined);
}
