/** The earlier sets of a function's variables. */
import { defined } from "../../core/defined.ts";
import type { FunctionHistory, HistoryEntry } from "../../core/history/entry.ts";
import type { ChangedNames } from "../../core/history/stored-set.ts";
import type { Json } from "../../core/json.ts";
import { renderJson, targetDocument } from "../documents/json.ts";
import { escapeForeign } from "../escape.ts";
import type { Look } from "../look.ts";
import { briefChanges } from "../messages/history.ts";
import { type Row, renderRows, renderSentence } from "../rows.ts";

/** Returns both kinds of entries as tables, and how to restore one. */
export function renderHistory({ target, parameter, stored, versions }: FunctionHistory, look: Look): string {
  const lines = [
    ...section(
      parameter === undefined ? "" : `before writes of lambda-env, in the parameter ${parameter}`,
      ["ID", "STORED", "BY", "THE WRITE CHANGED"],
      stored.map(({ id, at, by, changes }) => [id, renderTime(at), whoOf(by), renderChanges(changes)]),
      "nothing is stored yet",
      look,
    ),
    ...(parameter === undefined || stored.length === 0 ? [] : [""]),
    ...section(
      "published versions",
      ["VERSION", "PUBLISHED", "ALIASES", "SINCE THE VERSION BEFORE", "DESCRIPTION"],
      versions.map(({ id, at, aliases, changes, description = "" }) => [
        id,
        renderTime(at),
        aliases.join(", "),
        renderChanges(changes),
        description,
      ]),
      "none is published",
      look,
    ),
  ];
  const example = stored[0]?.id ?? versions[0]?.id;
  const path = parameter === undefined || stored.length === 0 ? "" : ` --history ${parameter.replace(/\/[^/]*$/, "")}`;
  const next = example === undefined ? [] : ["", `to go back: lambda-env undo -f ${target.functionName} ${example}${path}`];
  return [...lines, ...next, ""].join("\n");
}

function section(
  title: string,
  head: readonly string[],
  entries: readonly (readonly string[])[],
  none: string,
  look: Look,
): readonly string[] {
  if (title === "") return [];
  if (entries.length === 0) return renderSentence(`${title}: ${none}`, look);
  const rows = entries.map((entry): Row => ({ cells: entry.map(escapeForeign) }));
  return [...renderSentence(`${title}:`, look), ...renderRows([{ cells: head, paint: look.style.bold }, ...rows], look)];
}

/** Returns a time as `2026-01-31 12:00:00Z`. */
function renderTime(at = ""): string {
  return at.replace("T", " ").replace(/\.\d+Z$/, "Z");
}

/** Returns the role or user, and the session, without the account: `role/deploy/session`. */
function whoOf(arn = ""): string {
  return arn.replace(/^arn:[^:]*:[^:]*:[^:]*:[^:]*:(?:assumed-)?/, "");
}

function renderChanges(changes: ChangedNames | undefined): string {
  return changes === undefined ? "its variables cannot be decrypted" : briefChanges(changes);
}

/** Returns the document of `history`. */
export function historyDocument({ target, parameter, stored, versions }: FunctionHistory): string {
  return renderJson({
    command: "history",
    targets: [
      {
        ...targetDocument(target),
        parameter: parameter ?? null,
        stored: stored.map(entryDocument),
        versions: versions.map((entry) => ({ ...entryDocument(entry), aliases: entry.aliases })),
      },
    ],
    totals: { targets: 1 },
  });
}

function entryDocument({ id, at, by, description, changes }: HistoryEntry): { readonly [key: string]: Json } {
  return {
    id,
    at: at ?? null,
    ...defined({ by, description }),
    changes: changes === undefined ? null : { ...changes },
  };
}
