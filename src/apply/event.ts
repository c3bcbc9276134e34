/** What the write protocol tells while it works: plain facts, no text and no values. */

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
