/** What the write protocol needs from outside: one function to read and write, and a clock. */
import type { FunctionSnapshot, WriteOutcome, WriteRequest } from "../core/function.ts";

export interface FunctionPort {
  /** Reads `$LATEST`, without a qualifier. Throws if `signal` is aborted. */
  readonly read: (signal: AbortSignal) => Promise<FunctionSnapshot>;
  /** Sends one update, once. A `signal` that is aborted after sending makes the outcome ambiguous. */
  readonly write: (request: WriteRequest, signal: AbortSignal) => Promise<WriteOutcome>;
}

export interface Clock {
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Resolves after `ms`, or at once when `signal` is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}
