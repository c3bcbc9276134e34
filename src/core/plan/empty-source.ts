/** A source that was named and defines nothing: a command before a pipe failed, or a file is not the one that was meant to be used. */
import type { Finding, Severity } from "../../errors.ts";
import { makeFinding } from "../finding.ts";
import type { Layer } from "../variables.ts";

export interface EmptySourceOptions {
  /** Whether what no source defines is removed: then an empty source would remove everything that it used to define. */
  readonly prune: boolean;
  /** Whether it came through a pipe, whose other end may have failed. */
  readonly isPipe: boolean;
  /** What an empty source of this kind is, where nothing is pruned; undefined where it cannot be empty, as with arguments. */
  readonly severity: Severity | undefined;
}

/** Returns the finding for `layer` where it defines nothing: an error with `prune` and for a pipe, otherwise something to know. */
export function checkEmptySource(
  { source, entries }: Layer,
  { prune, isPipe, severity }: EmptySourceOptions,
): readonly Finding[] {
  if (entries.size > 0 || severity === undefined) return [];
  const code = isPipe ? "PIPE_EMPTY" : prune ? "SOURCE_EMPTY_PRUNES" : "SOURCE_EMPTY";
  return [makeFinding(code, isPipe || prune ? "error" : severity, {}, { at: { source } })];
}
