/** YAML text → tree by the `yaml` package: a second reader, to compare ours with. */
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseDocument,
  Scalar,
  type Tags,
  type YAMLMap,
} from "yaml";
import type { Place } from "../../../src/errors.ts";
import { readPlainScalar } from "../../../src/template/read/scalar.ts";
import type { Entry, Node, Text, Unclear } from "../../../src/template/read/tree.ts";

const CORE_TAG = "tag:yaml.org,2002:";

/**
 * The short tags of functions. `yaml` keeps unknown tags too, but makes a warning of each, which takes as long as the parsing.
 */
const FUNCTION_TAGS = [
  "!And !Base64 !Cidr !Condition !Equals !FindInMap !GetAZs !GetAtt !If !ImportValue !Join !Length !Not !Or !Ref !Select !Split",
  "!Sub !ToJsonString !Transform",
]
  .flatMap((tags) => tags.split(" "))
  .flatMap(
    (tag): Tags => [
      { tag, resolve: (text: string) => text },
      { tag, collection: "seq" },
      { tag, collection: "map" },
    ],
  );

interface Reader {
  readonly document: Document.Parsed;
  readonly placeOf: (node: { readonly range?: readonly number[] | null }) => Place;
  readonly anchored: Map<unknown, Node>;
}

/** Returns the tree of YAML text, or the codes of the errors. */
export function readByYamlPackage(
  text: string,
  source: string,
): { readonly tree: Node } | { readonly errors: readonly string[] } {
  const lineCounter = new LineCounter();
  // Every plain scalar stays text: what it means is decided by our own code.
  const document = parseDocument(text, {
    version: "1.1",
    schema: "failsafe",
    customTags: FUNCTION_TAGS,
    uniqueKeys: false,
    lineCounter,
    prettyErrors: false,
    logLevel: "silent",
  });
  if (document.errors.length > 0) return { errors: document.errors.map(({ code }) => code) };
  const placeOf = (node: { readonly range?: readonly number[] | null }): Place => {
    const { line, col } = lineCounter.linePos(node.range?.[0] ?? 0);
    return { source, line, column: col };
  };
  const reader: Reader = { document, placeOf, anchored: new Map() };
  if (document.contents === null) return { tree: unclear("", "null", { source, line: 1, column: 1 }) };
  try {
    return { tree: toNode(document.contents, reader) };
  } catch (error) {
    if (error instanceof AliasError) return { errors: ["ALIAS"] };
    throw error;
  }
}

class AliasError extends Error {}

function toNode(node: ParsedNode | Alias, reader: Reader): Node {
  if (isAlias(node)) {
    const target = node.resolve(reader.document);
    const anchored = target === undefined ? undefined : reader.anchored.get(target);
    if (anchored === undefined) throw new AliasError();
    return anchored;
  }
  const result = toTagged(node, reader);
  if (node.anchor !== undefined) reader.anchored.set(node, result);
  return result;
}

function toTagged(node: ParsedNode, reader: Reader): Node {
  const at = reader.placeOf(node);
  const { tag } = node;
  const isFunction = tag !== undefined && tag.length > 1 && tag.startsWith("!");
  const value = isScalar(node) ? toScalar(node, at) : toCollection(node, at, reader);
  if (!isFunction) return value;
  const name = longName(tag.slice(1));
  return { kind: "map", at, entries: new Map([[name, { key: text(name, at), value }]]) };
}

function longName(short: string): string {
  return short === "Ref" || short === "Condition" ? short : `Fn::${short}`;
}

function toScalar(node: Scalar, at: Place): Text | Unclear {
  const source = node.source ?? "";
  if (node.tag === "!") return untagged(String(node.value), at);
  if (node.type !== Scalar.PLAIN && node.tag === undefined) return text(String(node.value), at);
  if (node.tag === `${CORE_TAG}str` || node.tag?.startsWith("!") === true) return text(String(node.value ?? ""), at);
  if (node.tag !== undefined) return unclear(source, "a tagged value", at);
  return plainScalar(source, at);
}

/** Behind `!`, SAM reads a text in quotes or a block as if it were plain. */
function untagged(value: string, at: Place): Text | Unclear {
  const plain = plainScalar(value.replace(/\n$/, ""), at);
  if (plain.kind === "unclear") return { ...plain, source: value };
  if (typeof plain.json === "string") return text(value, at);
  return value.endsWith("\n") ? unclear(value, "a tagged value", at) : plain;
}

function plainScalar(source: string, at: Place): Text | Unclear {
  const plain = readPlainScalar(source);
  if (plain.kind === "unclear") return unclear(source, plain.looksLike, at);
  return { kind: "text", text: source, json: plain.json, at };
}

function toCollection(node: Exclude<ParsedNode, Scalar>, at: Place, reader: Reader): Node {
  if (node.tag?.startsWith(CORE_TAG) === true && node.tag !== `${CORE_TAG}map` && node.tag !== `${CORE_TAG}seq`) {
    return unclear("", "a tagged value", at);
  }
  if (isSeq(node)) return { kind: "list", at, items: node.items.map((item) => toNode(item as ParsedNode, reader)) };
  if (isMap(node)) return { kind: "map", at, entries: new Map(entriesOf(node, reader)) };
  return unclear("", "an unknown value", at);
}

/** Merged entries first, so that a mapping's own keys win; of equal keys the last one wins, as CloudFormation has it. */
function entriesOf(map: YAMLMap, reader: Reader): readonly (readonly [string, Entry])[] {
  const merged: (readonly [string, Entry])[] = [];
  const own: (readonly [string, Entry])[] = [];
  for (const pair of map.items) {
    const keyNode = pair.key as ParsedNode | Alias;
    const value = pair.value === null ? undefined : toNode(pair.value as ParsedNode, reader);
    if (isScalar(keyNode) && keyNode.source === "<<" && keyNode.type === Scalar.PLAIN) {
      merged.push(...mergedEntries(value));
      continue;
    }
    const at = reader.placeOf(keyNode);
    const key = isScalar(keyNode) ? toScalar(keyNode, at) : unclear("", "a key that is not a string", at);
    own.push([key.kind === "text" ? key.text : key.source, { key, value: value ?? unclear("", "null", at) }]);
  }
  return [...merged, ...own];
}

/** The first mapping of a merged sequence wins. */
function mergedEntries(value: Node | undefined): readonly (readonly [string, Entry])[] {
  if (value?.kind === "map") return [...value.entries];
  return value?.kind === "list" ? value.items.toReversed().flatMap(mergedEntries) : [];
}

function text(value: string, at: Place): Text {
  return { kind: "text", text: value, json: value, at };
}

function unclear(source: string, looksLike: string, at: Place): Unclear {
  return { kind: "unclear", source, looksLike, at };
}
