/** The tree of a template: the common form of both spellings of YAML and of JSON, each node with its place. */
import type { Place } from "../../errors.ts";

/** A scalar that all YAML readers read the same. `json` keeps its type for `Fn::ToJsonString`. */
export interface Text {
  readonly kind: "text";
  readonly text: string;
  readonly json: string | number | boolean;
  readonly at: Place;
}

/** A scalar that YAML readers read differently (`017`, `yes`, `null`, a date): only quotes make it certain. */
export interface Unclear {
  readonly kind: "unclear";
  readonly source: string;
  /** What some readers read it as, without its value: `a number`. */
  readonly looksLike: string;
  readonly at: Place;
}

export interface List {
  readonly kind: "list";
  readonly items: readonly Node[];
  readonly at: Place;
}

export interface Mapping {
  readonly kind: "map";
  readonly entries: ReadonlyMap<string, Entry>;
  readonly at: Place;
}

export interface Entry {
  readonly key: Text | Unclear;
  readonly value: Node;
}

export type Node = Text | Unclear | List | Mapping;

/** An intrinsic function by its long name, `Ref` or `Fn::…`; short tags have already become long names. */
export interface Call {
  readonly name: string;
  readonly argument: Node;
}

/** Returns the value under `key`, or undefined if `node` is not a mapping or does not have the key. */
export function child(node: Node | undefined, ...path: readonly string[]): Node | undefined {
  return path.reduce<Node | undefined>((at, key) => (at?.kind === "map" ? at.entries.get(key)?.value : undefined), node);
}

/** Returns the text of an unambiguous scalar, or undefined. */
export function textOf(node: Node | undefined): string | undefined {
  return node?.kind === "text" ? node.text : undefined;
}

/** Returns every text in the tree, without keys. */
export function textsOf(node: Node): readonly string[] {
  switch (node.kind) {
    case "text":
      return [node.text];
    case "unclear":
      return [];
    case "list":
      return node.items.flatMap(textsOf);
    case "map":
      return [...node.entries.values()].flatMap(({ value }) => textsOf(value));
  }
}

/** Returns the intrinsic function that `node` is: a mapping whose only key is `Ref` or starts with `Fn::`. */
export function callOf(node: Node | undefined): Call | undefined {
  const sole = soleEntry(node);
  return sole !== undefined && (sole[0] === "Ref" || sole[0].startsWith("Fn::"))
    ? { name: sole[0], argument: sole[1] }
    : undefined;
}

/** Returns the function `name` with a plain argument. */
export function callNode(name: string, argument: string, at: Place): Mapping {
  const text = (value: string): Text => ({ kind: "text", text: value, json: value, at });
  return { kind: "map", at, entries: new Map([[name, { key: text(name), value: text(argument) }]]) };
}

/** Returns the only key and value of a mapping that has exactly one. */
export function soleEntry(node: Node | undefined): readonly [string, Node] | undefined {
  if (node?.kind !== "map" || node.entries.size !== 1) return undefined;
  const [first] = node.entries;
  return first === undefined ? undefined : [first[0], first[1].value];
}

/** Returns whether two trees have the same content, wherever they are; both spellings of `Fn::GetAtt` are equal. */
export function sameNode(a: Node, b: Node): boolean {
  if (a.kind === "text" && b.kind === "text") return a.text === b.text;
  if (a.kind === "unclear" && b.kind === "unclear") return a.source === b.source;
  if (a.kind === "list" && b.kind === "list") {
    return (
      a.items.length === b.items.length &&
      a.items.every((item, index) => {
        const other = b.items[index];
        return other !== undefined && sameNode(item, other);
      })
    );
  }
  if (a.kind !== "map" || b.kind !== "map" || a.entries.size !== b.entries.size) return false;
  return [...a.entries].every(([key, { value }]) => {
    const other = b.entries.get(key)?.value;
    if (other === undefined) return false;
    return sameNode(value, other) || (key === "Fn::GetAtt" && sameAttribute(value, other));
  });
}

function sameAttribute(a: Node, b: Node): boolean {
  const [left, right] = [attributePath(a), attributePath(b)];
  return left !== undefined && left === right;
}

/** Returns `LogicalId.Attribute` for either spelling of a `Fn::GetAtt` argument whose parts are plain. */
function attributePath(node: Node): string | undefined {
  if (node.kind === "text") return node.text;
  if (node.kind !== "list") return undefined;
  const parts = node.items.map(textOf);
  return parts.includes(undefined) ? undefined : parts.join(".");
}
