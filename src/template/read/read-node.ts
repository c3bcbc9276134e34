/** YAML events → nodes: places are kept, short tags become long names, aliases and merges are resolved. */
import {
  COLLECTION_STYLE,
  type CollectionStyle,
  EVENT_ID,
  type Event,
  type MappingEvent,
  SCALAR_STYLE,
  type ScalarEvent,
  type SequenceEvent,
} from "js-yaml";
import type { LambdaEnvError, Place } from "../../errors.ts";
import { isBlock, isMergeKey, isNodeEvent, isQuoted, isTagged, type NodeEvent } from "./event-kinds.ts";
import { absentAt, headerOf, isColonBelow, startsLine } from "./node-places.ts";
import { type Handles, handlesOf, isCoreTag, isFunctionTag, longName, tagOf } from "./node-tags.ts";
import { MAX_DEPTH, syntaxError, UNKNOWN_ESCAPE, type YamlEvents } from "./read-events.ts";
import { readPlainScalar } from "./scalar.ts";
import { scalarText } from "./scalar-text.ts";
import type { Entry, Mapping, Node, Text, Unclear } from "./tree.ts";

/** What aliases and merge keys may add to a template: far more than any template needs, and little enough to be read at once. */
const MAX_REPEATED = 200_000;

type Entries = Map<string, Entry>;

/** The node that an alias stands for. */
interface Anchored {
  readonly node: Node;
  /** The number of its nodes; an alias counts with everything that it stands for. */
  readonly size: number;
  /** The depth of its nesting. */
  readonly height: number;
}

/** Returns the mapping for the empty one at an offset that stands for a block. */
export type StandIns = (offset: number, at: Place) => Mapping | undefined;

export interface NodeReader extends YamlEvents {
  /** Of the next event. */
  index: number;
  /** The end of the latest event in the text. */
  end: number;
  /** By handle: the prefix from `%TAG`. */
  readonly handles: Handles;
  /** By name; undefined while it is being read. */
  readonly anchored: Map<string, Anchored | undefined>;
  /** The number of nodes so far; an alias counts with everything that it stands for. */
  size: number;
  /** How many of them aliases and merges added. */
  repeated: number;
  /** The deepest nesting since it was last set to 0. */
  deepest: number;
  readonly standIns: StandIns | undefined;
}

/** Returns the reader of a document's events; undefined if there is no document. */
export function makeNodeReader(yaml: YamlEvents, standIns?: StandIns): NodeReader | undefined {
  const [document] = yaml.events;
  if (document?.type !== EVENT_ID.DOCUMENT) return undefined;
  const handles = handlesOf(document);
  return { ...yaml, index: 1, end: 0, handles, anchored: new Map(), size: 0, repeated: 0, deepest: 0, standIns };
}

/** Returns the node of the next events. Errors: `INVALID_INPUT` with the first mistake as a finding. */
export function readNode(reader: NodeReader, depth: number): Node {
  const event = reader.events[reader.index];
  reader.index += 1;
  reader.deepest = Math.max(reader.deepest, depth);
  if (event?.type === EVENT_ID.ALIAS) return readAlias(reader, event.anchorStart, event.anchorEnd, depth);
  if (!isNodeEvent(event)) throw new Error("the YAML parser reported an event out of order");
  if (event.anchorStart === -1) return readTagged(reader, event, depth);
  const name = reader.text.slice(event.anchorStart, event.anchorEnd);
  const { size, deepest } = reader;
  reader.deepest = depth;
  reader.anchored.set(name, undefined);
  const node = readTagged(reader, event, depth);
  reader.anchored.set(name, { node, size: reader.size - size, height: reader.deepest - depth });
  reader.deepest = Math.max(reader.deepest, deepest);
  return node;
}

function readAlias(reader: NodeReader, start: number, end: number, depth: number): Node {
  const at = reader.placeAt(start - 1);
  reader.end = end;
  const anchored = reader.anchored.get(reader.text.slice(start, end));
  // An alias without its anchor has no meaning, nor has one inside its own anchor.
  if (anchored === undefined) throw syntaxError("an alias without its anchor", at);
  if (depth + anchored.height > MAX_DEPTH) throw syntaxError("values nested too deeply", at);
  reader.size += anchored.size;
  reader.deepest = Math.max(reader.deepest, depth + anchored.height);
  repeat(reader, anchored.size, at);
  return anchored.node;
}

function repeat(reader: NodeReader, size: number, at: Place): void {
  reader.repeated += size;
  if (reader.repeated > MAX_REPEATED) throw syntaxError("aliases or merge keys that expand to too much", at);
}

function readTagged(reader: NodeReader, event: NodeEvent, depth: number): Node {
  reader.size += 1;
  const at = placeOf(reader, event);
  const tag = tagOf(reader.text, event, reader.handles);
  const value =
    event.type === EVENT_ID.SCALAR ? readScalar(reader, event, tag, at) : readCollection(reader, event, tag, at, depth);
  if (tag === undefined || !isFunctionTag(tag)) return value;
  const name = longName(tag.slice(1));
  return { kind: "map", at, entries: new Map([[name, { key: text(name, at), value }]]) };
}

/** Returns the place of a node: that of its value, not of its tag or anchor. */
function placeOf(reader: NodeReader, event: NodeEvent): Place {
  const { text, end, placeAt } = reader;
  if (event.type !== EVENT_ID.SCALAR) {
    reader.end = event.start;
    return placeAt(event.start);
  }
  const { valueStart, valueEnd, style, tagEnd, anchorEnd } = event;
  const before = Math.max(end, tagEnd, anchorEnd);
  if (valueStart === -1) {
    reader.end = absentAt(text, before, before > end);
    return placeAt(reader.end);
  }
  reader.end = isQuoted(event) ? valueEnd + 1 : valueEnd;
  if (isQuoted(event)) return placeAt(valueStart - 1);
  return placeAt(style === SCALAR_STYLE.PLAIN ? valueStart : headerOf(text, before, valueStart));
}

function readScalar(reader: NodeReader, event: ScalarEvent, tag: string | undefined, at: Place): Text | Unclear {
  const value = scalarText(reader.text, reader.parsed, event);
  if (value === undefined && event.style === SCALAR_STYLE.DOUBLE_QUOTED) throw syntaxError(UNKNOWN_ESCAPE, at);
  if (value === undefined) return unclear("", "a string with line separators", at);
  if (tag !== undefined) {
    const isText = isFunctionTag(tag) || isCoreTag(tag, "str");
    return isText ? text(value, at) : unclear(value, "a tagged value", at);
  }
  if (event.style !== SCALAR_STYLE.PLAIN && event.tagStart === -1) return text(value, at);
  // After `!`, SAM reads a quoted string or a block as if it were plain, and drops the last line break.
  const plain = readPlainScalar(value.replace(/\n$/, ""));
  if (plain.kind === "unclear") return unclear(value, plain.looksLike, at);
  if (typeof plain.json !== "string" && value.endsWith("\n")) return unclear(value, "a tagged value", at);
  if (typeof plain.json === "string") return text(value, at);
  return { kind: "text", text: value, json: plain.json, at };
}

function readCollection(
  reader: NodeReader,
  event: SequenceEvent | MappingEvent,
  tag: string | undefined,
  at: Place,
  depth: number,
): Node {
  const isList = event.type === EVENT_ID.SEQUENCE;
  if (!isList && event.style === COLLECTION_STYLE.BLOCK && !startsLine(reader.text, event.start))
    throw syntaxError("a nested mapping on one line", at);
  const standIn = reader.standIns?.(event.start, at);
  if (standIn !== undefined) {
    // It is empty: its end is the next event.
    reader.index += 1;
    return standIn;
  }
  const node: Node = isList
    ? { kind: "list", at, items: readItems(reader, depth) }
    : { kind: "map", at, entries: readEntries(reader, depth, event.style) };
  if (tag === undefined || isFunctionTag(tag) || isCoreTag(tag, isList ? "seq" : "map")) return node;
  return unclear("", "a tagged value", at);
}

function readItems(reader: NodeReader, depth: number): readonly Node[] {
  const items: Node[] = [];
  while (reader.events[reader.index]?.type !== EVENT_ID.POP) items.push(readNode(reader, depth + 1));
  reader.index += 1;
  return items;
}

/** Reads the entries of a mapping. Its own keys win over merged ones; of equal keys the last one wins, as in CloudFormation. */
function readEntries(reader: NodeReader, depth: number, style: CollectionStyle): Entries {
  let merged: Entries | undefined;
  const own: Entries = new Map();
  for (let event = reader.events[reader.index]; event?.type !== EVENT_ID.POP; event = reader.events[reader.index]) {
    const isMerge = isMergeKey(reader.text, event);
    const key = readKey(reader, event, depth + 1);
    if (style === COLLECTION_STYLE.FLOW && isColonBelow(reader.parsed, reader.end)) throw keyError(key.at);
    const isCall = isTagged(reader.events[reader.index]);
    const value = readNode(reader, depth + 1);
    if (isMerge && isCall) throw syntaxError("a merge key without a mapping", key.at);
    if (isMerge) {
      merged ??= new Map();
      merge(reader, merged, value, key.at);
    } else own.set(key.kind === "text" ? key.text : key.source, { key, value });
  }
  reader.index += 1;
  if (merged === undefined) return own;
  for (const [name, entry] of own) merged.set(name, entry);
  return merged;
}

function readKey(reader: NodeReader, event: Event | undefined, depth: number): Text | Unclear {
  const node = readNode(reader, depth);
  if (node.kind !== "text" && node.kind !== "unclear") return unclear("", "a key that is not a string", node.at);
  if (event?.type !== EVENT_ID.SCALAR || isBlock(event)) return node;
  if (/[\r\n]/.test(reader.parsed.slice(event.valueStart, event.valueEnd))) throw keyError(node.at);
  return node;
}

function keyError(at: Place): LambdaEnvError {
  return syntaxError("a key over several lines", at);
}

/** Merges a mapping, or a list of which the first mapping wins. */
function merge(reader: NodeReader, into: Entries, value: Node, at: Place): void {
  if (value.kind === "list") {
    for (const item of value.items.toReversed()) merge(reader, into, item, at);
  } else if (value.kind === "map") {
    repeat(reader, value.entries.size, at);
    for (const [name, entry] of value.entries) into.set(name, entry);
  } else throw syntaxError("a merge key without a mapping", at);
}

function text(value: string, at: Place): Text {
  return { kind: "text", text: value, json: value, at };
}

export function unclear(source: string, looksLike: string, at: Place): Unclear {
  return { kind: "unclear", source, looksLike, at };
}
