/** Changes values within an existing JSON text, and nothing else: a flat object of variables, or one object per function. */
import { makeFinding } from "../../core/finding.ts";
import type { EditChanges } from "../../core/pulled.ts";
import type { Values } from "../../core/variables.ts";
import { LambdaEnvError } from "../../errors.ts";
import type { Edited } from "../edited.ts";
import { type FormatOptions, sortValues } from "../formatted.ts";
import type { ParseOptions } from "../parsed.ts";
import { makePlaces } from "../text.ts";
import { isExactNumber, type JsonMember, type JsonObject, parseJsonObject } from "./json-tree.ts";

/** An object within the text. */
export interface ObjectText {
  readonly text: string;
  readonly object: JsonObject;
  /** What precedes each member: a line break and an indent, or nothing. */
  readonly separator: string;
}

/**
 * Returns `existing`, an object of variables, with the given values; other members, their order and the layout stay.
 *
 * Errors: text that is not a JSON object is a finding; then there is no text.
 */
export function editJson(existing: string, values: Values, { source }: ParseOptions): Edited {
  const read = readObject(existing, "\n");
  if (read === undefined) return notJson(existing, source);
  return finish(existing, setMembers(read, values), makeChanges(read.object.members, values), values);
}

/**
 * Returns `existing`, a file for `sam local`, with the given values under the logical id; other functions stay, and other names
 * too.
 *
 * Errors: as `editJson`; INVALID_INPUT if the value of the logical id is not an object.
 */
export function editSamLocal(existing: string, values: Values, { source, logicalId }: FormatOptions & ParseOptions): Edited {
  const outer = readObject(existing, "\n");
  if (outer === undefined) return notJson(existing, source);
  // Of repeated names, readers use the last.
  const own = outer.object.members.findLast(({ name }) => name === logicalId);
  if (own === undefined) {
    const added = Object.fromEntries(sortValues(values));
    const text = insertMembers(outer, [[logicalId, layOut(added, outer)]]);
    return finish(existing, text, makeChanges([], values), values, logicalId);
  }
  const inner = readObject(existing.slice(own.value.start, own.value.end), outer.separator);
  if (inner === undefined) {
    throw new LambdaEnvError("INVALID_INPUT", `${source}: ${logicalId} is not an object of variables`, {
      hint: "name another file, or remove this one",
    });
  }
  const text = existing.slice(0, own.value.start) + setMembers(inner, values) + existing.slice(own.value.end);
  return finish(existing, text, makeChanges(inner.object.members, values), values, logicalId);
}

/** Returns the object in `text`; `outer` is the separator of the object around it, if that has members. */
export function readObject(text: string, outer: string): ObjectText | undefined {
  const object = parseJsonObject(text);
  if (object.kind === "invalid") return undefined;
  const [first] = object.members;
  const open = text.indexOf("{") + 1;
  const separator = first === undefined ? deepen(outer, text) : text.slice(open, first.start);
  return { text, object, separator };
}

/** Returns the separator for the members of an inner object. An object on one line, except `{}`, keeps its members on that line. */
function deepen(outer: string, text: string): string {
  const lineEnd = text.includes("\r\n") || outer.includes("\r\n") ? "\r\n" : "\n";
  return outer.includes("\n") ? `${lineEnd}${outer.slice(outer.lastIndexOf("\n") + 1)}  ` : "";
}

function notJson(existing: string, source: string): Edited {
  const object = parseJsonObject(existing);
  const at = object.kind === "invalid" ? makePlaces(existing, source)(object.offset) : { source };
  return { kind: "refused", findings: [makeFinding("JSON_SYNTAX", "error", {}, { at })] };
}

function setMembers(read: ObjectText, values: Values): string {
  const { members } = read.object;
  const known = new Set(members.map(({ name }) => name));
  const added = sortValues(values).filter(([name]) => !known.has(name));
  // From the end backwards, so that earlier places stay valid.
  return members.reduceRight(
    (edited, member) => {
      const value = values.get(member.name);
      if (value === undefined || isSame(member, value)) return edited;
      return edited.slice(0, member.value.start) + JSON.stringify(value) + edited.slice(member.value.end);
    },
    insertMembers(
      read,
      added.map(([name, value]) => [name, JSON.stringify(value)]),
    ),
  );
}

/** Returns the text with the members added after its own; `json` is each value as JSON. */
export function insertMembers(
  { text, object, separator }: ObjectText,
  added: readonly (readonly [name: string, json: string])[],
): string {
  if (added.length === 0) return text;
  const last = object.members.at(-1);
  const colon = last !== undefined && text[last.value.start - 1] === ":" ? ":" : ": ";
  const lines = added.map(([name, json]) => `${separator}${JSON.stringify(name)}${colon}${json}`).join(",");
  if (last !== undefined) return `${text.slice(0, last.value.end)},${lines}${text.slice(last.value.end)}`;
  const open = text.indexOf("{") + 1;
  const close = separator === "" ? "" : separator.replace(/ {2}$/, "");
  return `${text.slice(0, open)}${lines}${close}${text.slice(object.end - 1)}`;
}

/** Lays out an object like the one around it: over several lines, or on one. */
function layOut(value: Readonly<Record<string, string>>, { separator }: ObjectText): string {
  if (!separator.includes("\n")) return JSON.stringify(value);
  const indent = separator.slice(separator.lastIndexOf("\n") + 1);
  const lineEnd = separator.includes("\r\n") ? "\r\n" : "\n";
  return JSON.stringify(value, null, indent === "" ? 2 : indent).replaceAll("\n", `${lineEnd}${indent}`);
}

/** Returns whether a member has the same value as a text. A number equals a text if every program writes it that way. */
function isSame({ value: { kind, ...own } }: JsonMember, value: string): boolean {
  if (!("text" in own) || kind === "null" || own.text !== value) return false;
  return kind !== "number" || isExactNumber(value);
}

function makeChanges(members: readonly JsonMember[], values: Values): EditChanges {
  const byName = new Map(members.map((member) => [member.name, member]));
  const names = sortValues(values).map(([name]) => name);
  const isKept = (name: string): boolean => {
    const member = byName.get(name);
    return member !== undefined && isSame(member, values.get(name) ?? "");
  };
  return {
    added: names.filter((name) => !byName.has(name)),
    updated: names.filter((name) => byName.has(name) && !isKept(name)),
    same: names.filter(isKept),
    onlyInFile: [...byName.keys()].filter((name) => !values.has(name)),
    removed: [],
    omitted: [],
  };
}

/** Reads the text back before anyone relies on it. */
function finish(existing: string, text: string, changes: EditChanges, values: Values, logicalId?: string): Edited {
  const before = parseObject(existing);
  const after = parseObject(text);
  const own = (object: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
    logicalId === undefined ? object : ((object[logicalId] ?? {}) as Readonly<Record<string, unknown>>);
  const isExact =
    [...values].every(([name, value]) => String(own(after)[name]) === value) &&
    changes.onlyInFile.every((name) => JSON.stringify(own(before)[name]) === JSON.stringify(own(after)[name])) &&
    (logicalId === undefined || othersOf(before, logicalId) === othersOf(after, logicalId));
  if (!isExact) throw new LambdaEnvError("BUG", "the variables do not read back from the edited JSON text");
  return { kind: "edited", text, changes, findings: [] };
}

function othersOf(object: Readonly<Record<string, unknown>>, logicalId: string): string {
  return JSON.stringify(Object.entries(object).filter(([name]) => name !== logicalId));
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  return JSON.parse(text.replace(/^\uFEFF/, "")) as Readonly<Record<string, unknown>>;
}
