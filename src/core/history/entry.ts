/** The earlier sets of a function's variables, without values. */
import type { Target } from "../target.ts";
import type { ChangedNames } from "./stored-set.ts";

/** One earlier set. */
export interface HistoryEntry {
  /** The form in which it is typed for `undo`. */
  readonly id: string;
  /** Absent if they are not known. */
  readonly changes?: ChangedNames;
  /** As ISO 8601, in UTC. */
  readonly at?: string;
  readonly by?: string;
  readonly description?: string;
  readonly aliases: readonly string[];
}

export interface FunctionHistory {
  readonly target: Target;
  /** The parameter in which sets are stored. */
  readonly parameter?: string;
  /** Newest first: each with what the write over it changed. */
  readonly stored: readonly HistoryEntry[];
  /** Newest first: each with what differs from the previous version. */
  readonly versions: readonly HistoryEntry[];
}
