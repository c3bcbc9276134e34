/** Plans a run: finds and reads the functions, reads the sources, and makes a plan for each function. Writes nothing. */

import { isValidName } from "../../core/checks/checks.ts";
import { defined } from "../../core/defined.ts";
import { sourceNames } from "../../core/variables.ts";
import { LambdaEnvError } from "../../errors.ts";
import { findFunctions } from "../find/find.ts";
import type { FindOptions } from "../find/open.ts";
import type { FunctionProblem } from "../find/problems.ts";
import type { ChangeRequest } from "../request.ts";
import { openSession, type Session } from "../session.ts";
import { layersOf, NO_SOURCES, prefetchSources, readRemoteSources, reportCopiedFrom, type SourceResults } from "../sources.ts";
import type { Surroundings } from "../surroundings.ts";
import { type PlannedTarget, planTarget } from "./plan-target.ts";

export interface PlannedRun {
  readonly session: Session<ChangeRequest>;
  readonly targets: readonly PlannedTarget[];
  /** Those of several functions that cannot be planned, if the command writes nothing; otherwise they are an error. */
  readonly problems?: readonly FunctionProblem[];
}

export interface PlanOptions extends Pick<FindOptions, "lookup" | "unnamed"> {
  /** What was read before any request; without it no source counts, not even those of a project's files. */
  readonly local: SourceResults | undefined;
}

/**
 * Returns the plan of `request` for each of its functions.
 *
 * Errors: those of reading; what is wrong with a plan is among its findings. With several functions, one error names each
 * problem, if the command writes.
 */
export async function planChange(request: ChangeRequest, surroundings: Surroundings, options: PlanOptions): Promise<PlannedRun> {
  const { lookup, unnamed, local } = options;
  const session = await openSession(request, surroundings);
  const { only, except } = request;
  if (only.length + except.length > 0) surroundings.notify({ kind: "choice", only, except });
  const prefetched = local === undefined ? undefined : prefetchSources(session, local);
  const found = await findFunctions(session, { lookup, alias: request.alias, ...defined({ unnamed }) });
  if (found.isSelection) {
    const { planMany } = await import("./plan-many.ts");
    const { targets, problems } = await planMany(session, found, { prefetched, local });
    return { session, targets, problems };
  }
  const targets: PlannedTarget[] = [];
  for (const one of found.functions) {
    const remote = prefetched === undefined ? NO_SOURCES : await readRemoteSources(session, one, prefetched);
    const sources = sourceNames(layersOf(remote, local ?? NO_SOURCES));
    surroundings.notify({ kind: "target", target: one.target, sources });
    reportCopiedFrom(remote, one.target, surroundings);
    const { reported, layers: _, ...target } = await planTarget(one, { remote, local: local ?? NO_SOURCES }, session);
    surroundings.notify({ kind: "findings", findings: reported });
    targets.push(target);
  }
  return { session, targets };
}

/** Errors: USAGE for text that is not a name. The message does not repeat it, since it may be a value. */
export function assertLiteralNames({ literal }: Pick<ChangeRequest, "literal">): void {
  if (literal.every(isValidName)) return;
  throw new LambdaEnvError("USAGE", "--literal takes only the name of a variable", { hint: "--literal NAME" });
}
