/** What was named for one variable and need not be fetched, since the variable is not chosen. */
import { type LayerKind, makeLayer } from "../core/variables.ts";
import type { SourceResult } from "./source.ts";

/** Returns a layer that has the name, so that it is known, and no value of it. */
export function leaveOut(kind: LayerKind, source: string, name: string): SourceResult {
  const entry = { kind: "unresolved", name, origin: { layer: kind, source }, reason: "it is left out" } as const;
  return { layer: makeLayer(kind, source, [entry]), findings: [] };
}
