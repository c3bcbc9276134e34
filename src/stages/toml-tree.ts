/** TOML → the tree with places, by `toml-eslint-parser`: of the parsers for TOML, it keeps the place of every key and value. */
import { type AST, ParseError, parseTOML } from "toml-eslint-parser";
import { makeFinding } from "../core/finding.ts";
import { LambdaEnvError, type Place } from "../errors.ts";
import { makePlaces } from "../formats/text.ts";
import type { StageEntry, StageNode, StageTable } from "./tree.ts";

const NO_VALUE = "a key without a value";

/** Our words for the parser's errors: its own may quote the text, and so a value. */
const PROBLEMS: readonly (readonly [RegExp, string])[] = [
  [/^Defining a key multiple times/, "a key that is defined twice"],
  [/^Unterminated/, "a quote or bracket that is not closed"],
  [/^(?:Expected equal|Unspecified values)/, NO_VALUE],
  [/^Empty bare keys/, "a value without a key"],
  [/comma/, "a comma that is missing or out of place"],
  [/^Must be a newline/, "more text after a value"],
  [/^(?:The key, equals sign|No newlines)/, "a line break that is out of place"],
  [/^(?:Control characters|Invalid code point .* comments)/, "a control character"],
  [/^Invalid (?:character in escape|code point)/, "an unknown escape in a double-quoted string"],
  [/^Unexpected invalid (?:date|time)/, "a date or time that does not exist"],
  [/dots? /, "a key with a dot that is out of place"],
];

type PlaceAt = (offset: number) => Place;

/** As for templates; no key of ours is deeper than five. */
const MAX_NESTING = 200;
const TOO_DEEP = "values that are nested too deeply, or too long";

/**
 * Returns the content of a TOML file.
 *
 * Errors: INVALID_INPUT, with the place, for text that is not TOML 1.0; without one, for more than the parser can hold.
 */
export function readTomlTree(text: string, source: string): StageNode & StageTable {
  const shift = text.startsWith("\uFEFF") ? 1 : 0;
  const placeOf = makePlaces(text, source);
  const placeAt: PlaceAt = (offset) => placeOf(offset + shift);
  const root = makeDraft(placeAt(0), 0);
  for (const part of parse(text.slice(shift), placeAt).body[0].body) {
    if (part.type === "TOMLTable") addTable(root, part, placeAt);
    else addKeyValue(root, part, placeAt);
  }
  return toTable(root);
}

function parse(text: string, placeAt: PlaceAt): AST.TOMLProgram {
  try {
    return parseTOML(text, { tomlVersion: "1.0" });
  } catch (cause) {
    // It recurses once per bracket and passes each string as arguments, so a large enough one exhausts the stack.
    if (!(cause instanceof ParseError)) throw notToml(TOO_DEEP, placeAt(0));
    const problem = PROBLEMS.find(([message]) => message.test(cause.message))?.[1];
    // A value that is missing is noticed only on a later line.
    const offset = problem === NO_VALUE ? Math.max(0, text.slice(0, cause.index).trimEnd().length - 1) : cause.index;
    throw notToml(problem ?? "a missing or misplaced character, such as a quote or a bracket", placeAt(offset));
  }
}

function notToml(problem: string, at: Place): LambdaEnvError {
  const findings = [makeFinding("PROJECT_SYNTAX", "error", { problem }, { at })];
  return new LambdaEnvError("INVALID_INPUT", `${at.source} cannot be read as TOML`, { findings });
}

/** A table while it is read: TOML may define its parts anywhere in the file. */
interface Draft {
  at: Place;
  /** Whether a header names the table itself; otherwise its place is that of the first key that needs it. */
  isNamed: boolean;
  readonly depth: number;
  readonly entries: Map<string, Draft | { readonly at: Place; readonly value: StageNode }>;
}

/** Errors: INVALID_INPUT for one that is nested too deeply. */
function makeDraft(at: Place, depth: number): Draft {
  if (depth > MAX_NESTING) throw notToml(TOO_DEEP, at);
  return { at, isNamed: false, depth, entries: new Map() };
}

function addTable(root: Draft, table: AST.TOMLTable, placeAt: PlaceAt): void {
  const { keys } = table.key;
  const last = keys.at(-1);
  if (last === undefined) return;
  const at = placeAt(last.range[0]);
  if (table.kind === "array") {
    const parent = draftAt(root, keys.slice(0, -1), placeAt);
    parent?.entries.set(nameOf(last), { at, value: { kind: "other", found: "a list of tables", at } });
    return;
  }
  const draft = draftAt(root, keys, placeAt);
  // The rest of a list of tables, which is refused where it starts.
  if (draft === undefined) return;
  if (!draft.isNamed) {
    draft.at = at;
    draft.isNamed = true;
  }
  for (const pair of table.body) addKeyValue(draft, pair, placeAt);
}

function addKeyValue(parent: Draft, { key, value }: AST.TOMLKeyValue, placeAt: PlaceAt): void {
  const last = key.keys.at(-1);
  const draft = draftAt(parent, key.keys.slice(0, -1), placeAt);
  if (last !== undefined && draft !== undefined)
    draft.entries.set(nameOf(last), { at: placeAt(last.range[0]), value: toNode(value, placeAt, draft.depth + 1) });
}

/** Returns the table that `keys` lead to, made where there is none; undefined if something else is there. */
function draftAt(root: Draft, keys: readonly (AST.TOMLBare | AST.TOMLQuoted)[], placeAt: PlaceAt): Draft | undefined {
  let draft = root;
  for (const key of keys) {
    const known = draft.entries.get(nameOf(key));
    if (known !== undefined && !("entries" in known)) return undefined;
    const next = known ?? makeDraft(placeAt(key.range[0]), draft.depth + 1);
    draft.entries.set(nameOf(key), next);
    draft = next;
  }
  return draft;
}

function nameOf(key: AST.TOMLBare | AST.TOMLQuoted): string {
  return key.type === "TOMLBare" ? key.name : key.value;
}

function toNode(content: AST.TOMLContentNode, placeAt: PlaceAt, depth: number): StageNode {
  const at = placeAt(content.range[0]);
  if (depth > MAX_NESTING) throw notToml(TOO_DEEP, at);
  switch (content.type) {
    case "TOMLArray":
      return { kind: "list", items: content.elements.map((item) => toNode(item, placeAt, depth + 1)), at };
    case "TOMLInlineTable": {
      const draft = makeDraft(at, depth);
      for (const pair of content.body) addKeyValue(draft, pair, placeAt);
      return toTable(draft);
    }
    case "TOMLValue":
      if (content.kind === "string") return { kind: "text", text: content.value, at };
      if (content.kind === "boolean") return { kind: "flag", isSet: content.value, at };
      return { kind: "other", found: content.kind === "integer" || content.kind === "float" ? "a number" : "a date or time", at };
  }
}

function toTable({ at, entries }: Draft): StageNode & StageTable {
  const nodes = [...entries].map(([key, entry]): [string, StageEntry] => [
    key,
    "entries" in entry ? { at: entry.at, value: toTable(entry) } : entry,
  ]);
  return { kind: "table", entries: new Map(nodes), at };
}
