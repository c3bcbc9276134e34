/** What a user changed in the text of a function's variables. */
import { type LayerEntry, makeLayer, type Values } from "../../core/variables.ts";
import type { ParsedFile } from "../../formats/parsed.ts";
import type { FoundFunction } from "../find/open.ts";
import type { ChangeRequest } from "../request.ts";
import type { Session } from "../session.ts";
import type { SourceResults } from "../sources.ts";
import { NO_SOURCES, type PlannedTarget, planTarget } from "./plan-target.ts";

/** How the text is named to the user, as a source. */
export const EDITOR_SOURCE = "editor";

export interface EditedVariables {
  /** What was added and changed; what was left as it was is not touched, whoever changes it meanwhile. */
  readonly sources: SourceResults;
  /** Names whose lines were deleted. */
  readonly removed: readonly string[];
}

/** Returns how the text, parsed as `edited`, differs from the variables `shown` that it was made from. */
export function compareEdited(shown: Values, edited: ParsedFile): EditedVariables {
  const changed = edited.entries.filter(({ name, value }) => shown.get(name) !== value);
  const entries = changed.map(
    ({ name, value, line, column, ...how }): LayerEntry => ({
      kind: "value",
      name,
      value,
      sensitive: true,
      origin: { layer: "env-file", source: EDITOR_SOURCE, line, column },
      ...how,
    }),
  );
  const names = new Set(edited.entries.map(({ name }) => name));
  return {
    sources: { layers: entries.length === 0 ? [] : [makeLayer("env-file", EDITOR_SOURCE, entries)], findings: edited.findings },
    removed: [...shown.keys()].filter((name) => !names.has(name)),
  };
}

/** Returns the plan that makes the edited variables of the function those of `edited`. */
export async function planEdited(
  session: Session<ChangeRequest>,
  found: FoundFunction,
  { sources, removed }: EditedVariables,
): Promise<PlannedTarget> {
  const request = { ...session.request, unset: removed };
  const { told: _, ...planned } = await planTarget(found, { remote: NO_SOURCES, local: sources }, { ...session, request });
  return planned;
}
