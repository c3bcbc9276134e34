/** What a stage names for single functions: its env files, read, and the names that its other sources may define. */
import type { PossibleNames } from "../../core/rules/possible-names.ts";
import { namesSource } from "../../sources/index.ts";
import type { ChangeRequest } from "../request.ts";
import { combineSources, readLocalSources, type SourceResults } from "../sources.ts";
import { ownRequests } from "../stage/own-requests.ts";
import type { Surroundings } from "../surroundings.ts";
import { possibleNames } from "./possible-sources.ts";

export interface OwnFiles {
  /** The logical id or the name of the function. */
  readonly key: string;
  readonly envFiles: SourceResults;
  readonly possible: PossibleNames;
  readonly hasSources: boolean;
}

/** Returns the sources of each function that has some of its own. Errors: those of reading env files. */
export async function readOwnFiles(request: ChangeRequest, surroundings: Surroundings): Promise<readonly OwnFiles[]> {
  const own: OwnFiles[] = [];
  for (const { key, given } of ownRequests(surroundings.stage, request)) {
    const local = given.env.length === 0 ? NOTHING : await readLocalSources(given, surroundings);
    const envFiles = await combineSources(NOTHING, local, given, surroundings);
    own.push({ key, envFiles, possible: possibleNames(given), hasSources: namesSource(given) });
  }
  return own;
}

const NOTHING: SourceResults = { layers: [], findings: [] };
