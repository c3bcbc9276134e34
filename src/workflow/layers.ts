/** The sources of a run's functions as layers, without a plan: for commands that only show. */
import { checkChoice } from "../core/checks/check-choice.ts";
import { defined } from "../core/defined.ts";
import { groupFindings } from "../core/finding-groups.ts";
import { type Layer, sourceNames } from "../core/variables.ts";
import type { Finding } from "../errors.ts";
import { type FoundFunctions, findFunctions } from "./find/find.ts";
import type { FindOptions, FoundFunction } from "./find/open.ts";
import { attemptAll, type FunctionProblems } from "./find/problems.ts";
import { reportTargets } from "./find/report-targets.ts";
import type { ChangeRequest } from "./request.ts";
import type { Session } from "./session.ts";
import {
  combineSources,
  layersOf,
  type Prefetched,
  prefetchSources,
  type RemoteSources,
  readRemoteSources,
  readShared,
  reportCopiedFrom,
  type SourceResults,
} from "./sources.ts";

/** A function with the layers of its sources, lowest first. */
export interface LayeredFunction {
  readonly found: FoundFunction;
  readonly layers: readonly Layer[];
  /** The function in the template, if there is a template that has it. */
  readonly logicalId?: string;
}

interface LayeredRun extends FunctionProblems {
  readonly layered: readonly LayeredFunction[];
}

/**
 * Returns the functions of the run with their layers; of several, those that can be read, and the problems of the others.
 *
 * Errors: those of finding, and of reading a function that is the only one.
 */
export async function readLayers(
  session: Session<ChangeRequest>,
  local: SourceResults,
  lookup: FindOptions["lookup"],
): Promise<LayeredRun> {
  const { request, surroundings } = session;
  const prefetched = prefetchSources(session, local);
  const run = await findFunctions(session, { lookup, alias: request.alias, unnamed: "every-function" });
  if (run.isSelection) return layerMany(session, run, { prefetched, local });
  const layered: LayeredFunction[] = [];
  for (const found of run.functions) {
    const remote = await readRemoteSources(session, found, prefetched);
    const sources = sourceNames(layersOf(remote, local));
    surroundings.notify({ kind: "target", target: found.target, sources });
    reportCopiedFrom(remote, found.target, surroundings);
    const { layers, findings } = await combineSources(remote, local, request, surroundings);
    surroundings.notify({ kind: "findings", findings: [...findings, ...checkLayers(request, found, layers)] });
    layered.push({ found, layers, ...logicalIdOf(remote) });
  }
  return { layered, problems: [], count: layered.length };
}

function logicalIdOf({ evaluated }: RemoteSources): Pick<LayeredFunction, "logicalId"> {
  return defined({ logicalId: evaluated?.result.logicalId });
}

function checkLayers(request: ChangeRequest, { snapshot }: FoundFunction, layers: readonly Layer[]): readonly Finding[] {
  return checkChoice(request, { current: snapshot.environment.variables, layers });
}

async function layerMany(
  session: Session<ChangeRequest>,
  run: FoundFunctions,
  { prefetched, local }: { readonly prefetched: Prefetched; readonly local: SourceResults },
): Promise<LayeredRun> {
  const { request, surroundings } = session;
  const shared = await readShared(session, run.functions, prefetched);
  const read = await attemptAll(
    run.functions,
    async (found): Promise<LayeredFunction & { readonly findings: readonly Finding[] }> => {
      const remote = await readRemoteSources(session, found, shared);
      const { layers, findings } = await combineSources(remote, local, request, surroundings);
      return {
        found,
        layers,
        ...logicalIdOf(remote),
        findings: [...found.findings, ...findings, ...checkLayers(request, found, layers)],
      };
    },
  );
  const count = run.functions.length + run.problems.length;
  reportTargets(run.functions, { count, sources: sourceNames(read.done.flatMap(({ layers }) => layers)) }, surroundings);
  const reported = read.done.flatMap(({ found, findings }) =>
    findings.map((finding) => ({ functionName: found.target.functionName, finding })),
  );
  surroundings.notify({ kind: "findings", findings: [...run.findings, ...groupFindings(reported, count)] });
  return { layered: read.done, problems: [...run.problems, ...read.problems], count };
}
