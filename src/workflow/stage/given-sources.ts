/** Reads everything that a run names and that needs no request, the sources of single functions included. */
import { namesSource } from "../../sources/index.ts";
import type { SourceRequest, TargetRequest } from "../request.ts";
import { readLocalSources, type SourceResults } from "../sources.ts";
import type { Surroundings } from "../surroundings.ts";
import { ownRequests } from "./own-requests.ts";

/** Returns what was read; the sources of single functions come with the functions. Errors: those of `readLocalSources`. */
export async function readGivenSources(
  request: TargetRequest & SourceRequest,
  surroundings: Surroundings,
): Promise<SourceResults> {
  const local = await readLocalSources(request, surroundings);
  const { stage } = surroundings;
  if (stage === undefined || stage.functions.size === 0) return local;
  const { openOwnSources } = await import("./own-sources.ts");
  return { ...local, own: await openOwnSources(request, stage, surroundings) };
}

/** Returns whether a source is named: by the options, or for a function of the stage. */
export function namesAnySource(request: SourceRequest, { stage }: Pick<Surroundings, "stage">): boolean {
  return namesSource(request) || ownRequests(stage, request).length > 0;
}
