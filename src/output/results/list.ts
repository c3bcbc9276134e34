/** The variables of a function as a table. */
import { HIDDEN, type RedactedChange, type RedactedKeep, type Shown } from "../../core/secrecy/redact.ts";
import type { Target } from "../../core/target.ts";
import { LIVE } from "../../core/variables.ts";
import { originDocument, renderJson, targetDocument } from "../documents/json.ts";
import { escapeForeign } from "../escape.ts";
import { renderOrigin } from "../origin.ts";
import { renderTable } from "../table.ts";
import { keepReason } from "./plan.ts";

export interface ListedVariable {
  readonly name: string;
  /** What it takes of the limit, in bytes of JSON. */
  readonly bytes: number;
  readonly value: Shown;
  /** What the named sources say of it. */
  readonly entry: RedactedChange | RedactedKeep | undefined;
}

/** The variables of one function. */
export interface VariableList {
  readonly target: Target;
  readonly variables: readonly ListedVariable[];
  /** What the sources define and the function does not have. */
  readonly missing: readonly RedactedChange[];
  readonly bytes: number;
  readonly limit: number;
}

/** Returns one line a variable: name, bytes, where it comes from, and its value where it is revealed; then the size. */
function renderList(list: VariableList): string {
  const rows = list.variables.map(({ name, bytes, value, entry }) => [
    escapeForeign(name),
    String(bytes).padStart(5),
    sourceOf(entry),
    value === HIDDEN ? "" : escapeForeign(JSON.stringify(value)),
  ]);
  const missing = list.missing.map((change) => [
    escapeForeign(change.name),
    "    -",
    `${sourceOf(change)}, not on the function yet`,
    "",
  ]);
  const table = rows.length + missing.length === 0 ? [] : renderTable([["NAME", "BYTES", "FROM"], ...rows, ...missing]);
  const count = list.variables.length === 1 ? "1 variable" : `${list.variables.length} variables`;
  return [...table, `${count}, ${list.bytes} of ${list.limit} bytes`, ""].join("\n");
}

/** Returns the lists of several functions, each under the name of its function; that of one alone. */
export function renderLists(lists: readonly VariableList[]): string {
  if (lists.length === 1) return lists.map(renderList).join("");
  return lists.map((list) => `${escapeForeign(list.target.functionName)}\n${renderList(list)}`).join("\n");
}

/** Returns the document of `list`. */
export function listDocument(lists: readonly VariableList[]): string {
  const targets = lists.map(({ target, variables, missing, bytes, limit }) => ({
    ...targetDocument(target),
    variables: variables.map(({ name, bytes, value, entry }) => ({
      name,
      bytes,
      value: value === HIDDEN ? null : value,
      origin: originDocument(originOf(entry)),
      differs: entry?.kind === "update",
    })),
    missing: missing.map((change) => change.name),
    size: { bytes, limit },
  }));
  const count = lists.reduce((total, { variables }) => total + variables.length, 0);
  return renderJson({ command: "list", targets, totals: { targets: lists.length, variables: count } });
}

function originOf(entry: RedactedChange | RedactedKeep | undefined): Parameters<typeof originDocument>[0] {
  return entry === undefined || entry.kind === "remove" ? LIVE : entry.origin;
}

function sourceOf(entry: RedactedChange | RedactedKeep | undefined): string {
  if (entry?.kind === "keep") return keepReason(entry);
  return entry?.kind === "update" ? `live, differs from ${renderOrigin(entry.origin)}` : renderOrigin(originOf(entry));
}
