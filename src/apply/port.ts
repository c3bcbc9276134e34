/** What the write protocol needs of the world: one function to read and write, and a clock. */
import type { FunctionSnapshot, WriteOutcome, WriteRequest } from "../core/function.ts";

export interface FunctionPort {
  /** Reads `$LATEST`, without a qualifier. */
  readonly read: () => Promise<FunctionSnapshot>;
  readonly write: (request: WriteRequest) => Promise<WriteOutcome>;
}

export interface Clock {
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Resolves after `ms`, or at once when `signal` is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}
