/** One Lambda function as a reply describes it, and the answers to a write. */
import type { Values } from "./variables.ts";

/** Variables as a reply carries them. `unreadable` is never "empty": the caller may not decrypt them. */
export type Environment =
  | { readonly kind: "readable"; readonly variables: Values }
  | { readonly kind: "unreadable"; readonly errorCode: string };

/** One reply of GetFunctionConfiguration for `$LATEST`: variables and revision id belong together. */
export interface FunctionSnapshot {
  readonly functionName: string;
  readonly functionArn: string;
  /** Absent from some emulators; AWS always returns one. */
  readonly revisionId?: string;
  /** Open strings: AWS returns values that its model does not list. */
  readonly state?: string;
  readonly lastUpdateStatus?: string;
  readonly lastUpdateStatusReasonCode?: string;
  readonly environment: Environment;
  /** What makes `$LATEST` not the version that callers reach, or not writable at all. */
  readonly masterArn?: string;
  readonly hasCapacityProvider: boolean;
}

/** The answer to one write; everything else that can go wrong is thrown as a `LambdaEnvError`. */
export type WriteOutcome =
  | { readonly kind: "accepted" }
  /** 412: the revision id is not the latest. */
  | { readonly kind: "stale" }
  /** 409: another update is in progress. */
  | { readonly kind: "busy" }
  /** The request may or may not have reached the service: a time-out, or a connection lost after sending. */
  | { readonly kind: "ambiguous"; readonly cause: unknown };

export interface WriteRequest {
  readonly variables: Readonly<Record<string, string>>;
  readonly revisionId?: string;
}
