/** Collects everything that keeps functions of a selection from being planned into one error. */
import { makeFinding } from "../../core/finding.ts";
import { type FunctionFinding, groupFindings } from "../../core/finding-groups.ts";
import { type ErrorCode, type Finding, LambdaEnvError } from "../../errors.ts";
import type { FoundFunction } from "./open.ts";

export interface FunctionProblem {
  readonly functionName: string;
  readonly error: LambdaEnvError;
}

/** Errors that concern the whole run: with them nothing can go on. */
const OF_THE_RUN: ReadonlySet<ErrorCode> = new Set(["NO_CREDENTIALS", "NO_REGION", "INTERRUPTED", "UNAVAILABLE", "BUG"]);

/** The exit code of several problems is that of the first of these. */
const GRAVEST_FIRST: readonly ErrorCode[] = ["UNREADABLE", "ACCESS_DENIED", "FUNCTION_NOT_FOUND", "CONFLICT", "NOT_SETTLED"];

/** What keeps some functions of a selection from being read or planned. */
export interface FunctionProblems {
  readonly problems: readonly FunctionProblem[];
  /** The number of functions that were selected. */
  readonly count: number;
}

/** Returns the problem of the one function; throws what concerns the whole run. */
export function problemOf(functionName: string, error: unknown): FunctionProblem {
  if (!(error instanceof LambdaEnvError) || OF_THE_RUN.has(error.code)) throw error;
  return { functionName, error };
}

/** Throws all problems of all functions in one error; `findings` are mistakes of the functions that could be planned. */
export function assertNoProblems(
  problems: readonly FunctionProblem[],
  {
    count,
    claim,
    what = "planned",
    findings = [],
  }: {
    readonly count: number;
    readonly claim: string | undefined;
    /** What cannot be done with them. */
    readonly what?: "planned" | "read";
    readonly findings?: readonly Finding[];
  },
): void {
  const [first] = problems;
  if (first === undefined) return;
  const reported = problems.flatMap(({ functionName, error }): readonly FunctionFinding[] => {
    const own = error.findings.filter(({ severity }) => severity === "error");
    const reason = makeFinding("FUNCTION_NOT_PLANNED", "error", { reason: error.message, hint: error.hint ?? "" });
    return (own.length > 0 ? own : [reason]).map((finding) => ({ functionName, finding }));
  });
  const codes = problems.map(({ error }) => error.code);
  const code = GRAVEST_FIRST.find((grave) => codes.includes(grave)) ?? first.error.code;
  const sentence = `${problems.length} of ${count} functions cannot be ${what}`;
  throw new LambdaEnvError(code, claim === undefined ? sentence : `${sentence}; ${claim}`, {
    findings: [...groupFindings(reported, count), ...findings.filter(({ severity }) => severity === "error")],
    cause: first.error,
  });
}

/** Runs `work` for one function after another: facts of the stack that were read for one need not be read for the next. */
export async function attemptAll<Result>(
  found: readonly FoundFunction[],
  work: (one: FoundFunction) => Promise<Result>,
): Promise<{ readonly done: readonly Result[]; readonly problems: readonly FunctionProblem[] }> {
  const done: Result[] = [];
  const problems: FunctionProblem[] = [];
  for (const one of found) {
    try {
      done.push(await work(one));
    } catch (error) {
      problems.push(problemOf(one.target.functionName, error));
    }
  }
  return { done, problems };
}
