/** The last part of `set` and `unset` for several functions: write, show each outcome, and end like the first failure. */
import type { Context } from "../../cli/context.ts";
import type { Presenter } from "../../cli/present.ts";
import type { NotifyProgress } from "../../cli/reports/progress.ts";
import { type ExitCode, LambdaEnvError } from "../../errors.ts";
import type { EndedRun, EndedTarget, Fleet } from "../../workflow/change/fleet.ts";

/**
 * Writes the functions and shows the outcome of each.
 *
 * Errors: INTERRUPTED after Ctrl-C; that of the first function that failed. By then everything else has been shown.
 */
export async function applyToMany(fleet: Fleet, present: Presenter, context: Context, notify: NotifyProgress): Promise<ExitCode> {
  const { reporter, signal } = context;
  const ended = await fleet.apply();
  reporter.clearProgress();
  const { targets } = ended;
  notify(targets.map((target) => ({ ...target, ending: target })));
  const failure = failureOf(ended, signal.aborted);
  present.endings(targets);
  present.end(targets);
  if (failure === undefined) return 0;
  // A bug is reported as such, with its place.
  throw failure.code === "BUG" && failure.cause !== undefined ? failure.cause : failure;
}

function failureOf({ targets, failure }: EndedRun, isInterrupted: boolean): LambdaEnvError | undefined {
  const count = (outcome: EndedTarget["outcome"]): number => targets.filter((target) => target.outcome === outcome).length;
  const options = { hint: hintOf(targets) };
  const counts = `${count("written")} of ${targets.length} functions are verified, ${count("not-started")} were not started`;
  if (isInterrupted) {
    const failed = count("failed") === 0 ? "" : `, ${count("failed")} failed`;
    return new LambdaEnvError("INTERRUPTED", `interrupted; ${counts}${failed}`, options);
  }
  if (failure === undefined) return undefined;
  const { code, message, findings, cause } = failure;
  return new LambdaEnvError(code, `${count("failed")} of ${targets.length} functions failed; the first: ${message}`, {
    ...options,
    findings,
    cause,
  });
}

function hintOf(targets: readonly EndedTarget[]): string {
  const isBack = targets.some(({ outcome }) => outcome === "reverted");
  return isBack ? "run lambda-env diff to see what differs" : "run the same command again to do the rest";
}
