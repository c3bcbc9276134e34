/** What became of a function, as it may be shown. */

/** How a function of many ended: nothing was to be done, it was written and verified, or not. */
export type FleetOutcome = "unchanged" | "written" | "failed" | "not-started" | "reverted";

/** The same, or only what would be was shown. */
export type Outcome = "planned" | FleetOutcome;

/** The version that was published, and the alias that was moved to it. */
export interface ShownPublication {
  readonly version: string;
  readonly alias?: { readonly name: string; readonly from: string };
}

/** What others changed meanwhile, and so was not taken back. */
export interface ShownReversal {
  readonly kept: readonly string[];
  readonly keptAlias?: string;
}
