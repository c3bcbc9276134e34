/** Merges SAM's Globals with a function's own properties. */

import { child, type Mapping, type Node, soleEntry, textOf } from "../read/tree.ts";
import type { Template, TemplateFunction } from "../template.ts";

/**
 * Returns the properties of `fn` with the Globals of its template merged in, as SAM does it.
 *
 * Source: `_do_merge` and `get_template_globals` of https://github.com/aws/serverless-application-model,
 * samtranslator/plugins/globals/globals.py
 */
export function mergedProperties(template: Template, fn: TemplateFunction): Node | undefined {
  const own = child(fn.resource, "Properties");
  if (fn.type !== "AWS::Serverless::Function") return own;
  const globals = child(template.root, "Globals", "Function");
  if (globals?.kind !== "map") return own;
  const kept = withoutIgnored(globals, child(fn.resource, "IgnoreGlobals"));
  return own === undefined ? kept : merge(kept, own);
}

function withoutIgnored(globals: Mapping, ignored: Node | undefined): Mapping {
  if (textOf(ignored) === "*") return { ...globals, entries: new Map() };
  if (ignored?.kind !== "list") return globals;
  const names = new Set(ignored.items.map(textOf));
  return { ...globals, entries: new Map([...globals.entries].filter(([name]) => !names.has(name))) };
}

function merge(global: Node, own: Node): Node {
  if (global.kind === "list" && own.kind === "list") return { ...own, items: [...global.items, ...own.items] };
  if (global.kind !== "map" || own.kind !== "map" || isIntrinsic(global) || isIntrinsic(own)) return own;
  const entries = new Map(global.entries);
  for (const [key, entry] of own.entries) {
    const below = global.entries.get(key);
    entries.set(key, below === undefined ? entry : { key: entry.key, value: merge(below.value, entry.value) });
  }
  return { ...own, entries };
}

/**
 * Returns whether SAM treats a mapping as a function: every one with such a sole key, even if it is a variable named `Ref` or
 * `Condition`.
 */
function isIntrinsic(node: Mapping): boolean {
  const key = soleEntry(node)?.[0];
  return key !== undefined && (key === "Ref" || key === "Condition" || key.startsWith("Fn::"));
}
