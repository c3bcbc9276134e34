/** The tags of YAML nodes: the short names of functions, and the few that set the type of a scalar. */
import type { DocumentEvent, ScalarEvent } from "js-yaml";

const CORE_TAG = "tag:yaml.org,2002:";

/** What the start of a tag stands for, by the handle it is written with. */
export type Handles = ReadonlyMap<string, string>;

type Tagged = Pick<ScalarEvent, "tagStart" | "tagEnd">;

/** Returns the handles of a document: the predefined ones, and its `%TAG` directives. */
export function handlesOf({ directives }: DocumentEvent): Handles {
  const stated = directives.flatMap((directive) =>
    directive.kind === "tag" ? [[directive.handle, directive.prefix] as const] : [],
  );
  return new Map([["!", "!"], ["!!", CORE_TAG], ...stated]);
}

/** Returns the full name of an event's tag: `!Name` for a function; undefined without one. */
export function tagOf(text: string, { tagStart, tagEnd }: Tagged, handles: Handles): string | undefined {
  if (tagStart === -1) return undefined;
  const written = text.slice(tagStart, tagEnd);
  // SAM and CloudFormation ignore it.
  if (written === "!") return undefined;
  if (written.startsWith("!<")) return decoded(written.slice(2, -1));
  const [, handle = "!", suffix = ""] = /^(![^!]*!|!)(.*)$/.exec(written) ?? [];
  return `${handles.get(handle) ?? handle}${decoded(suffix)}`;
}

function decoded(tag: string): string {
  if (!tag.includes("%")) return tag;
  try {
    return decodeURIComponent(tag);
  } catch {
    return tag;
  }
}

export function isFunctionTag(tag: string): boolean {
  return tag.startsWith("!");
}

/** Returns the long name of a function from the name of its tag. */
export function longName(short: string): string {
  return short === "Ref" || short === "Condition" ? short : `Fn::${short}`;
}

/** Returns whether a tag is one of YAML's own. */
export function isCoreTag(tag: string, name: "str" | "seq" | "map"): boolean {
  return tag === `${CORE_TAG}${name}`;
}
