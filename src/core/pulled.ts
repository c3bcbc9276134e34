/** What becomes of a file that variables are written into, by name. */

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

/** What of a file would be lost, and so is asked about: values that are overwritten, or a file that is replaced, with what it held. */
export type PulledLosses =
  | { readonly kind: "overwrite"; readonly names: readonly string[]; readonly logicalId?: string }
  | {
      readonly kind: "replace";
      readonly updated: readonly string[];
      readonly removed: readonly string[];
      /** Lines that hold no variable. */
      readonly otherLines: number;
    };
