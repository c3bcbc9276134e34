/** SAM's own translator, where Python has it. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { foreignProgram } from "../../support/depth.ts";

const environment = { ...process.env, AWS_DEFAULT_REGION: "eu-west-1" };

export const SAM = foreignProgram("samtranslator", "python3", "-c", "import samtranslator");

/** Returns what a script beside this file makes of `input`. */
export function runSam(script: string, input: unknown): unknown {
  const path = fileURLToPath(new URL(`./${script}`, import.meta.url));
  const run = spawnSync("python3", [path], { env: environment, encoding: "utf8", input: JSON.stringify(input) });
  if (run.status !== 0) throw new Error(`${script} failed: ${run.stderr}`);
  return JSON.parse(run.stdout);
}

export interface Transformed {
  /** Types by logical id. */
  readonly resources: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** Returns what SAM makes of each template. */
export function transform(
  cases: readonly { readonly text: string; readonly parameters?: Readonly<Record<string, string>> }[],
): readonly Transformed[] {
  return runSam("transform.py", cases) as readonly Transformed[];
}
