/** One function of a template → the template's layer. */
import { makeFinding } from "../core/finding.ts";
import { type Layer, type LayerEntry, makeLayer } from "../core/variables.ts";
import type { Finding } from "../errors.ts";
import { mergedProperties } from "./globals.ts";
import { selectFunction, type Template } from "./template.ts";
import { callOf, child, type Entry, type Mapping, type Node, soleEntry } from "./tree.ts";

export interface TemplateLayer {
  readonly layer: Layer;
  readonly findings: readonly Finding[];
}

/** Returns what `template` says of the variables of the function `logicalId`; each origin is the place of the variable's value. */
export function templateLayer(template: Template, logicalId: string): TemplateLayer {
  const fn = selectFunction(template, logicalId);
  const environment = child(mergedProperties(template, fn), "Environment");
  const variables = child(environment, "Variables");
  const findings = [...shapeFindings("Environment", environment), ...shapeFindings("Variables", variables)];
  const read = variables?.kind === "map" && findings.length === 0 ? [...variables.entries].map(readVariable) : [];
  const entries = read.flatMap(({ entry }) => (entry === undefined ? [] : [entry]));
  return {
    layer: makeLayer("template", template.source, entries),
    findings: [...findings, ...read.flatMap(({ finding }) => (finding === undefined ? [] : [finding]))],
  };
}

function shapeFindings(subject: string, node: Node | undefined): readonly Finding[] {
  if (node === undefined) return [];
  if (node.kind !== "map") return [makeFinding("TEMPLATE_SHAPE", "error", { subject, expected: "a mapping" }, { at: node.at })];
  const call = callOf(node);
  const sole = soleKey(node);
  if (sole !== undefined) return [makeFinding("TEMPLATE_SOLE_KEY", "error", { key: sole }, { at: node.at })];
  if (call === undefined) return [];
  return [
    makeFinding("TEMPLATE_MAP_UNRESOLVED", "error", { reason: `${shortName(call.name)} is not evaluated` }, { at: node.at }),
  ];
}

/** A mapping whose only key is `Ref` or `Condition`: SAM and CloudFormation take it for a function. */
function soleKey(node: Mapping): string | undefined {
  const key = soleEntry(node)?.[0];
  return key === "Ref" || key === "Condition" ? key : undefined;
}

interface ReadVariable {
  readonly entry?: LayerEntry;
  readonly finding?: Finding;
}

function readVariable([name, { key, value }]: readonly [string, Entry]): ReadVariable {
  if (key.kind === "unclear") {
    return { finding: makeFinding("TEMPLATE_NAME_UNCLEAR", "error", { looksLike: key.looksLike }, { at: key.at }) };
  }
  const origin = { layer: "template", ...value.at } as const;
  if (value.kind === "text") return { entry: { kind: "value", name, value: value.text, sensitive: false, origin } };
  const unresolved = (reason: string): LayerEntry => ({ kind: "unresolved", name, origin, reason });
  if (value.kind === "unclear") {
    const { looksLike, at } = value;
    return {
      entry: unresolved(`it looks like ${looksLike}`),
      finding: makeFinding("TEMPLATE_UNCLEAR", "error", { looksLike }, { name, at }),
    };
  }
  const call = callOf(value);
  if (call !== undefined) return { entry: unresolved(`${shortName(call.name)} is not evaluated`) };
  return {
    entry: unresolved("it is no text"),
    finding: makeFinding("TEMPLATE_SHAPE", "error", { subject: name, expected: "a text or a function" }, { name, at: value.at }),
  };
}

function shortName(name: string): string {
  return `!${name.replace(/^Fn::/, "")}`;
}
