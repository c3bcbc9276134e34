/** JSON → tree, each value with its place: `JSON.parse` does not return places, drops repeated names and rounds numbers. */
import { parseJsonText } from "../../core/json.ts";

/** A place: the offset of its first character, and the offset after its last. */
interface Span {
  readonly start: number;
  readonly end: number;
}

interface JsonScalar extends Span {
  readonly kind: "text" | "number" | "boolean" | "null";
  /** The decoded text, or for any other value its source text. */
  readonly text: string;
}

interface JsonArray extends Span {
  readonly kind: "array";
  readonly items: readonly JsonNode[];
}

export interface JsonObject extends Span {
  readonly kind: "object";
  /** In the order of the text, repeated names included. */
  readonly members: readonly JsonMember[];
}

export interface JsonMember {
  readonly name: string;
  /** The offset of the name. */
  readonly start: number;
  readonly value: JsonNode;
}

export type JsonNode = JsonScalar | JsonArray | JsonObject;

/** The text is not JSON, or not the expected JSON; `offset` is where it becomes invalid. */
export interface NotJson {
  readonly kind: "invalid";
  readonly offset: number;
}

/** Deeper than anyone writes, and safe for the stack. */
const MAX_DEPTH = 1000;

/** A string, a mark or a word; or a string without an end, which takes the rest. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]|[^ \t\r\n{}[\]:,"]+|".*/sy;
const SPACE = /[ \t\r\n]*/y;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Returns the value of `text`; a byte order mark in front of it is skipped. */
export function parseJsonTree(text: string): JsonNode | NotJson {
  return parseTokens(tokensOf(text), text);
}

/** Returns the object in `text`; any other value is as invalid as text that is not JSON. */
export function parseJsonObject(text: string): JsonObject | NotJson {
  const tokens = tokensOf(text);
  const [first] = tokens;
  if (first?.text !== "{") return { kind: "invalid", offset: first?.start ?? text.length };
  // Text that starts with a brace is either an object or not JSON.
  return parseTokens(tokens, text) as JsonObject | NotJson;
}

/** Returns whether every program writes the number back as `text`: not so for `1.0`, `1e3` and numbers of 20 digits. */
export function isExactNumber(text: string): boolean {
  return String(Number(text)) === text;
}

interface Token {
  readonly start: number;
  readonly text: string;
}

/** A part of the tree and the index of the token after it; or the index of the unexpected token. */
type Step<Part> = { readonly part: Part; readonly next: number } | { readonly unexpected: number };

/** Uses `test` and its index only: a match for each token would take longer than all the rest of a large text. */
function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const [space, token] = [new RegExp(SPACE), new RegExp(TOKEN)];
  space.lastIndex = text.startsWith("\uFEFF") ? 1 : 0;
  while (space.test(text) && space.lastIndex < text.length) {
    const start = space.lastIndex;
    token.lastIndex = start;
    token.test(text);
    space.lastIndex = token.lastIndex;
    tokens.push({ start, text: text.slice(start, token.lastIndex) });
  }
  return tokens;
}

function parseTokens(tokens: readonly Token[], text: string): JsonNode | NotJson {
  const step = valueAt(tokens, 0, 0);
  if ("part" in step && step.next === tokens.length) return step.part;
  const unexpected = "part" in step ? step.next : step.unexpected;
  return { kind: "invalid", offset: tokens[unexpected]?.start ?? text.length };
}

function valueAt(tokens: readonly Token[], index: number, depth: number): Step<JsonNode> {
  const token = tokens[index];
  if (token === undefined || depth > MAX_DEPTH) return { unexpected: index };
  if (token.text === "{") return objectAt(tokens, index, depth);
  if (token.text === "[") return arrayAt(tokens, index, depth);
  const scalar = scalarOf(token);
  return scalar === undefined ? { unexpected: index } : { part: scalar, next: index + 1 };
}

function objectAt(tokens: readonly Token[], index: number, depth: number): Step<JsonObject> {
  const members = partsAt(tokens, index, "}", (at): Step<JsonMember> => {
    const token = tokens[at];
    const name = token === undefined ? undefined : unquoteJson(token.text);
    if (token === undefined || name === undefined) return { unexpected: at };
    if (tokens[at + 1]?.text !== ":") return { unexpected: at + 1 };
    const value = valueAt(tokens, at + 2, depth + 1);
    return "part" in value ? { part: { name, start: token.start, value: value.part }, next: value.next } : value;
  });
  if (!("part" in members)) return members;
  const [start, end] = [startOf(tokens, index), endOf(tokens, members.next - 1)];
  return { part: { kind: "object", start, end, members: members.part }, next: members.next };
}

function arrayAt(tokens: readonly Token[], index: number, depth: number): Step<JsonArray> {
  const items = partsAt(tokens, index, "]", (at) => valueAt(tokens, at, depth + 1));
  if (!("part" in items)) return items;
  const [start, end] = [startOf(tokens, index), endOf(tokens, items.next - 1)];
  return { part: { kind: "array", start, end, items: items.part }, next: items.next };
}

/** Returns what is between the mark at `index` and `close`, separated by commas. */
function partsAt<Part>(
  tokens: readonly Token[],
  index: number,
  close: string,
  partAt: (index: number) => Step<Part>,
): Step<readonly Part[]> {
  const parts: Part[] = [];
  if (tokens[index + 1]?.text === close) return { part: parts, next: index + 2 };
  for (let at = index + 1; ; at += 1) {
    const step = partAt(at);
    if (!("part" in step)) return step;
    parts.push(step.part);
    at = step.next;
    if (tokens[at]?.text === close) return { part: parts, next: at + 1 };
    if (tokens[at]?.text !== ",") return { unexpected: at };
  }
}

function startOf(tokens: readonly Token[], index: number): number {
  return tokens[index]?.start ?? 0;
}

function endOf(tokens: readonly Token[], index: number): number {
  return startOf(tokens, index) + (tokens[index]?.text.length ?? 0);
}

function scalarOf({ start, text }: Token): JsonScalar | undefined {
  const end = start + text.length;
  const said = unquoteJson(text);
  if (said !== undefined) return { kind: "text", text: said, start, end };
  if (text === "true" || text === "false") return { kind: "boolean", text, start, end };
  if (text === "null") return { kind: "null", text, start, end };
  return NUMBER.test(text) ? { kind: "number", text, start, end } : undefined;
}

/** Returns the content of a quoted string; undefined for anything else. */
export function unquoteJson(text: string): string | undefined {
  const said = text.startsWith('"') ? parseJsonText(text) : undefined;
  return typeof said === "string" ? said : undefined;
}
