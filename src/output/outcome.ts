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

/** A function that was to be reverted: whether anything had to be, and what others changed in the meantime, which is kept. */
export interface ShownReversal {
  readonly wroteBack: boolean;
  readonly kept: readonly string[];
  readonly keptAlias?: string;
}
