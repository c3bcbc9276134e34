/** `Fn::ForEach` of the language extensions: expands each loop. */
import type { Place } from "../../errors.ts";
import { type Entry, type Mapping, type Node, soleEntry, type Text, textOf } from "../read/tree.ts";

/** A loop that is not expanded, and why. */
export interface OpenLoop {
  /** `Fn::ForEach::Name`. */
  readonly key: string;
  readonly reason: string;
  readonly at: Place;
}

/** Returns the items of a loop's collection; undefined if they cannot be determined. */
export type ReadCollection = (collection: Node) => readonly string[] | undefined;

const LOOP = "Fn::ForEach";

/** Nested loops multiply: CloudFormation itself allows 500 resources. */
const MAX_ENTRIES = 10_000;

/**
 * Returns `root` with its loops expanded, and those that could not be.
 *
 * Source: "Fn::ForEach" in the CloudFormation template reference: `${Name}` and `&{Name}`, which keeps only letters and digits,
 * in keys and texts, and `Ref` of the name.
 */
export function expandLoops(
  root: Mapping,
  readCollection: ReadCollection,
): { readonly root: Mapping; readonly open: readonly OpenLoop[] } {
  const open: OpenLoop[] = [];
  let size = 0;
  const expandMapping = (mapping: Mapping): Mapping => ({
    ...mapping,
    entries: new Map([...mapping.entries].flatMap(([key, entry]) => expandEntry(key, entry))),
  });
  return { root: expandMapping(root), open };

  function expand(node: Node): Node {
    if (node.kind === "list") return { ...node, items: node.items.map(expand) };
    return node.kind === "map" ? expandMapping(node) : node;
  }

  function expandEntry(key: string, entry: Entry): readonly (readonly [string, Entry])[] {
    if (!key.startsWith(LOOP)) return [[key, { key: entry.key, value: expand(entry.value) }]];
    const made = unroll(entry.value);
    if (typeof made !== "string") return made;
    open.push({ key, reason: made, at: entry.key.at });
    return [[key, entry]];
  }

  /** Returns the entries that a loop produces, or why they cannot be determined. */
  function unroll(loop: Node): readonly (readonly [string, Entry])[] | string {
    const [identifier, collection, body] = loop.kind === "list" && loop.items.length === 3 ? loop.items : [];
    const name = textOf(identifier);
    if (name === undefined || collection === undefined || body?.kind !== "map")
      return "it needs a name, a collection and a mapping";
    const items = readCollection(collection);
    if (items === undefined) return "its collection cannot be determined";
    size += items.length * body.entries.size;
    if (size > MAX_ENTRIES) return "the loops produce too much";
    return items.flatMap((item) =>
      [...body.entries].flatMap(([key, entry]) => {
        const made = substituteEntry(key, entry, name, item);
        return expandEntry(...made);
      }),
    );
  }
}

function substituteEntry(key: string, entry: Entry, name: string, item: string): readonly [string, Entry] {
  const made = substituteText(key, name, item);
  const keyNode: Entry["key"] = made === key ? entry.key : textNode(made, entry.key.at);
  return [made, { key: keyNode, value: substitute(entry.value, name, item) }];
}

function substitute(node: Node, name: string, item: string): Node {
  const sole = soleEntry(node);
  if (sole?.[0] === "Ref" && textOf(sole[1]) === name) return textNode(item, node.at);
  switch (node.kind) {
    case "text": {
      const made = substituteText(node.text, name, item);
      return made === node.text ? node : textNode(made, node.at);
    }
    case "unclear":
      return node;
    case "list":
      return { ...node, items: node.items.map((inner) => substitute(inner, name, item)) };
    case "map":
      return { ...node, entries: new Map([...node.entries].map(([key, entry]) => substituteEntry(key, entry, name, item))) };
  }
}

function substituteText(text: string, name: string, item: string): string {
  return text.replaceAll(`\${${name}}`, () => item).replaceAll(`&{${name}}`, () => item.replace(/[^A-Za-z0-9]/g, ""));
}

function textNode(text: string, at: Place): Text {
  return { kind: "text", text, json: text, at };
}
