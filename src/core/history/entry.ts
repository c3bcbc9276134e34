/** What the variables of a function can be taken back to, without values. */
import type { Target } from "../target.ts";
import type { ChangedNames } from "./stored-set.ts";

/** One earlier set. */
export interface HistoryEntry {
  /** As it is typed behind `undo`. */
  readonly id: string;
  /** Absent where they are not known. */
  readonly changes?: ChangedNames;
  /** As ISO 8601, in UTC. */
  readonly at?: string;
  readonly by?: string;
  readonly description?: string;
  readonly aliases: readonly string[];
}

export interface FunctionHistory {
  readonly target: Target;
  /** The parameter that sets are stored in. */
  readonly parameter?: string;
  /** Newest first: each with what the write over it changed. */
  readonly stored: readonly HistoryEntry[];
  /** Newest first: each with what differs from the version before. */
  readonly versions: readonly HistoryEntry[];
}
