/** `--history`: the code that stores sets of variables is only loaded if it is used. */
import type { DescribeStored } from "../../core/history/stored-set.ts";
import type { PlannedRun } from "../change/plan-change.ts";
import type { PlanLock } from "../change/plan-file.ts";

/** Returns `lock`, which also stores what is overwritten if the run requests that. Errors: those of `keepHistory`. */
export async function withHistory(lock: PlanLock, run: PlannedRun, describe: DescribeStored): Promise<PlanLock> {
  const { history, "dry-run": isDry } = run.session.request;
  if (history === undefined || isDry) return lock;
  const { keepHistory } = await import("./keep.ts");
  return keepHistory(lock, run, history, describe);
}
