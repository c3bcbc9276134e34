/** What an edit does for one variable: which spans of the text it replaces, and what it appends. */
import { makeFinding } from "../../core/finding.ts";
import type { Finding } from "../../errors.ts";
import type { FormatOptions } from "../formatted.ts";
import { formatOmission } from "../omission.ts";
import { lineAbove } from "../text.ts";
import { dotenvRules } from "./format.ts";
import { findOmissions, type Omission } from "./parse.ts";
import type { Assignment, Scan } from "./scan.ts";
import { lineStart, type Splice } from "./splice.ts";
import { isLineCountOf } from "./swallowed.ts";

/** Where a name occurs in a text: its assignments, and the comments that stand for it. */
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

/** Returns where each name occurs in the text. */
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

/** A normalised text, and where each name occurs in it. */
export interface EditText {
  readonly text: string;
  readonly found: ReadonlyMap<string, Found>;
  /** Names whose lines must be rewritten, even if their values stay the same. */
  readonly rewritten: ReadonlySet<string>;
}

/**
 * Returns the steps that give `name` the value `value` in the text. All assignments of a name change alike, since one with an
 * older value would contradict the last.
 */
export function makeEditStep(name: string, value: string, target: EditText, options: FormatOptions): EditStep {
  const { text, found, rewritten } = target;
  const { assignments, omissions } = found.get(name) ?? { assignments: [], omissions: [] };
  const written = dotenvRules(options).write(name, value);
  if ("reason" in written) return omit(name, written.reason, { assignments, omissions }, { text, options });
  const step = { name, splices: [], appended: [], findings: [] };
  const isSame = assignments.at(-1)?.value === value;
  if (isSame && !rewritten.has(name)) return { ...step, kind: "same" };
  const lines = written.above === undefined ? [] : [written.above];
  if (assignments.length > 0) {
    const splices = assignments.flatMap((assignment) =>
      options.portable
        ? [spliceLine(assignment, { lines, text: written.text }, text)]
        : [...spliceAbove(assignment, lines, text), spliceValue(assignment, written.text.slice(name.length + 1), text)],
    );
    return { ...step, kind: isSame ? "same" : "updated", splices };
  }
  const [omission] = omissions;
  if (omission === undefined) return { ...step, kind: "added", appended: [...lines, written.text] };
  return { ...step, kind: "added", splices: [{ start: omission.start, end: omission.end, lines, text: written.text }] };
}

/** Returns the edit for a value that cannot be held: a comment replaces its assignments, since an old value must not stay. */
function omit(
  name: string,
  reason: string,
  { assignments, omissions }: Found,
  { text, options }: { readonly text: string; readonly options: FormatOptions },
): EditStep {
  const { title } = dotenvRules(options);
  const comment = formatOmission(name, title);
  const severity = options.skipUnrepresentable ? "warning" : "error";
  return {
    kind: "omitted",
    name,
    splices: assignments.flatMap((assignment) => [
      ...spliceAbove(assignment, [], text),
      { start: assignment.start, end: assignment.valueEnd, lines: [], text: comment.join("") },
    ]),
    appended: assignments.length + omissions.length > 0 ? [] : comment,
    findings: [makeFinding("NOT_REPRESENTABLE", severity, { format: title, reason }, { name })],
  };
}

function spliceValue(assignment: Assignment, written: string, text: string): Splice {
  const { separatorEnd, valueStart } = assignment;
  const end = writtenEnd(assignment, text);
  const before = valueStart === separatorEnd && text[separatorEnd - 1] === ":" ? " " : "";
  const after = text[end] === "#" ? " " : "";
  return { start: valueStart, end, lines: [], text: before + written + after };
}

/** Returns the end of an assignment, including the comment that the writer put after a value with a backslash at its end. */
function writtenEnd({ value, valueEnd }: Assignment, text: string): number {
  const guard = value.endsWith("\\") ? /^ #['"`]\.(?!.)/.exec(text.slice(valueEnd, valueEnd + 5)) : null;
  return valueEnd + (guard?.[0].length ?? 0);
}

/** Returns the edit that puts `lines` above an assignment, replacing the line count of an older value there. */
function spliceAbove(assignment: Assignment, lines: readonly string[], text: string): readonly Splice[] {
  const end = lineStart(text, assignment.start);
  const start = startWithCount(assignment, text);
  return start === end && lines.length === 0 ? [] : [{ start, end, lines, text: "" }];
}

function startWithCount({ name, start }: Assignment, text: string): number {
  const above = lineAbove(text, start);
  return isLineCountOf(name, above.trim()) ? lineStart(text, lineStart(text, start) - 1) : lineStart(text, start);
}

/** Replaces the whole line, or lines, of an assignment; a comment after it moves above it. */
function spliceLine(assignment: Assignment, written: Pick<Splice, "lines" | "text">, text: string): Splice {
  const behind = writtenEnd(assignment, text);
  const lineEnd = text.indexOf("\n", behind);
  const end = lineEnd === -1 ? text.length : lineEnd;
  const comment = text.slice(behind, end).trim();
  const comments = comment === "" ? [] : [comment.endsWith("\\") ? `${comment} #` : comment];
  return { start: startWithCount(assignment, text), end, lines: [...comments, ...written.lines], text: written.text };
}
