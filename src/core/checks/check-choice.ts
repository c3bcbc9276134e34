/** What there is to say of the names that `--only` and `--except` choose: patterns that match nothing, and what was typed and is left out. */
import type { Finding } from "../../errors.ts";
import { makeFinding } from "../finding.ts";
import { nearNames } from "../near-names.ts";
import { isNamePattern, matchNames, type NameChoice, nameChooser } from "../select.ts";
import type { Layer, Values } from "../variables.ts";

export interface ChosenFrom {
  readonly current: Values;
  /** Of what was chosen from; arguments among them were typed. */
  readonly layers?: readonly Layer[];
  /** Names and patterns that are asked to be removed. */
  readonly unset?: readonly string[];
}

/** Returns a warning for each pattern that no name matches, and for each name that was typed and is not chosen. */
export function checkChoice(choice: NameChoice, from: ChosenFrom): readonly Finding[] {
  if (choice.only.length + choice.except.length === 0) return [];
  return [...checkPatterns(choice, from), ...checkTyped(choice, from)];
}

function checkPatterns({ only, except }: NameChoice, { current, layers = [] }: ChosenFrom): readonly Finding[] {
  const names = [...new Set([...current.keys(), ...layers.flatMap(({ entries }) => [...entries.keys()])])];
  const check = (option: string, patterns: readonly string[]): readonly Finding[] =>
    [...new Set(patterns)].flatMap((pattern) => {
      if (matchNames(pattern, names).length > 0) return [];
      const near = nearNames(pattern.replace(/[*?]/g, ""), names).join(" or ");
      return [makeFinding("PATTERN_UNMATCHED", "warning", { option, near }, { name: pattern })];
    });
  return [...check("--only", only), ...check("--except", except)];
}

function checkTyped(choice: NameChoice, { current, layers = [], unset = [] }: ChosenFrom): readonly Finding[] {
  const chooses = nameChooser(choice);
  const typed = layers.filter(({ kind }) => kind === "argument").flatMap(({ entries }) => [...entries.values()]);
  // A pattern may match names that are left out: that is what --except is for.
  const spared = unset.filter((text) => {
    const matched = isNamePattern(text) ? matchNames(text, current.keys()) : [text];
    return matched.length > 0 && !matched.some(chooses);
  });
  return [
    ...typed
      .filter(({ name }) => !chooses(name))
      .map(({ name, origin }) => makeFinding("NAME_NOT_CHOSEN", "warning", { asked: "set" }, { name, at: origin })),
    ...spared.map((name) => makeFinding("NAME_NOT_CHOSEN", "warning", { asked: "removed" }, { name })),
  ];
}
