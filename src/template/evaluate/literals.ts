/** Every literal that reaches a variable of a function, whatever the conditions and parameters: none of them may be a secret. */
import { type SecretKind, secretLiteral } from "../../core/checks/secret-literal.ts";
import { makeFinding } from "../../core/finding.ts";
import { compareNames } from "../../core/variables.ts";
import type { Finding, Place } from "../../errors.ts";
import { isNoEcho } from "../functions/secrecy.ts";
import { callOf, child, type Mapping, type Node, textOf } from "../read/tree.ts";
import { mergedProperties } from "../sam/globals.ts";
import type { Template, TemplateFunction } from "../template.ts";
import { isMade } from "./variables-of.ts";

/** Returns whether a variable of a function is declared not to be a secret. */
type IsPublic = (name: string, logicalId: string) => boolean;

/** A text that a variable gets, in full or as a part, or that a parameter gives it by default. */
interface Literal {
  readonly name: string;
  readonly logicalId: string;
  readonly text: string;
  readonly at: Place;
  readonly parameter?: string;
}

/**
 * Returns a finding for each literal of `template` that is probably a secret: values of variables, Globals, mappings, and
 * defaults of parameters; each once, with all functions that get it.
 */
export function checkTemplateLiterals(template: Template, isPublic: IsPublic = () => false): readonly Finding[] {
  const found = new Map<string, { readonly literal: Literal; readonly kind: SecretKind; readonly functions: Set<string> }>();
  const literals = literalsOf(template);
  const used = new Set(literals.map(({ parameter }) => parameter));
  const unused = declaredSecrets(template).filter(({ parameter }) => !used.has(parameter));
  for (const literal of [...literals.filter(({ name, logicalId }) => !isPublic(name, logicalId)), ...unused]) {
    const kind = kindOf(template, literal);
    if (kind === undefined) continue;
    const key = `${literal.at.line}:${literal.at.column}`;
    const entry = found.get(key) ?? { literal, kind, functions: new Set() };
    found.set(key, entry);
    if (literal.logicalId !== "") entry.functions.add(literal.logicalId);
  }
  return [...found.values()].map(({ literal: { name, at, parameter = "" }, kind, functions }) =>
    makeFinding(
      "SECRET_LITERAL",
      "warning",
      { kind, parameter, functions: [...functions].sort(compareNames).join(", ") },
      { name, at },
    ),
  );
}

function kindOf(template: Template, { name, parameter, text }: Literal): SecretKind | undefined {
  if (parameter === undefined) return secretLiteral(name, text);
  const isDeclared = isNoEcho(child(template.root, "Parameters", parameter));
  return secretLiteral(name, text) ?? secretLiteral(parameter, text, isDeclared);
}

/** Returns every literal of the variables of every function. */
function literalsOf(template: Template): readonly Literal[] {
  return [...functionsOf(template)].flatMap((fn) => {
    const environments = branches(child(mergedProperties(template, fn), "Environment"));
    const variables = environments.flatMap((environment) => branches(child(environment, "Variables"))).flatMap(entriesOf);
    return variables.flatMap(([name, node]) =>
      textsIn(template, node).map((text) => ({ name, logicalId: fn.logicalId, ...text })),
    );
  });
}

/** Returns the functions of the template and those inside of its loops. */
function functionsOf({ functions, root }: Template): readonly TemplateFunction[] {
  const inLoops = loopBodies(child(root, "Resources")).flatMap((body) =>
    [...body.entries].flatMap(([logicalId, { key, value }]) => {
      const type = textOf(child(value, "Type"));
      const isFunction = type === "AWS::Serverless::Function" || type === "AWS::Lambda::Function";
      return isFunction && value.kind === "map" ? [{ logicalId, type, resource: value, at: key.at } as const] : [];
    }),
  );
  return [...functions.values(), ...inLoops];
}

/** Returns the mappings that the loops of `node` repeat, those of loops in loops included. */
function loopBodies(node: Node | undefined): readonly Mapping[] {
  if (node?.kind !== "map") return [];
  return [...node.entries].flatMap(([key, { value }]) => {
    const body = isMade(key) && value.kind === "list" ? value.items[2] : undefined;
    return body?.kind === "map" ? [body, ...loopBodies(body)] : [];
  });
}

/** Returns the variables of a mapping, those of its loops included. */
function entriesOf(node: Node): readonly (readonly [string, Node])[] {
  if (node.kind !== "map") return [];
  return [node, ...loopBodies(node)].flatMap(({ entries }) =>
    [...entries].flatMap(([name, { value }]) => (isMade(name) ? [] : [[name, value] as const])),
  );
}

/** Returns what `Fn::If` can choose, or the node itself. */
function branches(node: Node | undefined): readonly Node[] {
  if (node === undefined) return [];
  const call = callOf(node);
  if (call?.name !== "Fn::If") return [node];
  return call.argument.kind === "list" ? call.argument.items.slice(1).flatMap(branches) : [];
}

type Found = Pick<Literal, "text" | "at" | "parameter">;

/** What stands for a part that is not a literal. */
const REFERENCE = "${…}";

/** Returns the texts that `node` may become, or that become a part of it. */
function textsIn(template: Template, node: Node): readonly Found[] {
  if (node.kind === "text") return [{ text: node.text, at: node.at }];
  const call = callOf(node);
  if (call === undefined) return [];
  const { name, argument } = call;
  const items = argument.kind === "list" ? argument.items : [];
  switch (name) {
    case "Ref":
      return defaultOf(template, textOf(argument));
    case "Fn::If":
      return items.slice(1).flatMap((item) => textsIn(template, item));
    case "Fn::Sub": {
      const format = argument.kind === "text" ? argument : items[0];
      const values =
        items[1]?.kind === "map" ? [...items[1].entries.values()].flatMap(({ value }) => textsIn(template, value)) : [];
      return format?.kind === "text"
        ? [{ text: format.text, at: format.at }, ...defaultsIn(template, format.text), ...values]
        : values;
    }
    case "Fn::Join": {
      const [glue, parts] = items;
      const texts = parts?.kind === "list" ? parts.items : [];
      const joined = texts.map((part) => textOf(part) ?? REFERENCE).join(textOf(glue) ?? "");
      return [{ text: joined, at: node.at }, ...texts.flatMap((part) => (part.kind === "map" ? textsIn(template, part) : []))];
    }
    case "Fn::FindInMap":
      return inMappings(template, items);
    case "Fn::Base64":
      return textsIn(template, argument);
    case "Fn::Select":
      return items[1]?.kind === "list" ? items[1].items.flatMap((item) => textsIn(template, item)) : [];
    default:
      return [];
  }
}

function defaultOf({ root }: Template, parameter: string | undefined): readonly Found[] {
  if (parameter === undefined) return [];
  const definition = child(root, "Parameters", parameter);
  const node = child(definition, "Default");
  // The default of such a parameter is a name in Parameter Store.
  const isStored = textOf(child(definition, "Type"))?.startsWith("AWS::SSM::") === true;
  return node?.kind === "text" && !isStored ? [{ text: node.text, at: node.at, parameter }] : [];
}

function defaultsIn(template: Template, text: string): readonly Found[] {
  return [...text.matchAll(/\$\{([A-Za-z0-9]+)\}/g)].flatMap(([, name]) => defaultOf(template, name));
}

/** Returns the texts of a mapping that a lookup can find: those of one row or of all, and of one column or of all. */
function inMappings({ root }: Template, [map, row, column]: readonly Node[]): readonly Found[] {
  const rows = chosen(child(root, "Mappings", textOf(map) ?? ""), textOf(row));
  const cells = rows.flatMap((cell) => chosen(cell, textOf(column)));
  return cells.flatMap((cell) => (cell.kind === "text" ? [{ text: cell.text, at: cell.at }] : []));
}

function chosen(node: Node | undefined, key: string | undefined): readonly Node[] {
  if (node?.kind !== "map") return [];
  const one = key === undefined ? undefined : node.entries.get(key);
  if (one !== undefined) return [one.value];
  return key === undefined ? [...node.entries.values()].map(({ value }) => value) : [];
}

/** Returns the defaults of the parameters whose values CloudFormation must not show. */
function declaredSecrets(template: Template): readonly Literal[] {
  const parameters = child(template.root, "Parameters");
  if (parameters?.kind !== "map") return [];
  return [...parameters.entries].flatMap(([name, { value }]) =>
    isNoEcho(value) ? defaultOf(template, name).map((found) => ({ name, logicalId: "", ...found })) : [],
  );
}
