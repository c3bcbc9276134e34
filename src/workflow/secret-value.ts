/** What of the sources a log must not show. */
import type { LayerEntry } from "../core/variables.ts";
import { STDIN_SOURCE } from "../sources/source.ts";

/** Returns the value of an entry that is kept secret. What was typed as an argument is already in the log, or in the runner's own secrets; what comes from elsewhere is not. */
export function secretValue(entry: LayerEntry): readonly string[] {
  const isTyped = entry.origin.layer === "argument" && entry.origin.source !== STDIN_SOURCE;
  return entry.kind === "value" && entry.sensitive && !isTyped ? [entry.value] : [];
}
