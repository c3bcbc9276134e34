/** Choosing variables by name. */
import type { Values } from "./variables.ts";

export interface Selection {
  /** Patterns in which `*` stands for any characters and `?` for one; an empty list selects all names. */
  readonly only: readonly string[];
  /** Patterns of names that are left out even if `only` matches them. */
  readonly except: readonly string[];
}

/** Returns the selected variables in their order, and the patterns that match no name: probably typing mistakes. */
export function selectValues(
  values: Values,
  { only, except }: Selection,
): { readonly chosen: Values; readonly unmatched: readonly string[] } {
  const chosen = [...values].filter(([name]) => (only.length === 0 || matchesAny(name, only)) && !matchesAny(name, except));
  const unmatched = [...only, ...except].filter((pattern) => ![...values.keys()].some((name) => matchesAny(name, [pattern])));
  return { chosen: new Map(chosen), unmatched };
}

/** Returns those of `names` that match a pattern; a name without `*` and `?` is a pattern that matches itself. */
export function matchNames(pattern: string, names: Iterable<string>): readonly string[] {
  return [...names].filter((name) => matchesAny(name, [pattern]));
}

function matchesAny(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => toRegExp(pattern).test(name));
}

function toRegExp(pattern: string): RegExp {
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${literal.replaceAll("*", "[^]*").replaceAll("?", "[^]")}$`);
}
