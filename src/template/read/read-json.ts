/** Strict JSON → tree: templates that tools write, which may be large, are read in a fraction of the time that YAML takes. */
import type { Place } from "../../errors.ts";
import { type JsonNode, parseJsonObject } from "../../formats/json/json-tree.ts";
import { makePlaces } from "../../formats/text.ts";
import { readPlainScalar } from "./scalar.ts";
import type { Entry, Node, Text } from "./tree.ts";

/** JSON nested deeper than this is left to the YAML reader. */
const MAX_DEPTH = 200;

type PlaceAt = (offset: number) => Place;

/** Returns the tree of JSON text, or undefined for text that is not exactly a JSON object, which may still be YAML. */
export function readJson(text: string, source: string): Node | undefined {
  if (!/^[\t\n\r ]*\{/.test(text)) return undefined;
  const json = parseJsonObject(text);
  return json.kind === "invalid" ? undefined : toNode(json, makePlaces(text, source), 0);
}

function toNode(json: JsonNode, placeAt: PlaceAt, depth: number): Node | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const at = placeAt(json.start);
  switch (json.kind) {
    case "array": {
      const items = json.items.flatMap((item) => toNode(item, placeAt, depth + 1) ?? []);
      return items.length === json.items.length ? { kind: "list", at, items } : undefined;
    }
    case "object": {
      const entries = new Map<string, Entry>();
      for (const { name, start, value: member } of json.members) {
        const value = toNode(member, placeAt, depth + 1);
        if (value === undefined) return undefined;
        entries.set(name, { key: toText(name, placeAt(start)), value });
      }
      return { kind: "map", at, entries };
    }
    case "text":
      return toText(json.text, at);
    default: {
      const plain = readPlainScalar(json.text);
      if (plain.kind === "unclear") return { kind: "unclear", source: json.text, looksLike: plain.looksLike, at };
      return { kind: "text", text: json.text, json: plain.json, at };
    }
  }
}

function toText(text: string, at: Place): Text {
  return { kind: "text", text, json: text, at };
}
