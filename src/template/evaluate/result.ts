/** What an expression comes to: a value with its provenance, nothing at all, or the reason why it cannot be told. */
import type { Place } from "../../errors.ts";
import { type Fixed, ownWords, type Phrase } from "./phrase.ts";

/** A value while it is evaluated; only text can be a variable. */
export type Data = string | number | boolean | readonly Data[] | ReadonlyMap<string, Data>;

export interface Value {
  readonly kind: "value";
  readonly data: Data;
  readonly sensitive: boolean;
  /** Whether a part was derived by a rule of ours instead of told by the template or by AWS. */
  readonly derived: boolean;
  /** What it was made of, for people: `parameter Stage`. */
  readonly from: readonly Phrase[];
}

/** `AWS::NoValue`. */
export interface Absent {
  readonly kind: "absent";
}

export interface Unresolved {
  readonly kind: "unresolved";
  /** A few words without a value. */
  readonly reason: Phrase;
  readonly at: Place;
  /** A fact is still to be read: the reason may go away. */
  readonly pending?: true;
}

export type Result = Value | Absent | Unresolved;

export const ABSENT: Absent = { kind: "absent" };

/** Returns a value that is public and certain, unless `about` says otherwise. */
export function makeValue(
  data: Data,
  from: readonly Phrase[] = [],
  about: { readonly sensitive?: boolean; readonly derived?: boolean } = {},
): Value {
  return { kind: "value", data, from, sensitive: about.sensitive ?? false, derived: about.derived ?? false };
}

/** Returns an unresolved result; words with a name in them do not compile unless they are a phrase. */
export function unresolved<const Words extends string>(reason: Fixed<Words> | Phrase, at: Place): Unresolved {
  return { kind: "unresolved", reason: typeof reason === "string" ? ownWords(reason) : reason, at };
}

/** Returns `result` without the names in its reason: they were made of a secret. */
export function withoutNames(result: Result): Result {
  return result.kind === "unresolved" ? { ...result, reason: ownWords(result.reason.nameless) } : result;
}

/** Returns the text of a scalar; a list or mapping has none. */
export function dataText(data: Data): string | undefined {
  return typeof data === "object" ? undefined : String(data);
}

/**
 * Returns the first unresolved one of `results`, or else what `make` makes of their values, absent ones left out.
 *
 * Where one of the values is sensitive, what `make` says of them names nothing.
 */
export function combine(results: readonly Result[], make: (values: readonly Value[]) => Result): Result {
  const failed = results.find((result) => result.kind === "unresolved");
  if (failed !== undefined) return failed;
  const values = results.filter((result) => result.kind === "value");
  const made = make(values);
  const isTainted = values.some(({ sensitive }) => sensitive);
  if (made.kind !== "value") return isTainted ? withoutNames(made) : made;
  const from = isTainted ? made.from.map(({ nameless }) => ownWords(nameless)) : made.from;
  return withPartsOf({ ...made, from }, values);
}

/** Returns `made` as sensitive, as derived and with all the provenance as its parts. */
function withPartsOf(made: Value, parts: readonly Value[]): Value {
  const all = [...parts, made];
  return {
    ...made,
    sensitive: all.some((part) => part.sensitive),
    derived: all.some((part) => part.derived),
    from: [...new Map(all.flatMap((part) => part.from).map((words) => [words.text, words])).values()],
  };
}
