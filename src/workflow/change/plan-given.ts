/** A plan for changes that are given by name, whatever sources the options name. */
import type { FoundFunction } from "../find/open.ts";
import type { ChangeRequest } from "../request.ts";
import type { Session } from "../session.ts";
import { NO_SOURCES, type SourceResults } from "../sources.ts";
import { type PlannedTarget, planTarget } from "./plan-target.ts";

export interface GivenChanges {
  /** The additions and updates. */
  readonly sources: SourceResults;
  readonly removed: readonly string[];
  /** Names whose values are used as they are. */
  readonly literal?: readonly string[];
}

/** Returns the plan of the changes for one function. Errors: those of `planTarget`. */
export async function planGiven(
  session: Session<ChangeRequest>,
  found: FoundFunction,
  { sources, removed, literal = [] }: GivenChanges,
): Promise<PlannedTarget> {
  const request = { ...session.request, unset: removed, literal: [...session.request.literal, ...literal] };
  const { reported: _, ...planned } = await planTarget(found, { remote: NO_SOURCES, local: sources }, { ...session, request });
  return planned;
}
