/** The plans of several functions: all of them, or every reason why not. */
import { groupFindings } from "../../core/finding-groups.ts";
import { sourceNames } from "../../core/variables.ts";
import type { FoundFunctions } from "../find/find.ts";
import type { FoundFunction } from "../find/open.ts";
import { assertNoProblems, attemptAll, type FunctionProblems } from "../find/problems.ts";
import { readAgain } from "../find/read-many.ts";
import { reportTargets } from "../find/report-targets.ts";
import type { ChangeRequest } from "../request.ts";
import type { Session } from "../session.ts";
import {
  NO_SOURCES,
  type Prefetched,
  readRemoteSources,
  readShared,
  type SharedSources,
  type SourceResults,
} from "../sources.ts";
import { type PlannedTarget, planTarget } from "./plan-target.ts";

interface Sources {
  readonly prefetched: Prefetched | undefined;
  readonly local: SourceResults | undefined;
}

type Reported = Awaited<ReturnType<typeof planTarget>>;

interface PlannedMany extends FunctionProblems {
  readonly targets: readonly PlannedTarget[];
}

/**
 * Returns the plan of each function; if the command writes nothing, of those that can be planned, with the problems of the
 * others. If the command writes, functions that change are read again individually: a list only
 * decides which functions change, and no write is planned from it.
 *
 * Errors: what concerns all functions, as for one; if the command writes, every problem of every function in one error.
 */
export async function planMany(session: Session<ChangeRequest>, found: FoundFunctions, sources: Sources): Promise<PlannedMany> {
  const { surroundings, request } = session;
  const { writes, notify } = surroundings;
  const count = found.functions.length + found.problems.length;
  const { prefetched } = sources;
  const shared = prefetched === undefined ? undefined : await readShared(session, found.functions, prefetched);
  const plan = (one: FoundFunction): Promise<Reported> => planOne(one, { shared, local: sources.local }, session);

  const first = await attemptAll(found.functions, plan);
  const fresh = writes && !request["dry-run"] ? first.done.filter((one) => one.isListed && one.plan.changes.length > 0) : [];
  const again = await readAgain(session, fresh);
  const second = await attemptAll(again.functions, plan);
  const byArn = new Map(second.done.map((one) => [one.target.functionArn, one]));
  const problems = [...found.problems, ...first.problems, ...again.problems, ...second.problems];
  const planned = first.done.map((one) => byArn.get(one.target.functionArn) ?? one);

  reportTargets(planned, { count, sources: sourceNames(planned.flatMap(({ layers }) => layers)) }, surroundings);
  const reported = planned.flatMap(({ target, reported: own }) =>
    own.map((finding) => ({ functionName: target.functionName, finding })),
  );
  const grouped = groupFindings(reported, count);
  notify({ kind: "findings", findings: [...found.findings, ...grouped] });
  if (writes) assertNoProblems(problems, { count, claim: "nothing was written", findings: grouped });
  return { targets: planned.map(({ reported: _, layers: __, ...target }) => target), problems, count };
}

interface ReadSources {
  readonly shared: SharedSources | undefined;
  readonly local: SourceResults | undefined;
}

async function planOne(
  one: FoundFunction,
  { shared, local = NO_SOURCES }: ReadSources,
  session: Session<ChangeRequest>,
): Promise<Reported> {
  const remote = shared === undefined ? NO_SOURCES : await readRemoteSources(session, one, shared);
  const target = await planTarget(one, { remote, local }, session);
  return { ...target, reported: [...one.findings, ...target.reported] };
}
