/** Keeps values that are printed on purpose from being executed by the runner of a job. */
import { fstatSync } from "node:fs";
import { LambdaEnvError } from "../../errors.ts";
import { isObeyed } from "../../output/escape.ts";
import type { Context } from "../context.ts";

/** The variables that GitHub Actions, Azure Pipelines and TeamCity set for their jobs. */
const RUNNERS = ["GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION"];

/** Throws USAGE with `hint` if `text`, which cannot be changed, would reach a runner that executes a part of it. */
export function assertNotObeyed(text: string, { env }: Context, hint: string): void {
  if (!RUNNERS.some((name) => (env[name] ?? "") !== "") || !isObeyed(text) || isFile(1)) return;
  throw new LambdaEnvError("USAGE", "a value has a line that the runner of this job would execute as a command", { hint });
}

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}
