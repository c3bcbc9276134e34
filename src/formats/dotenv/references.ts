/** Finds `$NAME` and `${NAME}` in the values of a `.env` file, as dotenv-expand and similar tools do. */

/** A reference in a value. */
export interface Reference {
  readonly name: string;
  /** Whether it has a default for a name that is not defined: `${NAME:-text}`, `${NAME+text}` and similar forms. */
  readonly hasDefault: boolean;
}

/** A backslash in front makes it text. Braces contain only a name, or a name, an operator and a text. */
const REFERENCE = /(?<!\\)\$(?:\{([A-Za-z_]\w*)(\}|:?[-+])|([A-Za-z_]\w*))/g;

/** Braces with other content, which expanders replace by an empty text. */
const OTHER_BRACES = /(?<!\\)\$\{(?![A-Za-z_]\w*(?:\}|:?[-+]))/;

/** Returns the references of `value`, in its order. */
export function findReferences(value: string): readonly Reference[] {
  return [...value.matchAll(REFERENCE)].map(([, braced, end, bare]) => ({
    name: braced ?? bare ?? "",
    hasDefault: end !== undefined && end !== "}",
  }));
}

/** Returns whether `value` has braces after a `$` that do not contain a reference. */
export function hasOtherBraces(value: string): boolean {
  return OTHER_BRACES.test(value);
}
