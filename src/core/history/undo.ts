/** Undoing several writes: only what they changed is restored, and what others wrote since then is kept. */
import { compareNames, type Values } from "../variables.ts";
import type { Fingerprinter, StoredSet } from "./stored-set.ts";

/** The changes that restore an earlier set. */
export interface WayBack {
  /** Names with their previous values. */
  readonly restored: Values;
  /** Names that did not exist then. */
  readonly removed: readonly string[];
  /** Names that someone else has changed since our last write to them. */
  readonly conflicts: readonly string[];
}

/**
 * Returns the changes from `live` to the set before the first of `writes`, which are in order, oldest first, without gaps.
 *
 * A value counts as ours if one of the writes set it or found it. Anything else was written by someone else: a name that only
 * they changed stays as it is; a name that one of the writes changed too is a conflict.
 */
export function makeWayBack(writes: readonly StoredSet[], live: Values, fingerprint: Fingerprinter): WayBack {
  const target = writes[0]?.before ?? live;
  const touched = [...new Set(writes.flatMap(({ written }) => [...written.keys()]))].sort(compareNames);
  const differing = touched.filter((name) => live.get(name) !== target.get(name));
  const conflicts = differing.filter((name) => !isOurs(name, live.get(name), writes, fingerprint));
  const back = differing.filter((name) => !conflicts.includes(name));
  return {
    restored: new Map(back.flatMap((name) => (target.has(name) ? [[name, target.get(name) ?? ""] as const] : []))),
    removed: back.filter((name) => !target.has(name)),
    conflicts,
  };
}

function isOurs(name: string, value: string | undefined, writes: readonly StoredSet[], fingerprint: Fingerprinter): boolean {
  const mark = value === undefined ? undefined : fingerprint(name, value);
  return writes.some(({ before, written }) => before.get(name) === value || (written.has(name) && written.get(name) === mark));
}

/** Returns the changes from `live` to exactly `target`. */
export function makeWayTo(target: Values, live: Values): WayBack {
  return {
    restored: new Map([...target].filter(([name, value]) => live.get(name) !== value)),
    removed: [...live.keys()].filter((name) => !target.has(name)).sort(compareNames),
    conflicts: [],
  };
}
