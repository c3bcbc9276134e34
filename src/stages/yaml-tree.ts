/** YAML → the tree with places, by the reader of templates: samconfig may be written in it. */
import { readTree } from "../template/read/read-tree.ts";
import type { Node } from "../template/read/tree.ts";
import type { StageEntry, StageNode } from "./tree.ts";

/** Returns the content of a YAML file. Errors: INVALID_INPUT, with the place, for text that is not YAML. */
export function readYamlTree(text: string, source: string): StageNode {
  return toStageNode(readTree(text, source));
}

function toStageNode(node: Node): StageNode {
  const { at } = node;
  switch (node.kind) {
    case "text":
      if (typeof node.json === "boolean") return { kind: "flag", isSet: node.json, at };
      return typeof node.json === "number" ? { kind: "other", found: "a number", at } : { kind: "text", text: node.text, at };
    case "unclear":
      return { kind: "other", found: node.looksLike, at };
    case "list":
      return { kind: "list", items: node.items.map(toStageNode), at };
    case "map": {
      const entries = [...node.entries].map(([key, entry]): [string, StageEntry] => [
        key,
        { at: entry.key.at, value: toStageNode(entry.value) },
      ]);
      return { kind: "table", entries: new Map(entries), at };
    }
  }
}
