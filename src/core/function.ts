/** One Lambda function as a reply describes it, and the outcomes of a write. */
import type { Values } from "./variables.ts";

/** Variables as a reply carries them. `unreadable` never means empty: the caller may not decrypt them. */
export type Environment = { readonly kind: "readable"; readonly variables: Values } | Withheld;

/** What AWS returns instead of the variables. */
export interface Withheld {
  readonly kind: "unreadable";
  readonly errorCode: string;
  /** The KMS action that was denied, if AWS names it: `kms:Decrypt`. */
  readonly action?: string;
}

/** One reply of GetFunctionConfiguration: variables and revision id belong together. */
export interface FunctionSnapshot {
  readonly functionName: string;
  /** The requested version or alias; absent for `$LATEST`. */
  readonly qualifier?: string;
  /** With the requested qualifier. */
  readonly functionArn: string;
  /** Absent from some emulators; AWS always returns one. */
  readonly revisionId?: string;
  /** Open strings: AWS returns values that are not in its model. */
  readonly state?: string;
  /** The reason for the state, also an open string. */
  readonly stateReasonCode?: string;
  readonly lastUpdateStatus?: string;
  readonly lastUpdateStatusReasonCode?: string;
  readonly environment: Environment;
  /** What prevents `$LATEST` from being the version that callers reach, or from being writable. */
  readonly masterArn?: string;
  readonly hasCapacityProvider: boolean;
  /** Present if a published version takes minutes until it is ready. */
  readonly hasSnapStart?: boolean;
  /** The code that the function runs. */
  readonly codeSha256?: string;
}

/** A reply whose variables could be read. */
export type ReadableSnapshot = FunctionSnapshot & { readonly environment: Extract<Environment, { kind: "readable" }> };

/** A name that points at a version of a function. */
export interface Alias {
  readonly name: string;
  readonly version: string;
  /** Needed for a locked change; absent from some emulators. */
  readonly revisionId?: string;
  /** Present if part of the traffic goes to another version, for instance while a deployment shifts it. */
  readonly weighted?: true;
}

/** The outcome of one write; every other failure is thrown as a `LambdaEnvError`. */
export type WriteOutcome =
  | {
      readonly kind: "accepted";
      /** Present if the reply carries an error instead of the variables. */
      readonly withheld?: Withheld;
    }
  /** 412: the revision id is not the latest. */
  | { readonly kind: "stale" }
  /** 409: another update is in progress. */
  | { readonly kind: "busy" }
  | Ambiguous;

/** The request may or may not have been carried out: a time-out, a connection lost after sending, an error of the service. */
export interface Ambiguous {
  readonly kind: "ambiguous";
  readonly cause: unknown;
  /** What came instead of a proper reply: `500 (ServiceException)`; absent if nothing came. */
  readonly answer?: string;
}

/** The outcome of publishing a version: the version as it is by then, or why there may be none. */
export type PublishOutcome =
  | { readonly kind: "published"; readonly version: string; readonly snapshot: FunctionSnapshot }
  | { readonly kind: "stale" | "busy" }
  | Ambiguous;

/** The outcome of pointing an alias at another version. */
export type MoveOutcome = { readonly kind: "moved" | "stale" | "busy" } | Ambiguous;

export interface WriteRequest {
  readonly variables: Readonly<Record<string, string>>;
  readonly revisionId?: string;
}
