/** What a function can be taken back to. */
import { defined } from "../../core/defined.ts";
import type { ChangedNames } from "../../core/history/stored-set.ts";
import type { Json } from "../../core/json.ts";
import type { Target } from "../../core/target.ts";
import { renderJson, targetDocument } from "../documents/json.ts";
import { escapeForeign } from "../escape.ts";
import { renderTable } from "../table.ts";

export interface ShownEntry {
  /** As it is typed behind `undo`. */
  readonly id: string;
  /** Absent where they are not known. */
  readonly changes?: ChangedNames;
  readonly at?: Date;
  readonly by?: string;
  readonly description?: string;
  readonly aliases: readonly string[];
}

export interface ShownHistory {
  readonly target: Target;
  /** The parameter that sets are stored in. */
  readonly parameter?: string;
  /** Newest first: each with what the write over it changed. */
  readonly stored: readonly ShownEntry[];
  /** Newest first: each with what differs from the version before. */
  readonly versions: readonly ShownEntry[];
}

/** What Parameter Store takes for a description. */
const MAX_DESCRIPTION = 1024;

/** Returns what is kept beside a stored set, in plain sight: the command and the names that it changed. */
export function describeStored(command: string, changes: ChangedNames): string {
  const text = `before lambda-env ${command}: ${briefChanges(changes)}`;
  return text.length <= MAX_DESCRIPTION ? text : `${text.slice(0, MAX_DESCRIPTION - 3)}...`;
}

/** Returns both kinds of entries as tables, and how to go back to one. */
export function renderHistory({ target, parameter, stored, versions }: ShownHistory): string {
  const lines = [
    ...section(
      parameter === undefined ? "" : `before writes of lambda-env, in the parameter ${parameter}`,
      ["ID", "STORED", "BY", "THE WRITE CHANGED"],
      stored.map(({ id, at, by, changes }) => [id, renderTime(at), whoOf(by), renderChanges(changes)]),
      "nothing is stored yet",
    ),
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
    ),
  ];
  const example = stored[0]?.id ?? versions[0]?.id;
  const path = parameter === undefined || stored.length === 0 ? "" : ` --history ${parameter.replace(/\/[^/]*$/, "")}`;
  const next = example === undefined ? [] : ["", `to go back: lambda-env undo -f ${target.functionName} ${example}${path}`];
  return [...lines, ...next, ""].join("\n");
}

function section(title: string, head: readonly string[], rows: readonly (readonly string[])[], none: string): readonly string[] {
  if (title === "") return [];
  if (rows.length === 0) return [`${title}: ${none}`];
  const safe = rows.map((row) => row.map(escapeForeign));
  return [`${title}:`, ...renderTable([head, ...safe])];
}

function renderTime(at: Date | undefined): string {
  return at === undefined ? "" : at.toISOString().replace("T", " ").replace(/\.\d+Z$/, "Z");
}

/** Returns the role or user, and the session, without the account: `role/deploy/session`. */
function whoOf(arn = ""): string {
  return arn.replace(/^arn:[^:]*:[^:]*:[^:]*:[^:]*:(?:assumed-)?/, "");
}

function renderChanges(changes: ChangedNames | undefined): string {
  return changes === undefined ? "its variables cannot be decrypted" : briefChanges(changes);
}

function briefChanges({ added, updated, removed }: ChangedNames): string {
  const marked = [
    ...removed.map((name) => `- ${name}`),
    ...updated.map((name) => `~ ${name}`),
    ...added.map((name) => `+ ${name}`),
  ];
  return marked.length === 0 ? "no variable" : marked.join(", ");
}

/** Returns the document of `history`. */
export function historyDocument({ target, parameter, stored, versions }: ShownHistory): string {
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

function entryDocument({ id, at, by, description, changes }: ShownEntry): { readonly [key: string]: Json } {
  return {
    id,
    at: at?.toISOString() ?? null,
    ...defined({ by, description }),
    changes: changes === undefined ? null : { ...changes },
  };
}
