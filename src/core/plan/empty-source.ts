/** A source that was named and defines nothing: a command before a pipe failed, or the wrong file was named. */
import type { Finding, Severity } from "../../errors.ts";
import { makeFinding } from "../finding.ts";
import type { Layer } from "../variables.ts";

export interface EmptySourceOptions {
  /** Whether `--prune` is given: then an empty source would remove everything that it used to define. */
  readonly prune: boolean;
  /** Whether the source is a pipe, whose other end may have failed. */
  readonly isPipe: boolean;
  /** The severity of an empty source of this kind without `--prune`; undefined if it cannot be empty, such as arguments. */
  readonly severity: Severity | undefined;
}

/** Returns the finding for `layer` if it defines nothing: an error with `prune` and for a pipe, otherwise a note. */
export function checkEmptySource(
  { source, entries }: Layer,
  { prune, isPipe, severity }: EmptySourceOptions,
): readonly Finding[] {
  if (entries.size > 0 || severity === undefined) return [];
  const code = isPipe ? "PIPE_EMPTY" : prune ? "SOURCE_EMPTY_PRUNES" : "SOURCE_EMPTY";
  return [makeFinding(code, isPipe || prune ? "error" : severity, {}, { at: { source } })];
}
