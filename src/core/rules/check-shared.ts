/** Variables that must have one value in all functions of a stage. */
import type { Finding } from "../../errors.ts";
import { makeFinding } from "../finding.ts";
import { compareNames, type Values } from "../variables.ts";
import type { CheckedRule, FunctionRules } from "./rule.ts";

export interface SharingFunction {
  readonly functionName: string;
  readonly current: Values;
  readonly rules: FunctionRules;
}

/** Between the names of functions with the same value, and between such groups: neither is part of a name. */
export const GROUP_MARKS = { within: ", ", between: " | " } as const;

/** Returns a finding for each shared variable that has several values, with the functions of each value and none of the values. */
export function checkShared(rules: readonly CheckedRule[], functions: readonly SharingFunction[]): readonly Finding[] {
  return rules.flatMap((rule) => {
    if (!rule.isShared) return [];
    const groups = new Map<string, string[]>();
    for (const { functionName, current, rules: own } of functions) {
      const value = own.has(rule.name) ? current.get(rule.name) : undefined;
      if (value !== undefined) groups.set(value, [...(groups.get(value) ?? []), functionName]);
    }
    if (groups.size < 2) return [];
    const lists = [...groups.values()].map((names) => names.sort(compareNames));
    lists.sort((a, b) => b.length - a.length || compareNames(a[0] ?? "", b[0] ?? ""));
    const text = lists.map((names) => names.join(GROUP_MARKS.within)).join(GROUP_MARKS.between);
    return [makeFinding("SHARED_DIFFERS", "error", { groups: text }, { name: rule.name, at: rule.at })];
  });
}
