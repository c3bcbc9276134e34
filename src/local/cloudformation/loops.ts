/** The loops of a template that is deployed here, expanded with its parameters. */

import type { Facts } from "../../template/evaluate/facts.ts";
import { dataText } from "../../template/evaluate/result.ts";
import { expandLoops, type OpenLoop } from "../../template/functions/loops.ts";
import type { Node } from "../../template/read/tree.ts";
import { type Template, toTemplate, transformsOf } from "../../template/template.ts";
import type { World } from "../state/state.ts";
import { evaluateNode } from "./evaluate.ts";

/** Returns the template with its loops expanded, and the loops that could not be. */
export function withoutLoops(
  world: World,
  template: Template,
  facts: Facts,
): { readonly template: Template; readonly open: readonly OpenLoop[] } {
  const hasExtensions = transformsOf(template).includes("AWS::LanguageExtensions");
  const readCollection = (node: Node): readonly string[] | undefined => {
    const result = evaluateNode(world, template, facts, node);
    if (result.kind !== "value" || !Array.isArray(result.data)) return undefined;
    const texts = result.data.map(dataText).filter((text) => text !== undefined);
    return texts.length === result.data.length ? texts : undefined;
  };
  const { root, open } = expandLoops(template.root, hasExtensions ? readCollection : () => undefined);
  const reason = "it needs the transform AWS::LanguageExtensions";
  return {
    template: toTemplate(root, template.source),
    open: hasExtensions ? open : open.map((loop) => ({ ...loop, reason })),
  };
}
