/**
 * Names that completion has looked up, stored for the next Tab: only names, in the user's own cache folder, readable by nobody
 * else.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { membersOf, parseJsonText } from "../../core/json.ts";
import { readStateFile, removeOldFiles, replaceStateFile } from "../../files/state-file.ts";

export interface CachePlace {
  /** Nothing is stored if undefined. */
  readonly folder: string | undefined;
  /** What the names belong to; it is stored as a digest. */
  readonly key: readonly string[];
  readonly maxAgeMs: number;
}

export interface CachedNames {
  readonly names: readonly string[];
  /** The position at which the list continues, if there is more of it. */
  readonly next: string | undefined;
}

const DAY_MS = 24 * 60 * 60_000;

/** Returns the stored names; undefined if there are none that are recent enough. */
export function readCache({ folder, key, maxAgeMs }: CachePlace): CachedNames | undefined {
  if (folder === undefined) return undefined;
  const { at, names, next } = membersOf(parseJsonText(readStateFile(fileOf(folder, key)) ?? ""));
  const age = typeof at === "number" ? Date.now() - at : -1;
  if (age < 0 || age > maxAgeMs || !Array.isArray(names)) return undefined;
  return {
    names: names.filter((name): name is string => typeof name === "string"),
    next: typeof next === "string" ? next : undefined,
  };
}

/** Stores the names. If they cannot be stored, they are looked up again. */
export function writeCache({ folder, key }: CachePlace, { names, next }: CachedNames): void {
  if (folder === undefined) return;
  try {
    removeOldFiles(folderOf(folder), DAY_MS);
    replaceStateFile(fileOf(folder, key), JSON.stringify({ at: Date.now(), names, next }));
  } catch {
    // Without a cache, completion is slower.
  }
}

function folderOf(folder: string): string {
  return join(folder, "completion");
}

function fileOf(folder: string, key: readonly string[]): string {
  const digest = createHash("sha256").update(JSON.stringify(key)).digest("hex").slice(0, 32);
  return join(folderOf(folder), `${digest}.json`);
}
