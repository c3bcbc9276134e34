/** What a reader of a plan must not overlook about one variable, in words for its own row. */
import type { Drift, DriftCause } from "../../core/plan/drift.ts";
import type { Loss } from "../../core/plan/losses.ts";
import type { RedactedPlan } from "../../core/secrecy/redact.ts";
import { escapeForeign } from "../escape.ts";

/** Returns the dangers of each variable of a plan, most pressing first. */
export function findDangers(
  { changes, kept, deploy }: RedactedPlan,
  drift: readonly Drift[] = [],
): ReadonlyMap<string, readonly string[]> {
  const causes = new Map(drift.map((one) => [one.name, one.causes]));
  const placeholders = new Set(kept.filter(({ why }) => why === "placeholder").map(({ name }) => name));
  const outlook = new Map<string, string>();
  if (deploy !== undefined) {
    const template = escapeForeign(deploy.template);
    for (const name of deploy.drops) outlook.set(name, `not in ${template}: the next sam deploy drops it`);
    for (const name of deploy.blanks) {
      outlook.set(name, `${placeholders.has(name) ? "" : `empty in ${template}: `}the next sam deploy empties it`);
    }
    for (const name of deploy.overwrites) {
      outlook.set(name, `${placeholders.has(name) ? "" : `another value in ${template}: `}the next sam deploy overwrites it`);
    }
  }
  const dangers = new Map<string, readonly string[]>();
  for (const entry of [...changes, ...kept]) {
    const { name, kind } = entry;
    const lost = kind === "update" && entry.loss !== undefined ? [LOSSES[entry.loss]] : [];
    const isRotated = kind !== "keep" && kind !== "remove" && entry.rotated === true;
    const because = new Set([...(isRotated ? ["rotated" as const] : []), ...(causes.get(name) ?? [])]);
    const found = [...lost, ...[outlook.get(name) ?? []].flat(), ...[...because].map((cause) => CAUSES[cause])];
    if (found.length > 0) dangers.set(name, found);
  }
  return dangers;
}

const LOSSES: { readonly [Kind in Loss]: string } = {
  removes: "removes a live value",
  blanks: "blanks a live value",
  placeholder: "replaces a live value with a placeholder word",
};

const CAUSES: { readonly [Cause in DriftCause]: string } = {
  template: "the template or a parameter changed since the last deploy",
  "by-hand": "changed by hand since the last deploy",
  rotated: "rotated since the last deploy",
};
