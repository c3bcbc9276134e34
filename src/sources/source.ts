/** What every source gives: one layer, and what there is to tell of it. */
import type { Layer } from "../core/variables.ts";
import type { Finding } from "../errors.ts";

export interface SourceResult {
  readonly layer: Layer;
  readonly findings: readonly Finding[];
  /** Whether it came through a pipe, whose other end may have failed. */
  readonly isPipe?: boolean;
}

/** The caller's environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** How standard input is named to the user, as a source. */
export const STDIN_SOURCE = "stdin";
