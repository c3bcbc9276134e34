/** Where the members of a flat JSON object are: `JSON.parse` tells no places, forgets repeated names and rounds numbers. */

/** One member of the object. `text` is what a text says, and any other value as it is written. */
export interface JsonMember {
  readonly name: string;
  readonly kind: "text" | "number" | "boolean" | "null" | "object" | "array";
  readonly text: string;
  /** The offset of the name. */
  readonly start: number;
  /** Where the value is: the offsets of its first character and of the one behind it. */
  readonly value: { readonly start: number; readonly end: number };
}

export type JsonScan =
  /** `end` is the offset of the last brace. */
  | { readonly kind: "members"; readonly members: readonly JsonMember[]; readonly end: number }
  /** No JSON object; `offset` is where it stops to be one. */
  | { readonly kind: "invalid"; readonly offset: number };

interface Token {
  readonly start: number;
  readonly text: string;
}

/** A text, a mark, a word; or a text without an end, which takes the rest. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]|[^ \t\r\n{}[\]:,"]+|".*/gs;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Returns the members of the JSON object that `text` is, repeated names included; what is nested within one is only skipped. */
export function scanJsonObject(text: string): JsonScan {
  const tokens: Token[] = [];
  for (const match of text.replace(/^\uFEFF/, " ").matchAll(TOKEN)) tokens.push({ start: match.index, text: match[0] });
  const invalid = (index: number): JsonScan => ({ kind: "invalid", offset: tokens[index]?.start ?? text.length });

  if (tokens[0]?.text !== "{") return invalid(0);
  const members: JsonMember[] = [];
  let index = 1;
  while (tokens[index]?.text !== "}" || (index > 1 && tokens[index - 1]?.text === ",")) {
    const name = readText(tokens[index]);
    if (name === undefined) return invalid(index);
    if (tokens[index + 1]?.text !== ":") return invalid(index + 1);
    const value = readValue(tokens, index + 2);
    if (value === undefined) return invalid(index + 2);
    const place = { start: tokens[index + 2]?.start ?? 0, end: endOf(tokens[value.next - 1]) };
    members.push({ name, kind: value.kind, text: value.text, start: tokens[index]?.start ?? 0, value: place });
    index = value.next;
    if (tokens[index]?.text === ",") index += 1;
    else if (tokens[index]?.text !== "}") return invalid(index);
  }
  if (index !== tokens.length - 1) return invalid(index + 1);
  return { kind: "members", members, end: tokens[index]?.start ?? text.length };
}

function endOf(token: Token | undefined): number {
  return token === undefined ? 0 : token.start + token.text.length;
}

interface ScannedValue extends Pick<JsonMember, "kind" | "text"> {
  /** The index of the token behind it. */
  readonly next: number;
}

function readValue(tokens: readonly Token[], index: number): ScannedValue | undefined {
  const token = tokens[index];
  if (token === undefined) return undefined;
  const next = index + 1;
  if (token.text === "{" || token.text === "[") return skipNested(tokens, index);
  const text = readText(token);
  if (text !== undefined) return { kind: "text", text, next };
  if (token.text === "true" || token.text === "false") return { kind: "boolean", text: token.text, next };
  if (token.text === "null") return { kind: "null", text: token.text, next };
  return NUMBER.test(token.text) ? { kind: "number", text: token.text, next } : undefined;
}

function readText(token: Token | undefined): string | undefined {
  if (!token?.text.startsWith('"')) return undefined;
  try {
    return String(JSON.parse(token.text));
  } catch {
    return undefined;
  }
}

function skipNested(tokens: readonly Token[], from: number): ScannedValue | undefined {
  const kind = tokens[from]?.text === "{" ? "object" : "array";
  let depth = 0;
  for (let index = from; index < tokens.length; index += 1) {
    const text = tokens[index]?.text;
    if (text === "{" || text === "[") depth += 1;
    if (text === "}" || text === "]") depth -= 1;
    if (depth === 0) return { kind, text: "", next: index + 1 };
  }
  return undefined;
}
