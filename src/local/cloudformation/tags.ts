/** The tags that a template gives a function. */
import type { Facts } from "../../template/evaluate/facts.ts";
import { child, type Node } from "../../template/read/tree.ts";
import { mergedProperties } from "../../template/sam/globals.ts";
import type { Template, TemplateFunction } from "../../template/template.ts";
import type { World } from "../state/state.ts";
import { evaluateText } from "./evaluate.ts";

/** Returns the tags whose keys and values can be determined: SAM has them as a mapping, CloudFormation as a list. */
export function tagsOf(world: World, template: Template, facts: Facts, fn: TemplateFunction): Readonly<Record<string, string>> {
  const tags = child(mergedProperties(template, fn), "Tags");
  const textAt = (node: Node | undefined): string | undefined => {
    const result = node === undefined ? undefined : evaluateText(world, template, facts, node);
    return result?.kind === "value" ? String(result.data) : undefined;
  };
  const pairs =
    tags?.kind === "map"
      ? [...tags.entries].map(([key, { value }]) => [key, textAt(value)] as const)
      : tags?.kind === "list"
        ? tags.items.map((item) => [textAt(child(item, "Key")), textAt(child(item, "Value"))] as const)
        : [];
  return Object.fromEntries(pairs.flatMap(([key, value]) => (key === undefined || value === undefined ? [] : [[key, value]])));
}
