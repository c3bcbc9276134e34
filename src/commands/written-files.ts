/** The files that `--out` and `--report` write: none may take the place of a file that is read, or of another one. */
import type { Context } from "../context.ts";
import { LambdaEnvError } from "../errors.ts";
import { resolveTarget, shownPath } from "../sources/path.ts";
import type { Options } from "./options.ts";

/** Throws USAGE where a plan or a report would be written over a source, which may be the only copy of a secret. */
export async function assertFilesApart(options: Options, { cwd }: Context): Promise<void> {
  const { out, plan, report, template, "env-file": envFiles, "config-file": configFile } = options;
  const written = [out, ...report.map((spec) => /=(.+)$/s.exec(spec)?.[1])].filter((path) => path !== undefined);
  if (written.length === 0) return;
  if (written.includes("-")) {
    throw new LambdaEnvError("USAGE", "a plan or a report is written to a file, and - is none", {
      hint: "--out plan.json; --report markdown prints to standard output",
    });
  }
  const read = [template, plan, configFile, ...envFiles].flatMap((path) => (path === undefined || path === "-" ? [] : [path]));
  const taken = new Set(await Promise.all(read.map((path) => targetOf(path, cwd))));
  for (const path of written) {
    const target = await targetOf(path, cwd);
    if (taken.has(target)) {
      throw new LambdaEnvError("USAGE", `${shownPath(path)} would be written over a file that is in use`, {
        hint: "give each --out and --report a file of its own",
      });
    }
    taken.add(target);
  }
}

/** What leads nowhere is itself; reading or writing it tells why. */
function targetOf(path: string, cwd: string): Promise<string> {
  return resolveTarget(path, cwd).catch(() => path);
}
