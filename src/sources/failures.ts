/** What keeps several sources from being read, as one error: whoever mistyped two names learns it in one run. */
import { makeFinding } from "../core/finding.ts";
import { type Finding, LambdaEnvError } from "../errors.ts";

interface AttemptedEach<Result> {
  readonly done: readonly Result[];
  readonly failures: readonly LambdaEnvError[];
}

/** Returns what `work` makes of each item, in their order, and the failures of those that it fails for. Errors: INTERRUPTED, and what is not ours. */
export async function attemptEach<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<AttemptedEach<Result>> {
  const done: Result[] = [];
  const failures: LambdaEnvError[] = [];
  for (const item of items) {
    try {
      done.push(await work(item));
    } catch (error) {
      if (!(error instanceof LambdaEnvError) || error.code === "INTERRUPTED") throw error;
      failures.push(error);
    }
  }
  return { done, failures };
}

/** Throws the failures, and the `mistakes` of the sources that could be read: a single failure as it is, several as one with the code of the first. */
export function throwFailures(failures: readonly LambdaEnvError[], mistakes: readonly Finding[] = []): void {
  const [first] = failures;
  if (first === undefined) return;
  const findings = [...failures.flatMap(findingsOf), ...mistakes.filter(({ severity }) => severity === "error")];
  if (failures.length === 1 && findings.length <= Math.max(1, first.findings.length)) throw first;
  throw new LambdaEnvError(first.code, `${findings.length} mistakes`, { findings, cause: first });
}

function findingsOf({ message, hint = "", findings }: LambdaEnvError): readonly Finding[] {
  return findings.length > 0 ? findings : [makeFinding("SOURCE_FAILED", "error", { reason: message, hint })];
}
