/** `PREFIX*=SOURCE`: names of variables made from the keys of a secret, or from the parameters of a folder. */
import { makeFinding } from "../core/finding.ts";
import type { Finding } from "../errors.ts";

/** No name of a secret, a parameter or a variable has a `*`. */
const PREFIXED = /^([A-Za-z][A-Za-z0-9_]*)?\*=(.*)$/s;

export interface Prefixed {
  /** May be empty; absent where the text does not start with `PREFIX*=`. */
  readonly prefix?: string;
  readonly rest: string;
}

/** Returns the prefix and the text after it. */
export function splitPrefix(text: string): Prefixed {
  const [, prefix = "", rest] = PREFIXED.exec(text) ?? [];
  return rest === undefined ? { rest: text } : { prefix, rest };
}

/**
 * Returns the name that a variable gets from `key`, as in `DB_USERNAME` from `username`: in upper case unless the prefix has lower-case
 * letters, with a `_` in place of what a name cannot have. Without a prefix it is the key itself. It may still not be valid.
 */
export function nameOfKey(prefix: string | undefined, key: string): string {
  if (prefix === undefined) return key;
  // Nothing of such a key would be left.
  if (!/[A-Za-z0-9]/.test(key)) return key;
  const name = key.replace(/[^A-Za-z0-9_]+/g, "_");
  return `${prefix}${/[a-z]/.test(prefix) ? name : name.toUpperCase()}`;
}

/** What a variable may be made from. */
export interface NamedSource {
  readonly name: string;
  /** Where its value is, as the user knows it. */
  readonly source: string;
}

/** Returns a mistake for each name that several of them would get: it is not clear which one is right. */
export function checkCollisions(named: readonly NamedSource[]): readonly Finding[] {
  const names = new Set(named.map(({ name }) => name));
  if (names.size === named.length) return [];
  return [...names].flatMap((name) => {
    const [first, ...others] = named.filter((one) => one.name === name).map(({ source }) => source);
    if (first === undefined || others.length === 0) return [];
    return [makeFinding("NAMES_COLLIDE", "error", { sources: [first, ...others].join(", ") }, { name, at: { source: first } })];
  });
}
