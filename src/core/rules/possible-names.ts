/** The names that sources may define which are not read: those of secrets, parameters and other functions. Their options show it. */

export interface PossibleNames {
  /** Whether a source may define any name, such as a secret with a JSON object. */
  readonly any: boolean;
  readonly names: readonly string[];
  /** What names start with that are made from keys: `DB_`. */
  readonly prefixes: readonly string[];
}

export const NO_NAMES: PossibleNames = { any: false, names: [], prefixes: [] };

/** Returns whether one of the sources may define `name`. */
export function mayDefine({ any, names, prefixes }: PossibleNames, name: string): boolean {
  return any || names.includes(name) || prefixes.some((prefix) => name.length > prefix.length && name.startsWith(prefix));
}

/** Returns what any of several sources may define. */
export function joinPossible(all: readonly PossibleNames[]): PossibleNames {
  return {
    any: all.some(({ any }) => any),
    names: all.flatMap(({ names }) => names),
    prefixes: all.flatMap(({ prefixes }) => prefixes),
  };
}
