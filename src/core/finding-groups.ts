/** Groups the findings of several functions: each finding once, with the functions it concerns. */
import type { Finding } from "../errors.ts";
import type { FindingCode } from "./finding.ts";

/** The findings of one function. */
export interface FunctionFinding {
  readonly functionName: string;
  readonly finding: Finding;
}

/**
 * What is a mistake only where it holds for all functions: that some have nothing to remove, or no name that a pattern matches, is what a
 * selection is for.
 */
const OF_ALL: ReadonlySet<string> = new Set<FindingCode>(["NOT_LIVE", "PATTERN_UNMATCHED"]);

/** Returns each finding once, with the functions it concerns unless it concerns all `count`. */
export function groupFindings(reported: readonly FunctionFinding[], count: number): readonly Finding[] {
  const groups = new Map<string, { readonly finding: Finding; readonly functions: Set<string> }>();
  for (const { functionName, finding } of reported) {
    // What else such a finding holds may differ.
    const key = OF_ALL.has(finding.code) ? JSON.stringify([finding.code, finding.name]) : JSON.stringify(finding);
    const group = groups.get(key) ?? { finding, functions: new Set<string>() };
    group.functions.add(functionName);
    groups.set(key, group);
  }
  return [...groups.values()].flatMap(({ finding, functions }) => {
    if (functions.size === count) return [finding];
    return OF_ALL.has(finding.code) ? [] : [{ ...finding, functions: [...functions] }];
  });
}

/** Returns the findings of all functions of a run; those of a single function are returned unchanged. */
export function findingsOfAll(
  targets: readonly { readonly functionName: string; readonly findings: readonly Finding[] }[],
): readonly Finding[] {
  const [only, second] = targets;
  if (only === undefined || second === undefined) return only?.findings ?? [];
  const reported = targets.flatMap(({ functionName, findings }) => findings.map((finding) => ({ functionName, finding })));
  return groupFindings(reported, targets.length);
}
