/** Programs that a test may use and a fresh machine may lack: where they are missing, the test's title says that it was skipped. */
import { spawnSync } from "node:child_process";

/** Returns whether every one of `programs` can be started. */
export function hasTools(...programs: readonly string[]): boolean {
  return programs.every((program) => spawnSync(program, ["--version"], { stdio: "ignore" }).error === undefined);
}

/** Returns what to put behind the title of a test that needs `programs`: nothing, or why it is skipped. */
export function skipNote(...programs: readonly string[]): string {
  const missing = programs.filter((program) => !hasTools(program));
  return missing.length === 0 ? "" : ` (skipped: ${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} not installed)`;
}
