/** What happens, by name, to a file that variables are written to. */

/** Each list is sorted by name, except `onlyInFile` and `removed`, which have the order of the file. */
export interface EditChanges {
  readonly added: readonly string[];
  readonly updated: readonly string[];
  readonly same: readonly string[];
  /** Kept: they are in the file, but not among the given variables. */
  readonly onlyInFile: readonly string[];
  /** Names in the file that the format cannot keep. */
  readonly removed: readonly string[];
  /** Not representable, and left out because the options say so. */
  readonly omitted: readonly string[];
  /** Kept: the live values are others, and the user chose to add names only. */
  readonly declined?: readonly string[];
}

/** What of the variables is written: all of them, or only those that the file does not have. */
export type PullExtent = "all" | "additions";

/**
 * What would be lost in a file and is therefore asked about: values that are overwritten, or a file that is replaced, with its
 * content.
 */
export type PulledLosses =
  | { readonly kind: "overwrite"; readonly names: readonly string[]; readonly logicalId?: string }
  | {
      readonly kind: "replace";
      readonly updated: readonly string[];
      readonly removed: readonly string[];
      /** Lines that do not contain a variable. */
      readonly otherLines: number;
    };
