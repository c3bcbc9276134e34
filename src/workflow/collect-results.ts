/** What several sources gave, together: their layers and everything there is to say about them. */
import { checkEmptySource } from "../core/plan/empty-source.ts";
import { nameChooser } from "../core/select.ts";
import type { Layer } from "../core/variables.ts";
import type { Finding } from "../errors.ts";
import type { KnownSource } from "../sources/index.ts";
import type { SourceResult } from "../sources/source.ts";
import { chooseResult } from "./choice.ts";
import type { SourceRequest } from "./request.ts";
import { secretValue } from "./secret-value.ts";
import type { Surroundings } from "./surroundings.ts";

/** The result of a source, with its entry in the registry. */
export type Sourced = SourceResult & Pick<KnownSource, "whenEmpty">;

/** Returns the results of a source with what an empty one means. */
export function sourced({ whenEmpty }: KnownSource, results: readonly SourceResult[]): readonly Sourced[] {
  return results.map((result) => ({ ...result, ...(whenEmpty && { whenEmpty }) }));
}

/** Returns the layers and the findings of what was read; their values are guarded from here on. */
export function collectResults(
  read: readonly Sourced[],
  request: Pick<SourceRequest, "prune" | "only" | "except">,
  { allow, guard }: Pick<Surroundings, "allow" | "guard">,
): { readonly layers: readonly Layer[]; readonly findings: readonly Finding[] } {
  const chooses = nameChooser(request);
  const results = read.map((result) => chooseResult(result, chooses));
  const layers = results.map((result) => result.layer);
  const entries = layers.flatMap((layer) => [...layer.entries.values()]);
  allow(
    entries.map(({ name }) => name),
    "whole",
  );
  guard(entries.flatMap(secretValue), "source");
  const findings = [
    ...results.flatMap((result) => result.findings),
    ...read.flatMap((result) => checkEmpty(result, request.prune)),
  ];
  return { layers, findings };
}

/** Returns findings for empty sources, unless a mistake in a source explains why it defines nothing. */
function checkEmpty({ layer, findings, isPipe = false, whenEmpty: severity }: Sourced, prune: boolean): readonly Finding[] {
  if (findings.some(({ severity }) => severity === "error")) return [];
  return checkEmptySource(layer, { prune, isPipe, severity });
}
