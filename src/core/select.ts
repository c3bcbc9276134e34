/** Choosing variables by name. */
import type { Values } from "./variables.ts";

export interface Selection {
  /** Patterns, in which `*` stands for any characters and `?` for one; all names where there is none. */
  readonly only: readonly string[];
  /** Patterns of names that are left out, even where `only` has them. */
  readonly except: readonly string[];
}

/** Returns the chosen variables in their order, and the patterns that no name matches: probably typing mistakes. */
export function selectValues(
  values: Values,
  { only, except }: Selection,
): { readonly chosen: Values; readonly unmatched: readonly string[] } {
  const chosen = [...values].filter(([name]) => (only.length === 0 || matchesAny(name, only)) && !matchesAny(name, except));
  const unmatched = [...only, ...except].filter((pattern) => ![...values.keys()].some((name) => matchesAny(name, [pattern])));
  return { chosen: new Map(chosen), unmatched };
}

/** Returns those of `names` that a pattern matches; a name without `*` and `?` is a pattern that matches itself. */
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
