/** What became of a text that was there already, by name. */
import type { Finding } from "../errors.ts";

/** Each list is sorted by name, but `onlyInFile` and `removed`, which have the order of the file. */
export interface EditChanges {
  readonly added: readonly string[];
  readonly updated: readonly string[];
  readonly same: readonly string[];
  /** Kept: the file has them, the given variables do not. */
  readonly onlyInFile: readonly string[];
  /** The file had them, and the format has no place to keep them. */
  readonly removed: readonly string[];
  /** Not representable, and left out as the options ask. */
  readonly omitted: readonly string[];
}

export type Edited =
  | { readonly kind: "edited"; readonly text: string; readonly changes: EditChanges; readonly findings: readonly Finding[] }
  | { readonly kind: "refused"; readonly findings: readonly Finding[] };
