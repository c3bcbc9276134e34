/** Plain scalars with only one meaning: the others are refused, since CloudFormation, SAM and YAML libraries disagree on them. */

/** The kind of a plain scalar: a text or value that all readers write back unchanged, or one that needs quotes. */
export type PlainScalar =
  | { readonly kind: "clear"; readonly json: string | number | boolean }
  | { readonly kind: "unclear"; readonly looksLike: string };

const INTEGER = /^(?:0|-?[1-9]\d*)$/;
const DECIMAL = /^-?(?:0|[1-9]\d*)\.\d+$/;

/**
 * Everything that SAM, CloudFormation or another YAML reader does not read as text. Not `y` and `n`, which are booleans only on
 * paper. A number such as `0789` is text to SAM, but CloudFormation made 1.2345678901E10 of an account id with a leading zero
 * (https://github.com/aws/aws-cli/issues/6908).
 */
const UNCLEAR: readonly (readonly [RegExp, string])[] = [
  [/^(?:~|null)?$/i, "null"],
  [/^(?:yes|no|on|off|true|false)$/i, "a boolean"],
  [/^\d{4}-\d{1,2}-\d{1,2}(?:[Tt ].*)?$/, "a date"],
  [/^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/, "a number or a time of day"],
  [/^[-+]?(?:0[xX][\da-fA-F_]+|0[oO]?[0-7_]+|0[bB][01_]+)$/, "a number"],
  [/^[-+]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d+)?$/, "a number"],
  [/^[-+]?\.(?:inf|nan)$/i, "a number"],
  [/^(?:=|<<)$/, "a YAML special"],
];

/** Returns the kind of the plain scalar `source`. */
export function readPlainScalar(source: string): PlainScalar {
  if (source === "true" || source === "false") return { kind: "clear", json: source === "true" };
  if (INTEGER.test(source) || DECIMAL.test(source)) {
    const number = Number(source);
    // `1.0` and integers beyond 2^53 are not written back the same.
    return String(number) === source ? { kind: "clear", json: number } : { kind: "unclear", looksLike: "a number" };
  }
  const unclear = UNCLEAR.find(([pattern]) => pattern.test(source));
  return unclear === undefined ? { kind: "clear", json: source } : { kind: "unclear", looksLike: unclear[1] };
}
