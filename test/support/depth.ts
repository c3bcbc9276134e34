/** How much a run of the tests takes on: `npm test` a tenth of the random cases and no foreign programs, `.ci/run` all of it. */
import { spawnSync } from "node:child_process";

/** Set by `.ci/run`. */
export const IS_FULL: boolean = process.env["LAMBDA_ENV_TEST_FULL"] !== undefined;

/** Returns how many of `all` random cases this run tries. */
export function runs(all: number): number {
  return IS_FULL ? all : Math.ceil(all / 10);
}

/** A program written by others, and that a test runs our side against. */
export interface ForeignProgram {
  readonly isUsed: boolean;
  /** What to put behind the title of the test: nothing, or why it is skipped. */
  readonly note: string;
}

/** Returns whether a full run finds the program `name` by running `command`. */
export function foreignProgram(name: string, ...[command, ...args]: readonly [string, ...string[]]): ForeignProgram {
  if (!IS_FULL) return { isUsed: false, note: ` (skipped: LAMBDA_ENV_TEST_FULL is not set)` };
  const isInstalled = spawnSync(command, args, { stdio: "ignore" }).status === 0;
  return { isUsed: isInstalled, note: isInstalled ? "" : ` (skipped: ${name} is not installed)` };
}
