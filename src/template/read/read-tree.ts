/** Template text → tree, from YAML or JSON. */
import type { Place } from "../../errors.ts";
import { readAbridged, readPlainBlock } from "./abridged.ts";
import { readEvents, syntaxError, type YamlEvents } from "./read-events.ts";
import { readJson } from "./read-json.ts";
import { makeNodeReader, type NodeReader, readNode, type StandIns, unclear } from "./read-node.ts";
import type { Mapping, Node } from "./tree.ts";

/** Reading a shorter text is faster than searching it for blocks. */
const MIN_ABRIDGED = 20_000;

/**
 * Returns the tree of YAML or JSON text.
 *
 * Shape: much of a large text is only read when it is needed. An error at that point is a mistake of ours, not of the text.
 * Errors: `INVALID_INPUT` with the first mistake as a finding.
 */
export function readTree(text: string, source: string): Node {
  return readJson(text, source) ?? readYaml(text, source);
}

/** Returns the tree of YAML text; if it is large, its plain blocks are read only when they are needed. */
export function readYaml(text: string, source: string, isLarge = text.length >= MIN_ABRIDGED): Node {
  const abridged = isLarge ? readAbridged(text, source) : undefined;
  if (abridged === undefined) return readDocument(readEvents(text, source));
  return readDocument(abridged, (offset, at) => {
    const block = abridged.blocks.get(offset);
    if (block === undefined) return undefined;
    return lazyMapping(at, () => readDocument(readPlainBlock(text, source, block, at.line ?? 1)));
  });
}

function readDocument(yaml: YamlEvents, standIns?: StandIns): Node {
  const reader = makeNodeReader(yaml, standIns);
  if (reader === undefined) return unclear("", "null", yaml.placeAt(0));
  const root = readNode(reader, 0);
  // The event after the root ends the document.
  if (yaml.events.length > reader.index + 1) throw syntaxError("more than one document", placeOfMarker(reader));
  return root;
}

function lazyMapping(at: Place, read: () => Node): Mapping {
  let entries: Mapping["entries"] | undefined;
  return {
    kind: "map",
    at,
    get entries() {
      if (entries === undefined) {
        const node = read();
        if (node.kind !== "map") throw new Error("a plain block is not a mapping");
        entries = node.entries;
      }
      return entries;
    },
  };
}

function placeOfMarker({ text, end, placeAt }: NodeReader): Place {
  const marker = /^(?:---|\.\.\.)/gm;
  marker.lastIndex = end;
  return placeAt(marker.exec(text)?.index ?? end);
}
