/** The content of a file as a tree in which each key and each value has its place, whatever its format. */
import type { Place } from "../errors.ts";

export type StageNode = { readonly at: Place } & (
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "flag"; readonly isSet: boolean }
  | { readonly kind: "list"; readonly items: readonly StageNode[] }
  | StageTable
  /** A value that no key takes; `found` says in a few words what it is. */
  | { readonly kind: "other"; readonly found: string }
);

export interface StageTable {
  readonly kind: "table";
  readonly entries: ReadonlyMap<string, StageEntry>;
}

export interface StageEntry {
  /** The place of the key. */
  readonly at: Place;
  readonly value: StageNode;
}

/** An entry that is a table. */
export interface TableEntry {
  readonly at: Place;
  readonly value: StageTable;
}

/** Returns the entries of `table` that are tables, in their order. */
export function tableEntries(table: StageTable): readonly (readonly [string, TableEntry])[] {
  return [...table.entries].flatMap(([name, { at, value }]) => (value.kind === "table" ? [[name, { at, value }] as const] : []));
}

/** Returns the kind of a node, in words. */
export function foundWords(node: StageNode): string {
  switch (node.kind) {
    case "text":
      return "text";
    case "flag":
      return "true or false";
    case "list":
      return "a list";
    case "table":
      return "a table";
    case "other":
      return node.found;
  }
}
