/** The result of an expression: a value with its provenance, nothing at all, or the reason why it cannot be determined. */
import type { Place } from "../../errors.ts";
import { type Fixed, ownWords, type Phrase } from "./phrase.ts";

/** A value while it is evaluated; only text can be a variable. */
export type Data = string | number | boolean | readonly Data[] | ReadonlyMap<string, Data>;

export interface Value {
  readonly kind: "value";
  readonly data: Data;
  readonly sensitive: boolean;
  /** Whether a part follows from a rule of ours instead of from the template or AWS. */
  readonly derived: boolean;
  /** Its provenance, for people: `parameter Stage`. */
  readonly from: readonly Phrase[];
}

/** `AWS::NoValue`. */
export interface Absent {
  readonly kind: "absent";
}

export interface Unresolved {
  readonly kind: "unresolved";
  /** A few words, without a value. */
  readonly reason: Phrase;
  readonly at: Place;
  /** A fact is still to be read, so the reason may disappear. */
  readonly pending?: true;
}

export type Result = Value | Absent | Unresolved;

export const ABSENT: Absent = { kind: "absent" };

/** Returns a value that is public and certain, unless `about` overrides this. */
export function makeValue(
  data: Data,
  from: readonly Phrase[] = [],
  about: { readonly sensitive?: boolean; readonly derived?: boolean } = {},
): Value {
  return { kind: "value", data, from, sensitive: about.sensitive ?? false, derived: about.derived ?? false };
}

/** Returns an unresolved result; the reason must be a phrase if it contains a name, or it does not compile. */
export function unresolved<const Words extends string>(reason: Fixed<Words> | Phrase, at: Place): Unresolved {
  return { kind: "unresolved", reason: typeof reason === "string" ? ownWords(reason) : reason, at };
}

/** Returns `result` without the names in its reason: they were made from a secret. */
export function withoutNames(result: Result): Result {
  return result.kind === "unresolved" ? { ...result, reason: ownWords(result.reason.nameless) } : result;
}

/** Returns the text of a scalar; undefined for a list or mapping. */
export function dataText(data: Data): string | undefined {
  return typeof data === "object" ? undefined : String(data);
}

/**
 * Returns the first unresolved one of `results`, or else the result of `make` for their values, without absent ones.
 *
 * If one of the values is sensitive, the reasons that `make` gives contain no names.
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

/** Returns `made`, which is sensitive or derived if one of its parts is, with the provenance of all parts. */
function withPartsOf(made: Value, parts: readonly Value[]): Value {
  const all = [...parts, made];
  return {
    ...made,
    sensitive: all.some((part) => part.sensitive),
    derived: all.some((part) => part.derived),
    from: [...new Map(all.flatMap((part) => part.from).map((words) => [words.text, words])).values()],
  };
}
