/** A set of variables from before a write, and its form as text. */
import { defined } from "../defined.ts";
import { isObject, membersOf, parseJsonText } from "../json.ts";
import { compareNames, type Values } from "../variables.ts";

/** The effect of a write on a name: the fingerprint of the new value, or nothing if the name was removed. */
type WrittenNames = ReadonlyMap<string, string | undefined>;

/** The set before one write. */
export interface StoredSet {
  readonly before: Values;
  readonly written: WrittenNames;
  /**
   * The mark of the function that it is of. Two accounts may have functions of one name, and a caller of both stores in its own
   * account.
   */
  readonly owner?: string | undefined;
}

/** Returns a short text that differs for different values, and from which the value cannot be computed. */
export type Fingerprinter = (name: string, value: string) => string;

/** Returns what is stored about a write of `after` over `before`. */
export function storeSet(before: Values, after: Values, fingerprint: Fingerprinter): StoredSet {
  const names = [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name));
  return {
    before,
    written: new Map(
      names.sort(compareNames).map((name) => {
        const value = after.get(name);
        return [name, value === undefined ? undefined : fingerprint(name, value)];
      }),
    ),
  };
}

/** Returns the set as compact JSON without `{{`, which Parameter Store refuses. The inverse of `parseStoredSet`. */
export function formatStoredSet({ before, written, owner }: StoredSet): string {
  const marks = [...written].map(([name, mark]) => [name, mark ?? null] as const);
  // Two braces of the objects themselves are never adjacent: there is a name between them.
  const document = { v: Object.fromEntries(before), w: Object.fromEntries(marks), ...defined({ f: owner }) };
  return JSON.stringify(document).replaceAll("{{", "{\\u007b");
}

/** Returns the set in `text`; undefined for any other text. */
export function parseStoredSet(text: string): StoredSet | undefined {
  const { v, w, f } = membersOf(parseJsonText(text));
  if (!isObject(v) || !isObject(w)) return undefined;
  const before = Object.entries(v).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  const marks = Object.entries(w).map(([name, mark]) => [name, typeof mark === "string" ? mark : undefined] as const);
  if (before.length < Object.keys(v).length) return undefined;
  return { before: new Map(before), written: new Map(marks), ...(typeof f === "string" && { owner: f }) };
}

/** The names that a write added, updated and removed; sorted. */
export interface ChangedNames {
  readonly added: readonly string[];
  readonly updated: readonly string[];
  readonly removed: readonly string[];
}

/** Returns the plain text that is stored beside a set. */
export type DescribeStored = (changes: ChangedNames) => string;

/** Returns the names that the write after the set changed. */
export function changesOfWrite({ before, written }: StoredSet): ChangedNames {
  const names = [...written.keys()].sort(compareNames);
  return {
    added: names.filter((name) => !before.has(name) && written.get(name) !== undefined),
    updated: names.filter((name) => before.has(name) && written.get(name) !== undefined),
    removed: names.filter((name) => written.get(name) === undefined),
  };
}

/** Returns the names that differ from one set to the next. */
export function changesBetween(before: Values, after: Values): ChangedNames {
  return changesOfWrite(storeSet(before, after, () => "present"));
}
