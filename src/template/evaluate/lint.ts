/** Findings about a variable's expression, besides its value. */
import { makeFinding } from "../../core/finding.ts";
import type { Finding } from "../../errors.ts";
import { callOf, child, type Node } from "../read/tree.ts";
import type { Template } from "../template.ts";

/** Returns the findings on the expression of the variable `name`. */
export function lintVariable(template: Template, name: string, node: Node): readonly Finding[] {
  const about = { name, at: node.at };
  if (node.kind === "list" || (node.kind === "map" && callOf(node) === undefined)) {
    return [makeFinding("TEMPLATE_SHAPE", "error", { subject: name, expected: "a string or a function" }, about)];
  }
  const isForgotten = node.kind === "text" && namesIn(node.text).some((reference) => isDefined(template, reference));
  return isForgotten ? [makeFinding("TEMPLATE_SUB_MISSING", "warning", {}, about)] : [];
}

function namesIn(text: string): readonly string[] {
  return [...text.matchAll(/\$\{([A-Za-z0-9][\w.:]*)\}/g)].map(([, name = ""]) => name);
}

function isDefined(template: Template, reference: string): boolean {
  const [name = ""] = reference.split(".");
  const { root } = template;
  return (
    name.startsWith("AWS::") || child(root, "Parameters", name) !== undefined || child(root, "Resources", name) !== undefined
  );
}
