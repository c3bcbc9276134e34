/** What an edit does about one variable: which spans of the text it replaces, and what it appends. */
import { makeFinding } from "../../core/finding.ts";
import type { Finding } from "../../errors.ts";
import type { FormatOptions } from "../formatted.ts";
import { formatOmission } from "../omission.ts";
import { dotenvRules } from "./format.ts";
import { findOmissions, type Omission } from "./parse.ts";
import type { Assignment, Scan } from "./scan.ts";
import type { Splice } from "./splice.ts";

/** Where a text has a name: its assignments, and the comments that stand for it. */
interface Found {
  readonly assignments: readonly Assignment[];
  readonly omissions: readonly Omission[];
}

export interface EditStep {
  readonly kind: "added" | "updated" | "same" | "omitted";
  readonly name: string;
  readonly splices: readonly Splice[];
  /** Lines for the end of the text. */
  readonly appended: readonly string[];
  readonly findings: readonly Finding[];
}

/** Returns where the text has each name. */
export function findNames(scan: Scan): ReadonlyMap<string, Found> {
  const found = new Map<string, { readonly assignments: Assignment[]; readonly omissions: Omission[] }>();
  const placesOf = (name: string) => {
    const places = found.get(name) ?? { assignments: [], omissions: [] };
    found.set(name, places);
    return places;
  };
  for (const assignment of scan.assignments) placesOf(assignment.name).assignments.push(assignment);
  for (const omission of findOmissions(scan)) placesOf(omission.name).omissions.push(omission);
  return found;
}

/**
 * Returns what to do so that the text gives `name` the value `value`. All assignments of a name change alike, since one that keeps
 * an older value would contradict the last.
 */
export function makeEditStep(name: string, value: string, { text, found }: EditText, options: FormatOptions): EditStep {
  const { assignments, omissions } = found.get(name) ?? { assignments: [], omissions: [] };
  const written = dotenvRules(options).write(name, value);
  if ("reason" in written) return omit(name, written.reason, { assignments, omissions }, options);
  const step = { name, splices: [], appended: [], findings: [] };
  if (assignments.at(-1)?.value === value) return { ...step, kind: "same" };
  if (assignments.length > 0) {
    const behindName = written.text.slice(name.length + 1);
    return { ...step, kind: "updated", splices: assignments.map((assignment) => spliceValue(assignment, behindName, text)) };
  }
  const [omission] = omissions;
  if (omission === undefined) return { ...step, kind: "added", appended: [written.text] };
  return { ...step, kind: "added", splices: [{ start: omission.start, end: omission.end, text: written.text }] };
}

/** A normalised text, and where it has each name. */
export interface EditText {
  readonly text: string;
  readonly found: ReadonlyMap<string, Found>;
}

/** An older value must not stay for one that cannot be held: a comment takes the place of its assignments. */
function omit(name: string, reason: string, { assignments, omissions }: Found, options: FormatOptions): EditStep {
  const { title } = dotenvRules(options);
  const comment = formatOmission(name, title);
  const severity = options.skipUnrepresentable ? "warning" : "error";
  return {
    kind: "omitted",
    name,
    splices: assignments.map(({ start, valueEnd }) => ({ start, end: valueEnd, text: comment.join("") })),
    appended: assignments.length + omissions.length > 0 ? [] : comment,
    findings: [makeFinding("NOT_REPRESENTABLE", severity, { format: title, reason }, { name })],
  };
}

function spliceValue({ value, separatorEnd, valueStart, valueEnd }: Assignment, written: string, text: string): Splice {
  // The comment that the writer put behind a value with a backslash at its end goes with that value.
  const guard = value.endsWith("\\") ? /^ #['"`]\.(?!.)/.exec(text.slice(valueEnd, valueEnd + 5)) : null;
  const end = valueEnd + (guard?.[0].length ?? 0);
  const before = valueStart === separatorEnd && text[separatorEnd - 1] === ":" ? " " : "";
  const after = text[end] === "#" ? " " : "";
  return { start: valueStart, end, text: before + written + after };
}
