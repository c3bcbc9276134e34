/** How a variable is not as a plan saw it any more. */
import type { Loss } from "./losses.ts";

/** What a plan does to a variable. */
export type PlannedKind = "add" | "update" | "remove" | "keep";

/** In what a variable differs from its plan: what it would become now, or the first thing about it that is another. */
export type Moved =
  | "is-live"
  | "is-not-live"
  | "is-undefined"
  | "other-live-value"
  | "other-source"
  | "other-value"
  | "other-reason"
  | "real-value"
  | "changed-meanwhile"
  | `now-${PlannedKind | Loss}`
  | `${PlannedKind}-now-${PlannedKind}`;
