/** Checks the variables of functions, or of files alone, by the rules of the project's own file and by what the sources say. */
import type { CheckedRun } from "../../core/rules/checked-run.ts";
import { namesAnySource, readGivenSources } from "../stage/given-sources.ts";
import type { Surroundings } from "../surroundings.ts";
import { readRules } from "./check-rules.ts";
import type { Checking, CheckRequest } from "./checking.ts";
import { possibleNames } from "./possible-sources.ts";

/** Returns what was found. Errors: those of reading; what is wrong with a variable is a finding. */
export async function runChecks(request: CheckRequest, surroundings: Surroundings): Promise<CheckedRun> {
  const local = await readGivenSources(request, surroundings);
  const book = await readRules(surroundings);
  const hasSources = namesAnySource({ ...request, template: undefined }, surroundings);
  // Only a stage says which sources there are.
  const isStageMissing = book?.hasStages === true && !hasSources && surroundings.stage === undefined;
  if (book !== undefined) surroundings.notify({ kind: "rules", source: book.source, count: book.rules.length });
  const checking: Checking = {
    request,
    rules: book?.rules ?? [],
    // The functions themselves show what they lack.
    possible: isStageMissing || !request.offline ? undefined : possibleNames(request),
    hasSources,
  };
  const run = request.offline
    ? (await import("./check-offline.ts")).checkOffline
    : (await import("./check-online.ts")).checkOnline;
  return run(checking, local, surroundings);
}
