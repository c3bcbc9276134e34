/** What happens during a run that somebody may want to hear of: plain facts, no text and no values. The words are in `output/`. */
import type { Finding, LambdaEnvError } from "../errors.ts";
import type { Target } from "./target.ts";

/** What is waited for: an update that someone else started, the function's creation, our own update, or a version of ours. */
export type WaitingFor = "others" | "creation" | "ours" | "version";

export type ApplyEvent =
  /** The function is being created or updated; the next look at it comes after a pause. */
  | { readonly kind: "waiting"; readonly waitedMs: number; readonly for: WaitingFor }
  /** The endpoint gave no revision id: the write goes without the lock. */
  | { readonly kind: "no-lock" }
  | { readonly kind: "writing"; readonly attempt: number }
  /** Another update was in progress (409). */
  | { readonly kind: "busy"; readonly attempt: number }
  /** Someone else wrote in between (412). */
  | { readonly kind: "stale"; readonly attempt: number }
  /** No reply came, or an error of the service in its place; it is looked up whether the update was applied. */
  | { readonly kind: "unanswered"; readonly attempt: number; readonly answer?: string }
  /** Others changed these names, none of them ours: their changes are kept, and ours are planned anew on top. */
  | { readonly kind: "rebased"; readonly names: readonly string[] }
  /** The function has what was meant although no try was answered with success. */
  | { readonly kind: "landed" }
  /** Read back after the write, these names are not as sent; they are none of ours, so someone else changed them since. */
  | { readonly kind: "changed-since"; readonly names: readonly string[] }
  /** Interrupted while the update is in flight: what became of it is looked up before stopping. */
  | { readonly kind: "finishing" };

/** How a function of many ended. */
export type FleetEnding =
  | { readonly kind: "written" | "unchanged" | "reverted" | "not-started" }
  | { readonly kind: "failed"; readonly error: LambdaEnvError };

export type FleetEvent =
  /** How far a run on many functions is. */
  | {
      readonly kind: "fleet-progress";
      readonly phase: "write" | "revert";
      readonly total: number;
      readonly done: number;
      readonly failed: number;
      /** Functions that were started and have not ended. */
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
  /** The first request to a host that is not AWS's own is about to be sent: values go there. */
  | { readonly kind: "endpoint"; readonly url: string }
  /** A request is sent again: the service was too busy, failed, or could not be reached. */
  | { readonly kind: "retry"; readonly host: string; readonly attempt: number }
  /** A samconfig file that nobody named gave the stack. */
  | { readonly kind: "samconfig"; readonly source: string; readonly stackName: string }
  | ({ readonly kind: "located" } & Located)
  | { readonly kind: "target"; readonly target: Target }
  /** A function whose variables are a source of the run. */
  | { readonly kind: "copied-from"; readonly target: Target }
  | ({ readonly kind: "selected" } & Selected)
  /** So many functions of a selection have been read one by one. */
  | { readonly kind: "reading"; readonly done: number; readonly total: number }
  /** The functions that a run with several has read. */
  | {
      readonly kind: "targets";
      readonly read: number;
      readonly count: number;
      readonly accounts: readonly string[];
      readonly regions: readonly string[];
    }
  /** What does not stop the command. */
  | { readonly kind: "findings"; readonly findings: readonly Finding[] }
  /** `--plan` names a plan that cannot show whether the values are those that it was made of. */
  | { readonly kind: "plan-without-fingerprints" }
  /** `--publish` has nothing to do. `alias` is the one that has these variables already. */
  | { readonly kind: "nothing-to-publish"; readonly alias?: { readonly name: string; readonly version: string } };

/** What a selection of several functions came to, before any of them is read. */
export interface Selected {
  /** Of each its logical id, or its name. */
  readonly names: readonly string[];
  /** What selects them beside a stack: patterns and tags, as they were typed. */
  readonly by: readonly string[];
  readonly stackName?: string;
  readonly template?: string;
  readonly samconfig?: Located["samconfig"];
}

/** The function that a stack has, and which files led to it: nobody typed them. */
export interface Located {
  readonly stackName: string;
  readonly logicalId: string;
  readonly template?: string;
  /** The samconfig file, and what else it gave. */
  readonly samconfig?: { readonly source: string; readonly region?: string; readonly profile?: string };
}
