/** What `check` found, without a value. */
import type { Finding, Severity } from "../../errors.ts";
import type { Target } from "../target.ts";

/** One function that was read, with what is wrong with its variables. */
interface CheckedTarget {
  readonly target: Target;
  readonly findings: readonly Finding[];
}

export interface CheckedRun {
  /** Whether only files were checked. */
  readonly isOffline: boolean;
  /** How many functions were checked; of files, those of the template. */
  readonly count: number;
  /** How many rules there are. */
  readonly rules: number;
  /** What is wrong with the files, and what concerns several functions together. */
  readonly findings: readonly Finding[];
  /** Those that were read; none of them if only files were checked. */
  readonly targets: readonly CheckedTarget[];
}

export type SeverityCounts = Readonly<Record<Severity, number>>;

/** Returns the findings of a run: those of the files first. */
export function findingsOfRun({ findings, targets }: CheckedRun): readonly Finding[] {
  return [...findings, ...targets.flatMap((target) => target.findings)];
}

export function countSeverities(findings: readonly Finding[]): SeverityCounts {
  const count = (severity: Severity): number => findings.filter((finding) => finding.severity === severity).length;
  return { error: count("error"), warning: count("warning"), notice: count("notice") };
}

/** Returns whether a run found something to fix: notes are not. */
export function isFaulty(findings: readonly Finding[]): boolean {
  const { error, warning } = countSeverities(findings);
  return error + warning > 0;
}

/** Returns the findings in the order of their places, those without one last; findings of one place stay in their order. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((a, b) => {
    if (a.at === undefined || b.at === undefined) return Number(a.at === undefined) - Number(b.at === undefined);
    if (a.at.source !== b.at.source) return a.at.source < b.at.source ? -1 : 1;
    return (a.at.line ?? 0) - (b.at.line ?? 0) || (a.at.column ?? 0) - (b.at.column ?? 0);
  });
}
