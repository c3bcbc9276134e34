/** A JSON object as values by name, and changes of single members that leave every other character of the text as it is. */
import type { Values } from "../../core/variables.ts";
import { insertMembers, type ObjectText, readObject } from "./json-edit.ts";
import { isExactNumber, type JsonMember, type JsonNode, parseJsonObject } from "./json-tree.ts";

/** The members of an object; a text, a number or a word as its text, anything else as its JSON. */
export type JsonMembers =
  | {
      readonly kind: "members";
      readonly values: Values;
      readonly nested: ReadonlySet<string>;
      readonly repeated: readonly string[];
    }
  | { readonly kind: "not-an-object" };

/** What happens to one member: undefined removes it. */
export type MemberChanges = ReadonlyMap<string, string | undefined>;

/** The text of a secret without any member. */
export const EMPTY_OBJECT = "{}";

/** Returns the members of the object in `text`. `nested` are those that hold no text: objects, arrays and `null`. */
export function readMembers(text: string): JsonMembers {
  const object = parseJsonObject(text);
  if (object.kind === "invalid") return { kind: "not-an-object" };
  const { members } = object;
  const names = members.map(({ name }) => name);
  return {
    kind: "members",
    values: new Map(members.map(({ name, value }) => [name, scalarText(value) ?? text.slice(value.start, value.end)])),
    nested: new Set(members.filter(({ value }) => scalarText(value) === undefined).map(({ name }) => name)),
    repeated: [...new Set(names.filter((name, index) => names.indexOf(name) !== index))],
  };
}

/**
 * Returns `text` with the changes; other members keep their place, their type and each of their characters.
 *
 * A number stays a number, and a boolean a boolean, if the new value is one that every program writes the same; anything else
 * becomes a text. New members follow in the order of `changes`. The text must hold an object without repeated names.
 */
export function changeMembers(text: string, changes: MemberChanges): string {
  const object = readObject(text, "");
  if (object === undefined) return text;
  const { members } = object.object;
  const known = new Set(members.map(({ name }) => name));
  const added = [...changes].flatMap(([name, value]) =>
    value === undefined || known.has(name) ? [] : [[name, JSON.stringify(value)] as const],
  );
  if (text === EMPTY_OBJECT) return `{${added.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(",")}}`;
  const left = members.filter(({ name }) => !isRemoved(name, changes));
  const updated = members.reduceRight((edited, member, index) => {
    if (isRemoved(member.name, changes)) return removeMember(edited, members, index, changes);
    const value = changes.get(member.name);
    if (value === undefined) return edited;
    return edited.slice(0, member.value.start) + jsonLike(member.value, value) + edited.slice(member.value.end);
  }, text);
  if (added.length === 0) return updated;
  const again = readObject(updated, "");
  if (again === undefined) return updated;
  return insertMembers(
    left.length === 0 ? { ...again, separator: object.separator } : { ...again, separator: betweenMembers(again) },
    added,
  );
}

/** Returns what is between two members beside the comma, or what precedes the only one. */
function betweenMembers({ text, object, separator }: ObjectText): string {
  const [first, second] = object.members;
  return first === undefined || second === undefined ? separator : text.slice(first.value.end, second.start).replace(",", "");
}

function scalarText(value: JsonNode): string | undefined {
  return "text" in value && value.kind !== "null" ? value.text : undefined;
}

function isRemoved(name: string, changes: MemberChanges): boolean {
  return changes.has(name) && changes.get(name) === undefined;
}

/** Removes one member with the comma that belongs to it: the one behind it, or the one before it where none is left behind it. */
function removeMember(text: string, members: readonly JsonMember[], index: number, changes: MemberChanges): string {
  const member = members[index];
  if (member === undefined) return text;
  const next = members[index + 1];
  const isLastLeft = members.slice(index + 1).every(({ name }) => isRemoved(name, changes));
  // The members behind it are gone from `text` by now if they are removed, so that their places are not valid any more.
  if (!isLastLeft && next !== undefined) return text.slice(0, member.start) + text.slice(firstKept(text, member));
  const before = members[index - 1];
  const from = before === undefined ? member.start : before.value.end;
  return text.slice(0, from) + text.slice(member.value.end);
}

/** Returns the offset of the name that follows the comma after `member`. */
function firstKept(text: string, { value: { end } }: JsonMember): number {
  const comma = text.indexOf(",", end);
  return comma + 1 + (/^[ \t\r\n]*/.exec(text.slice(comma + 1))?.[0].length ?? 0);
}

function jsonLike({ kind }: JsonNode, value: string): string {
  const isAlike =
    kind === "number" ? isExactNumber(value) && /^-?\d/.test(value) : kind === "boolean" && /^(?:true|false)$/.test(value);
  return isAlike ? value : JSON.stringify(value);
}
