/** Values that are printed on purpose must not be obeyed by the runner of a GitHub Actions job. */
import { fstatSync } from "node:fs";
import type { Context } from "../context.ts";
import { LambdaEnvError } from "../errors.ts";

/** What the runner obeys: `::command::` at a line's start, and `##[command]` anywhere. */
const OBEYED = /^\s*::|##\[/m;

/** Throws USAGE where `text`, which cannot be changed, would reach a runner that obeys a part of it. */
export function assertNotObeyed(text: string, { env }: Context): void {
  if (env["GITHUB_ACTIONS"] !== "true" || !OBEYED.test(text) || isFile(1)) return;
  throw new LambdaEnvError("USAGE", "a value has a line that the runner of this job would take for a command", {
    hint: "write to a file: lambda-env pull FILE",
  });
}

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}
