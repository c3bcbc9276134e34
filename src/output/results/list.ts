/** The variables of a function as a table. */
import { HIDDEN, type RedactedChange, type RedactedKeep, type Shown } from "../../core/secrecy/redact.ts";
import type { Target } from "../../core/target.ts";
import { compareNames, LIVE } from "../../core/variables.ts";
import { type FailedFunction, failedDocument, originDocument, renderJson, targetDocument } from "../documents/json.ts";
import { escapeForeign } from "../escape.ts";
import type { Look } from "../look.ts";
import { renderOrigin } from "../origin.ts";
import { type Row, renderRows } from "../rows.ts";
import { type Size, saySize } from "../size.ts";
import { displayWidth } from "../width.ts";
import { keepReason } from "./plan.ts";
import { placeValue } from "./values.ts";

export interface ListedVariable {
  readonly name: string;
  /** Its part of the limit, in bytes of JSON. */
  readonly bytes: number;
  readonly value: Shown;
  /** The definition by the named sources. */
  readonly entry: RedactedChange | RedactedKeep | undefined;
}

/** The variables of one function. */
export interface VariableList extends Size {
  readonly target: Target;
  readonly variables: readonly ListedVariable[];
  /** The variables that the sources define and the function does not have. */
  readonly missing: readonly RedactedChange[];
  /** The number of the function's variables, including those that are not listed. */
  readonly total: number;
}

/** The order of the variables: by name, or the largest first. */
export type ListOrder = "name" | "size";

/** Returns the variables in that order, equal ones by name. */
export function sortVariables(variables: readonly ListedVariable[], order: ListOrder): readonly ListedVariable[] {
  return [...variables].sort((a, b) => (order === "size" ? b.bytes - a.bytes : 0) || compareNames(a.name, b.name));
}

const BYTES_WIDTH = 5;

/** Returns one row per variable: name, bytes, where it comes from, and its value if it is revealed; then the size. */
function renderList(list: VariableList, look: Look): string {
  const isRevealed = list.variables.some(({ value }) => value !== HIDDEN);
  const rows = list.variables.map(({ name, bytes, value, entry }): Row => {
    const { cell, below } = value === HIDDEN ? { cell: "", below: [] } : placeValue(value, look);
    return { cells: [escapeForeign(name), String(bytes).padStart(BYTES_WIDTH), sourceOf(entry), cell], below };
  });
  const missing = list.missing.map(
    (change): Row => ({
      cells: [escapeForeign(change.name), "-".padStart(BYTES_WIDTH), `${sourceOf(change)}, not on the function yet`],
    }),
  );
  const titles = ["NAME", "BYTES", "FROM", ...(isRevealed ? ["VALUE"] : [])];
  const table =
    rows.length + missing.length === 0 ? [] : renderRows([{ cells: titles, paint: look.style.bold }, ...rows, ...missing], look);
  const { length } = list.variables;
  const all = list.total === 1 ? "1 variable" : `${list.total} variables`;
  const count = length === list.total ? all : `${length} of ${all}`;
  return [...table, ...sayTotal(count, list, look), ""].join("\n");
}

/** Returns the lists of `count` functions that can be read, each under the name of its function; for one function only its list. */
export function renderLists(lists: readonly VariableList[], count: number, look: Look): string {
  if (count === 1) return lists.map((list) => renderList(list, look)).join("");
  return lists.map((list) => `${look.style.bold(escapeForeign(list.target.functionName))}\n${renderList(list, look)}`).join("\n");
}

/** Returns the count and the size on one line if they fit. */
function sayTotal(count: string, size: Size, look: Look): readonly string[] {
  const { columns, style } = look;
  const uncoloured = saySize(size, { ...look, style: { ...style, warning: (text) => text } });
  const fits = columns === undefined || displayWidth(`${count}, ${uncoloured}`) <= columns;
  return fits ? [`${count}, ${saySize(size, look)}`] : [count, saySize(size, look)];
}

/** Returns the document of `list`, with the functions that cannot be read. */
export function listDocument(lists: readonly VariableList[], failed: readonly FailedFunction[]): string {
  const targets = lists.map(({ target, variables, missing, total, bytes, limit }) => ({
    ...targetDocument(target),
    variables: variables.map(({ name, bytes, value, entry }) => ({
      name,
      bytes,
      value: value === HIDDEN ? null : value,
      origin: originDocument(originOf(entry)),
      differs: entry?.kind === "update",
    })),
    missing: missing.map((change) => change.name),
    total,
    size: { bytes, limit },
  }));
  const count = lists.reduce((total, { variables }) => total + variables.length, 0);
  const totals = { targets: lists.length, variables: count };
  return renderJson({ command: "list", targets, ...failedDocument(failed), totals });
}

function originOf(entry: RedactedChange | RedactedKeep | undefined): Parameters<typeof originDocument>[0] {
  return entry === undefined || entry.kind === "remove" ? LIVE : entry.origin;
}

function sourceOf(entry: RedactedChange | RedactedKeep | undefined): string {
  if (entry?.kind === "keep") return keepReason(entry);
  return entry?.kind === "update" ? `live, differs from ${renderOrigin(entry.origin)}` : renderOrigin(originOf(entry));
}
