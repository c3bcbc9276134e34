/** The changes that a user made in the text of a function's variables. */
import { makeFinding } from "../../core/finding.ts";
import { type NameChoice, nameChooser } from "../../core/select.ts";
import { type LayerEntry, makeLayer, type Values } from "../../core/variables.ts";
import type { Finding } from "../../errors.ts";
import type { ParsedFile } from "../../formats/parsed.ts";
import type { GivenChanges } from "./plan-given.ts";

/** The name of the text for users, as a source. */
export const EDITOR_SOURCE = "editor";

/**
 * Returns how the text, parsed as `edited`, differs from the variables `shown` that it was made from. Unchanged lines are not
 * included, whoever changes these variables in the meantime; deleted lines are removals.
 */
export function compareEdited(shown: Values, edited: ParsedFile): GivenChanges {
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

/** Returns a mistake for each name that the text changes and that `--only` and `--except` leave out. */
export function checkEditedNames({ sources }: GivenChanges, choice: NameChoice): readonly Finding[] {
  const chooses = nameChooser(choice);
  const left = sources.layers.flatMap(({ entries }) => [...entries.values()].filter(({ name }) => !chooses(name)));
  return left.map(({ name, origin }) => makeFinding("NAME_NOT_CHOSEN", "error", { asked: "set" }, { name, at: origin }));
}
