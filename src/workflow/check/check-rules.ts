/** The rules of the project's own file, read and compiled. */
import type { CheckedRule } from "../../core/rules/rule.ts";
import { compareNames } from "../../core/variables.ts";
import type { Surroundings } from "../surroundings.ts";

export interface RuleBook {
  /** The file that they are in, as users know it. */
  readonly source: string;
  /** In the order of names. */
  readonly rules: readonly CheckedRule[];
  /** Whether the file has stages, which name the sources. */
  readonly hasStages: boolean;
}

/** Returns the rules of the project's own file; undefined if the project has none. Errors: those of `readProjectFile`. */
export async function readRules({ cwd, env, signal }: Surroundings): Promise<RuleBook | undefined> {
  const { readProjectFile } = await import("../../sources/project/project-file.ts");
  const file = await readProjectFile({ cwd, env, signal });
  if (file === undefined) return undefined;
  const rules = [...file.variables.values()].sort((a, b) => compareNames(a.name, b.name));
  const isPatterned = rules.some(({ pattern }) => pattern !== undefined);
  const { compilePattern } = isPatterned ? await import("../../stages/pattern.ts") : { compilePattern: undefined };
  return {
    source: file.source,
    hasStages: file.stages.size > 0,
    rules: rules.map((rule) => {
      const matches = rule.pattern === undefined ? undefined : compilePattern?.(rule.pattern);
      // What cannot be compiled is a mistake of the file, which was reported when it was read.
      return typeof matches === "function" ? { ...rule, matches } : rule;
    }),
  };
}
