/** Events of a run that somebody may want to see: plain facts, no text and no values. The words are in `output/`. */
import type { Finding, LambdaEnvError } from "../errors.ts";
import type { NameChoice } from "./select.ts";
import type { Store, StoreEvent } from "./store/store.ts";
import type { Target } from "./target.ts";

/**
 * What is being waited for: an update that someone else started, the function's creation, our own update, or a version of ours.
 */
export type WaitingFor = "others" | "creation" | "ours" | "version";

export type ApplyEvent =
  /** The function is being created or updated; it is read again after a pause. */
  | { readonly kind: "waiting"; readonly waitedMs: number; readonly for: WaitingFor }
  /** The endpoint did not return a revision id: the write is not locked. */
  | { readonly kind: "no-lock" }
  | { readonly kind: "writing"; readonly attempt: number }
  /** Another update was in progress (409). */
  | { readonly kind: "busy"; readonly attempt: number }
  /** Someone else wrote in between (412). */
  | { readonly kind: "stale"; readonly attempt: number }
  /** No reply came, or an error of the service instead; whether the update was applied is looked up. */
  | { readonly kind: "unanswered"; readonly attempt: number; readonly answer?: string }
  /** Others changed these names, none of them ours: their changes are kept, and ours are planned again on top. */
  | { readonly kind: "rebased"; readonly names: readonly string[] }
  /** The function has the planned variables although no attempt was answered with success. */
  | { readonly kind: "landed" }
  /**
   * Read back after the write, these names differ from what was sent; they are not ours, so someone else has changed them since.
   */
  | { readonly kind: "changed-since"; readonly names: readonly string[] }
  /** Interrupted while the update is in flight: its outcome is looked up before stopping. */
  | { readonly kind: "finishing" };

/** The outcome of one function of many. */
export type FleetEnding =
  | { readonly kind: "written" | "unchanged" | "reverted" | "not-started" }
  | { readonly kind: "failed"; readonly error: LambdaEnvError };

export type FleetEvent =
  /** The progress of a run on many functions. */
  | {
      readonly kind: "fleet-progress";
      readonly phase: "write" | "revert";
      readonly total: number;
      readonly done: number;
      readonly failed: number;
      /** Functions that were started and have not finished. */
      readonly inFlight: readonly string[];
      /** Functions per second. */
      readonly perSecond: number;
      readonly leftMs: number;
    }
  | {
      readonly kind: "fleet-ended";
      readonly functionName: string;
      readonly done: number;
      readonly total: number;
      readonly ending: FleetEnding;
    }
  /** Ctrl-C: nothing new is started, and these are finished. */
  | { readonly kind: "fleet-finishing"; readonly inFlight: readonly string[] }
  /** What happens to one function of many. */
  | { readonly kind: "fleet-member"; readonly functionName: string; readonly event: ApplyEvent };

export type RunEvent =
  | ApplyEvent
  | FleetEvent
  | StoreEvent
  /** What is written instead of a function, and the sources that were read for it, lowest first. */
  | { readonly kind: "store"; readonly store: Store; readonly sources: readonly string[] }
  /** The region or the profile that was taken from a samconfig file. */
  | { readonly kind: "connection"; readonly source: string; readonly region?: string; readonly profile?: string }
  /** The first request to a host that is not AWS's own is about to be sent: values go there. */
  | { readonly kind: "endpoint"; readonly url: string }
  /** A request is sent again: the service was too busy, failed, or could not be reached. */
  | { readonly kind: "retry"; readonly host: string; readonly attempt: number }
  /** The stack comes from a samconfig file that the user did not name. */
  | { readonly kind: "samconfig"; readonly source: string; readonly stackName: string }
  | ({ readonly kind: "located" } & Located)
  /** The function that was found and read, and the sources that were read for it, lowest first. */
  | { readonly kind: "target"; readonly target: Target; readonly sources?: readonly string[] }
  /** A function whose variables are a source of the run. */
  | { readonly kind: "copied-from"; readonly target: Target }
  | ({ readonly kind: "selected" } & Selected)
  /** So many functions of a selection have been read individually. */
  | { readonly kind: "reading"; readonly done: number; readonly total: number }
  /** The functions that a run with several has read: `read` of `count`, with their accounts, regions and the sources. */
  | {
      readonly kind: "targets";
      readonly read: number;
      readonly count: number;
      readonly accounts: readonly string[];
      readonly regions: readonly string[];
      readonly sources: readonly string[];
    }
  /** The project's own file, of whose rules a run makes use. */
  | { readonly kind: "rules"; readonly source: string; readonly count: number }
  /** Only some names are chosen: the others are left alone. */
  | ({ readonly kind: "choice" } & NameChoice)
  /** Findings that do not stop the command. */
  | { readonly kind: "findings"; readonly findings: readonly Finding[] }
  /** `--plan` names a plan without fingerprints, which cannot show whether the values are those it was made from. */
  | { readonly kind: "plan-without-fingerprints" }
  /** `--publish` has nothing to do. `alias` already has these variables. */
  | { readonly kind: "nothing-to-publish"; readonly alias?: { readonly name: string; readonly version: string } };

/** The result of a selection of several functions, before any of them is read. */
export interface Selected {
  /** The logical id of each, or its name. */
  readonly names: readonly string[];
  /** What selects them besides a stack: patterns and tags, as they were typed. */
  readonly by: readonly string[];
  readonly stackName?: string;
  readonly template?: string;
  readonly samconfig?: Located["samconfig"];
}

/** The function that was found in a stack, and the files that named it: the user did not type it. */
export interface Located {
  readonly stackName: string;
  readonly logicalId: string;
  readonly template?: string;
  /** The samconfig file, and what else was taken from it. */
  readonly samconfig?: { readonly source: string; readonly region?: string; readonly profile?: string };
}
