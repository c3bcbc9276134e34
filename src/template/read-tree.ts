/** Template text → tree, by the AST of the `yaml` package: places are kept, short tags become long names, aliases and merges are resolved. */
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseDocument,
  Scalar,
  type Tags,
  type YAMLError,
  type YAMLMap,
} from "yaml";
import { makeFinding } from "../core/finding.ts";
import { type Finding, LambdaEnvError, type Place } from "../errors.ts";
import { readJson } from "./read-json.ts";
import { readPlainScalar } from "./scalar.ts";
import type { Entry, Node, Text, Unclear } from "./tree.ts";

const CORE_TAG = "tag:yaml.org,2002:";

/**
 * The short tags of functions. `yaml` keeps unknown tags too, but makes a warning of each, which takes as long as the parsing.
 */
const FUNCTION_TAGS = [
  "!And !Base64 !Cidr !Condition !Equals !FindInMap !GetAZs !GetAtt !If !ImportValue !Join !Length !Not !Or !Ref !Select !Split",
  "!Sub !ToJsonString !Transform",
]
  .flatMap((tags) => tags.split(" "))
  .flatMap(
    (tag): Tags => [
      { tag, resolve: (text: string) => text },
      { tag, collection: "seq" },
      { tag, collection: "map" },
    ],
  );

/** Our words for what `yaml` reports: its own messages may quote the text, and so a value. */
const PROBLEMS: Readonly<Record<string, string>> = {
  BAD_ALIAS: "an alias without its anchor",
  BAD_DQ_ESCAPE: "an unknown escape in a double-quoted text",
  BAD_INDENT: "wrong indentation, or a bracket that is not closed",
  BAD_SCALAR_START: "a plain text that starts with a reserved character",
  BLOCK_AS_IMPLICIT_KEY: "a nested mapping on one line",
  BLOCK_IN_FLOW: "a block inside brackets",
  MISSING_CHAR: "a missing character, such as a quote, a comma or a colon",
  MULTILINE_IMPLICIT_KEY: "a key over several lines",
  MULTIPLE_DOCS: "more than one document",
  TAB_AS_INDENT: "a tab as indentation",
};

interface Reader {
  readonly document: Document.Parsed;
  readonly placeOf: (node: { readonly range?: readonly number[] | null }) => Place;
  /** One tree for each anchored node with the number of its nodes; undefined while it is being read. */
  readonly anchored: Map<unknown, { readonly node: Node; readonly size: number } | undefined>;
  /** Nodes so far, each alias counted with all that it stands for. */
  size: number;
}

/** Aliases of aliases grow exponentially; no template comes near this. */
const MAX_NODES = 5_000_000;

/**
 * Returns the tree of YAML or JSON text.
 *
 * Errors: `INVALID_INPUT` with one finding for each syntax error; a tree with errors may lack parts, so it is never used.
 */
export function readTree(text: string, source: string): Node {
  return readJson(text, source) ?? readYaml(text, source);
}

function readYaml(text: string, source: string): Node {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    version: "1.1",
    // Every plain scalar stays text: what it means is decided here.
    schema: "failsafe",
    customTags: FUNCTION_TAGS,
    uniqueKeys: false,
    lineCounter,
    prettyErrors: false,
  });
  const placeAt = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset);
    return { source, line, column: col };
  };
  // One mistake may be told many times over at the same place.
  const errors = new Map(document.errors.map((error) => [error.pos[0], error] as const).reverse());
  if (errors.size > 0)
    throw syntaxErrors(
      source,
      [...errors.values()].reverse().map((error) => syntaxFinding(error, placeAt)),
    );
  const reader: Reader = { document, placeOf: (node) => placeAt(node.range?.[0] ?? 0), anchored: new Map(), size: 0 };
  return document.contents === null ? unclear("", "null", placeAt(0)) : toNode(document.contents, reader);
}

function syntaxFinding(error: YAMLError, placeAt: (offset: number) => Place): Finding {
  const problem = PROBLEMS[error.code] ?? "YAML that cannot be read";
  return makeFinding("TEMPLATE_SYNTAX", "error", { problem }, { at: placeAt(error.pos[0]) });
}

function syntaxErrors(source: string, findings: readonly Finding[]): LambdaEnvError {
  return new LambdaEnvError("INVALID_INPUT", `${source} cannot be read as YAML or JSON`, { findings });
}

function toNode(node: ParsedNode | Alias, reader: Reader): Node {
  if (isAlias(node)) return toAliased(node, reader);
  const before = reader.size;
  reader.size += 1;
  if (node.anchor === undefined) return toTagged(node, reader);
  reader.anchored.set(node, undefined);
  const result = toTagged(node, reader);
  reader.anchored.set(node, { node: result, size: reader.size - before });
  return result;
}

function toAliased(alias: Alias, reader: Reader): Node {
  const target = alias.resolve(reader.document);
  const anchored = target === undefined ? undefined : reader.anchored.get(target);
  // Neither an alias without its anchor nor one inside its own anchor has a meaning.
  if (anchored === undefined) throw aliasError("an alias without its anchor", alias, reader);
  reader.size += anchored.size;
  if (reader.size > MAX_NODES) throw aliasError("aliases that stand for millions of values", alias, reader);
  return anchored.node;
}

function aliasError(problem: string, alias: Alias, reader: Reader): LambdaEnvError {
  const at = reader.placeOf(alias);
  return syntaxErrors(at.source, [makeFinding("TEMPLATE_SYNTAX", "error", { problem }, { at })]);
}

function toTagged(node: ParsedNode, reader: Reader): Node {
  const at = reader.placeOf(node);
  const { tag } = node;
  const isFunction = tag !== undefined && tag.length > 1 && tag.startsWith("!");
  const value = isScalar(node) ? toScalar(node, at) : toCollection(node, at, reader);
  if (!isFunction) return value;
  const name = longName(tag.slice(1));
  return { kind: "map", at, entries: new Map([[name, { key: text(name, at), value }]]) };
}

function longName(short: string): string {
  return short === "Ref" || short === "Condition" ? short : `Fn::${short}`;
}

function toScalar(node: Scalar, at: Place): Text | Unclear {
  const source = node.source ?? "";
  if (node.type !== Scalar.PLAIN) return text(String(node.value), at);
  if (node.tag === `${CORE_TAG}str` || node.tag?.startsWith("!") === true) return text(source, at);
  if (node.tag !== undefined) return unclear(source, "a tagged value", at);
  const plain = readPlainScalar(source);
  if (plain.kind === "unclear") return unclear(source, plain.looksLike, at);
  return { kind: "text", text: source, json: plain.json, at };
}

function toCollection(node: Exclude<ParsedNode, Scalar>, at: Place, reader: Reader): Node {
  if (node.tag?.startsWith(CORE_TAG) === true && node.tag !== `${CORE_TAG}map` && node.tag !== `${CORE_TAG}seq`) {
    return unclear("", "a tagged value", at);
  }
  if (isSeq(node)) return { kind: "list", at, items: node.items.map((item) => toNode(item as ParsedNode, reader)) };
  if (isMap(node)) return { kind: "map", at, entries: new Map(entriesOf(node, reader)) };
  return unclear("", "an unknown value", at);
}

/** Merged entries first, so that a mapping's own keys win; of equal keys the last one wins, as CloudFormation has it. */
function entriesOf(map: YAMLMap, reader: Reader): readonly (readonly [string, Entry])[] {
  const merged: (readonly [string, Entry])[] = [];
  const own: (readonly [string, Entry])[] = [];
  for (const pair of map.items) {
    const keyNode = pair.key as ParsedNode | Alias;
    const value = pair.value === null ? undefined : toNode(pair.value as ParsedNode, reader);
    if (isScalar(keyNode) && keyNode.source === "<<" && keyNode.type === Scalar.PLAIN) {
      merged.push(...mergedEntries(value));
      continue;
    }
    const at = reader.placeOf(keyNode);
    const key = isScalar(keyNode) ? toScalar(keyNode, at) : unclear("", "a key that is no text", at);
    own.push([key.kind === "text" ? key.text : key.source, { key, value: value ?? unclear("", "null", at) }]);
  }
  return [...merged, ...own];
}

/** The first mapping of a merged sequence wins. */
function mergedEntries(value: Node | undefined): readonly (readonly [string, Entry])[] {
  if (value?.kind === "map") return [...value.entries];
  return value?.kind === "list" ? value.items.toReversed().flatMap(mergedEntries) : [];
}

function text(value: string, at: Place): Text {
  return { kind: "text", text: value, json: value, at };
}

function unclear(source: string, looksLike: string, at: Place): Unclear {
  return { kind: "unclear", source, looksLike, at };
}
