/** `$NAME` and `${NAME}` in the values of a `.env` file, as dotenv-expand and its kin find them. */

/** What a value refers to. */
export interface Reference {
  readonly name: string;
  /** It says what to take where the name is not defined: `${NAME:-text}`, `${NAME+text}` and their like. */
  readonly hasDefault: boolean;
}

/** A backslash in front makes it text. Braces hold a name and no more, or a name, an operator and a text. */
const REFERENCE = /(?<!\\)\$(?:\{([A-Za-z_]\w*)(\}|:?[-+])|([A-Za-z_]\w*))/g;

/** Braces that hold something else, which expanders make an empty text of. */
const OTHER_BRACES = /(?<!\\)\$\{(?![A-Za-z_]\w*(?:\}|:?[-+]))/;

/** Returns what `value` refers to, in its order. */
export function findReferences(value: string): readonly Reference[] {
  return [...value.matchAll(REFERENCE)].map(([, braced, end, bare]) => ({
    name: braced ?? bare ?? "",
    hasDefault: end !== undefined && end !== "}",
  }));
}

/** Tells whether `value` has braces behind a `$` that hold no reference. */
export function hasOtherBraces(value: string): boolean {
  return OTHER_BRACES.test(value);
}
