/** How a variable differs from what a plan saw. */
import type { Loss } from "./losses.ts";

/** What a plan does to a variable. */
export type PlannedKind = "add" | "update" | "remove" | "keep";

/** The difference between a variable and its plan: what would happen to it now, or the first fact about it that has changed. */
export type Outdated =
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
