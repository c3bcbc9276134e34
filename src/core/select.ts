/** Selecting variables by name: what a command may change, and what it leaves alone. */
import type { Values } from "./variables.ts";

export interface NameChoice {
  /** Patterns in which `*` stands for any characters and `?` for one; an empty list selects all names. */
  readonly only: readonly string[];
  /** Patterns of names that are left out even if `only` matches them. */
  readonly except: readonly string[];
}

/** The choice of every name. */
export const EVERY_NAME: NameChoice = { only: [], except: [] };

/** Returns a function that decides whether a name is chosen. */
export function nameChooser({ only, except }: NameChoice): (name: string) => boolean {
  const wanted = only.map(toRegExp);
  const unwanted = except.map(toRegExp);
  return (name) =>
    (wanted.length === 0 || wanted.some((pattern) => pattern.test(name))) && !unwanted.some((pattern) => pattern.test(name));
}

/** Returns the chosen variables in their order. */
export function selectValues(values: Values, choice: NameChoice): Values {
  const chooses = nameChooser(choice);
  return new Map([...values].filter(([name]) => chooses(name)));
}

/** Returns those of `names` that match a pattern; a name without `*` and `?` is a pattern that matches itself. */
export function matchNames(pattern: string, names: Iterable<string>): readonly string[] {
  const expression = toRegExp(pattern);
  return [...names].filter((name) => expression.test(name));
}

/** Returns whether a text is a pattern, and not a name. */
export function isNamePattern(text: string): boolean {
  return /[*?]/.test(text);
}

/** Returns whether two choices are of the same patterns, in whichever order they were given. */
export function isSameChoice(a: NameChoice, b: NameChoice): boolean {
  const keyOf = ({ only, except }: NameChoice): string => JSON.stringify([only, except].map((list) => [...new Set(list)].sort()));
  return keyOf(a) === keyOf(b);
}

function toRegExp(pattern: string): RegExp {
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${literal.replaceAll("*", "[^]*").replaceAll("?", "[^]")}$`, "u");
}
