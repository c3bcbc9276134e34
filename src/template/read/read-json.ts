/** Strict JSON → tree: the templates that tools write, which may be large, in a fraction of the time that YAML takes. */
import type { Place } from "../../errors.ts";
import { readPlainScalar } from "./scalar.ts";
import type { Entry, Node, Text, Unclear } from "./tree.ts";

const TOKEN = /[\t\n\r ]*([{}[\]:,]|"(?:[^"\\]+|\\.)*"|-?\d[\d.eE+-]*|true|false|null|$)/y;

/** Deeper than this, JSON is left to the reader of YAML. */
const MAX_DEPTH = 200;

interface Token {
  readonly text: string;
  readonly at: Place;
}

/** Returns the tree of JSON text, or undefined for text that is not exactly JSON, which may yet be YAML. */
export function readJson(text: string, source: string): Node | undefined {
  // A valid JSON text is all that the tokens below have to make sense of.
  if (!/^[\t\n\r ]*\{/.test(text) || !isJson(text)) return undefined;
  const next = tokensOf(text, source);
  return readValue(next(), next, 0);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Returns a function that gives one token after the other, each with its place. */
function tokensOf(text: string, source: string): () => Token {
  const pattern = new RegExp(TOKEN);
  const lineStarts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
  let line = 1;
  return () => {
    const token = pattern.exec(text)?.[1] ?? "";
    const offset = pattern.lastIndex - token.length;
    while ((lineStarts[line] ?? Number.POSITIVE_INFINITY) <= offset) line += 1;
    return { text: token, at: { source, line, column: offset - (lineStarts[line - 1] ?? 0) + 1 } };
  };
}

function readValue({ text, at }: Token, next: () => Token, depth: number): Node | undefined {
  if (depth > MAX_DEPTH) return undefined;
  if (text === "[") return readList(at, next, depth);
  if (text === "{") return readMapping(at, next, depth);
  return text.startsWith('"') ? readText(text, at) : readPlain(text, at);
}

function readList(at: Place, next: () => Token, depth: number): Node | undefined {
  const items: Node[] = [];
  for (let token = next(); token.text !== "]"; token = next()) {
    const item = readValue(token.text === "," ? next() : token, next, depth + 1);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return { kind: "list", at, items };
}

function readMapping(at: Place, next: () => Token, depth: number): Node | undefined {
  const entries = new Map<string, Entry>();
  for (let token = next(); token.text !== "}"; token = next()) {
    const name = token.text === "," ? next() : token;
    const key = readText(name.text, name.at);
    next();
    const value = readValue(next(), next, depth + 1);
    if (value === undefined) return undefined;
    entries.set(key.text, { key, value });
  }
  return { kind: "map", at, entries };
}

function readText(token: string, at: Place): Text {
  const text: string = JSON.parse(token);
  return { kind: "text", text, json: text, at };
}

function readPlain(source: string, at: Place): Text | Unclear {
  const plain = readPlainScalar(source);
  if (plain.kind === "unclear") return { kind: "unclear", source, looksLike: plain.looksLike, at };
  return { kind: "text", text: source, json: plain.json, at };
}
