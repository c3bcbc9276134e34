/** Groups the findings of several functions: each finding once, with the functions it concerns. */
import type { Finding } from "../errors.ts";

/** The findings of one function. */
export interface FunctionFinding {
  readonly functionName: string;
  readonly finding: Finding;
}

/** Returns each finding once, with the functions it concerns unless it concerns all `count`. */
export function groupFindings(told: readonly FunctionFinding[], count: number): readonly Finding[] {
  const groups = new Map<string, { readonly finding: Finding; readonly functions: Set<string> }>();
  for (const { functionName, finding } of told) {
    const key = JSON.stringify(finding);
    const group = groups.get(key) ?? { finding, functions: new Set<string>() };
    group.functions.add(functionName);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ finding, functions }) =>
    functions.size === count ? finding : { ...finding, functions: [...functions] },
  );
}

/** Returns the findings of all functions of a run; those of a single function are returned unchanged. */
export function findingsOfAll(
  targets: readonly { readonly functionName: string; readonly findings: readonly Finding[] }[],
): readonly Finding[] {
  const [only, second] = targets;
  if (only === undefined || second === undefined) return only?.findings ?? [];
  const told = targets.flatMap(({ functionName, findings }) => findings.map((finding) => ({ functionName, finding })));
  return groupFindings(told, targets.length);
}
