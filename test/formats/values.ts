/** Values that break `.env` writers, and the exact class of those that no `.env` can hold. */
import fc from "fast-check";

const PIECES = [
  ..."'\"`\\#$ \n\r\t=abnr{}(),:;&|<>*?!%^@/-_.~",
  "\\n",
  "\\r",
  "\\'",
  '\\"',
  "\\`",
  "\\\\",
  "\r\n",
  "$(",
  "${",
  "export ",
  "A=",
  "B='",
  " #",
  "\u00a0",
  "\u0085",
  "\u2028",
  "\u2029",
  "\ufeff",
  "\u000b",
  "é",
  "🔑",
];

/** Short strings of what the grammars of env files treat specially, and now and then any Unicode text. */
export const biasedValue: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((pieces) => pieces.join("")) },
  { weight: 1, arbitrary: fc.string({ maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 12 }).map((value) => value.replaceAll("\0", "")) },
);

const variableName: fc.Arbitrary<string> = fc.oneof(
  fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{1,8}$/),
  fc.constantFrom("constructor", "toString", "hasOwnProperty", "export", "A1"),
);

export const variables: fc.Arbitrary<ReadonlyMap<string, string>> = fc
  .array(fc.tuple(variableName, biasedValue), { minLength: 1, maxLength: 8 })
  .map((entries) => new Map(entries));

/**
 * Returns whether no `.env` text holds `value`. Written apart from the writer, as the classes were found: an unescaped quote is one
 * without a backslash before it, a digraph is a backslash before an n or r. It says nothing of U+2028 and U+2029.
 */
export function isUnrepresentable(value: string): boolean {
  const has = (quote: string) => new RegExp(`(?<!\\\\)${quote}`).test(value);
  const digraph = /\\[nr]/.test(value);
  if (!value.isWellFormed() || value.includes("\0")) return true;
  if (value.includes("\r")) return digraph || (value.includes("#") && has('"'));
  if (value.includes("#")) return has("'") && has("`") && (has('"') || digraph);
  return value.includes("\n") && has("'") && has("`") && digraph;
}

/** Calls `visit` with every string over `symbols` of up to `length` symbols. */
export function visitStrings(symbols: readonly string[], length: number, visit: (text: string) => void, prefix = ""): void {
  visit(prefix);
  if (length === 0) return;
  for (const symbol of symbols) visitStrings(symbols, length - 1, visit, prefix + symbol);
}
