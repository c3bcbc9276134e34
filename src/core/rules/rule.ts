/** The rules of the project's own file, ready to be applied: which functions each is for, and which values it accepts. */
import type { Place } from "../../errors.ts";
import { matchNames } from "../select.ts";
import type { VariableRule } from "../stage/stage.ts";

/** A rule with its pattern compiled. */
export interface CheckedRule extends VariableRule {
  /** Returns whether the pattern is found in a value; absent without a pattern. */
  readonly matches?: (value: string) => boolean;
}

/** The rules for one function, by the names of the variables. */
export type FunctionRules = ReadonlyMap<string, CheckedRule>;

/** Returns the rules for the function with these names, which are its logical id and its own name, where they are known. */
export function rulesFor(rules: readonly CheckedRule[], names: readonly string[]): FunctionRules {
  const isFor = ({ functions }: CheckedRule): boolean =>
    functions.length === 0 || functions.some((pattern) => matchNames(pattern, names).length > 0);
  return new Map(rules.filter(isFor).map((rule) => [rule.name, rule]));
}

/** Returns how a value breaks its rule; undefined if the rule accepts it. */
export function brokenBy(rule: CheckedRule, value: string): "VALUE_NOT_MATCHED" | "VALUE_NOT_LISTED" | undefined {
  if (rule.oneOf !== undefined && !rule.oneOf.includes(value)) return "VALUE_NOT_LISTED";
  return rule.matches === undefined || rule.matches(value) ? undefined : "VALUE_NOT_MATCHED";
}

/** Returns whether the rule names `value` as a valid one, whatever it looks like. */
export function isListed(rule: CheckedRule | undefined, value: string): boolean {
  return rule?.oneOf?.includes(value) === true;
}

/** Returns a place as a fact of a finding at another place: `lambda-env.toml:12`. */
export function placeText({ source, line }: Place): string {
  return line === undefined ? source : `${source}:${line}`;
}
