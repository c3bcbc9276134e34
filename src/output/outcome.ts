/** The outcome for a function, as it may be shown. */

/** How a function of many ended: nothing to do, written and verified, or not. */
export type FleetOutcome = "unchanged" | "written" | "failed" | "not-started" | "reverted";

/** The same, or only planned. */
export type Outcome = "planned" | FleetOutcome;

/** The published version, and the alias that now points at it. */
export interface ShownPublication {
  readonly version: string;
  readonly alias?: { readonly name: string; readonly from: string };
}

/** What others changed in the meantime, and so was not reverted. */
export interface ShownReversal {
  readonly kept: readonly string[];
  readonly keptAlias?: string;
}
