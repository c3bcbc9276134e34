/** Checks for differences between the text of a `.env` file and the values that dotenv reads from it. */

import { findInvisible } from "../../core/checks/invisible.ts";
import { defined } from "../../core/defined.ts";
import { makeFinding } from "../../core/finding.ts";
import type { Finding } from "../../errors.ts";
import type { ExactPlace } from "../text.ts";
import { isBase64Line, isPaddedBase64 } from "./base64-line.ts";
import { checkWritten } from "./check-value.ts";
import type { Assignment, Remainder, Scan } from "./scan.ts";

type PlaceAt = (offset: number) => ExactPlace;

/**
 * dotenv's expression tries every line of a run of blank lines against everything that follows: 64 KB of blank lines take 8 s.
 * This many steps take about 50 ms.
 */
const MAX_STEPS = 20_000_000;

/** Returns an error if a run of blank lines is so long that readers of the file would hang. */
export function checkBlankLines(text: string, placeAt: PlaceAt): readonly Finding[] {
  const pieces = text.split(/(\s+)/);
  let steps = 0;
  let offset = 0;
  for (const [index, piece] of pieces.entries()) {
    if (index % 2 === 1 && piece.length > 1) {
      const lines = piece.match(/[\n\u2028\u2029]/g)?.length ?? 0;
      const reach = pieces.slice(index, index + 5).join("").length;
      steps += lines * reach;
      if (steps > MAX_STEPS) return [makeFinding("BLANK_LINES", "error", {}, { at: placeAt(offset) })];
    }
    offset += piece.length;
  }
  return [];
}

/** Returns a warning at the first lone carriage return, which ends a line for dotenv but not for editors. */
export function checkLineEnds(original: string, placeAt: PlaceAt): readonly Finding[] {
  const index = original.search(/\r(?!\n)/);
  if (index === -1) return [];
  const offset = original.slice(0, index).replaceAll("\r\n", "\n").length;
  return [makeFinding("LONE_CARRIAGE_RETURN", "warning", {}, { at: placeAt(offset) })];
}

/** Returns what is wrong with one assignment on its own. */
export function checkAssignment(assignment: Assignment, text: string, placeAt: PlaceAt): readonly Finding[] {
  const { name, start, nameEnd, valueStart, valueEnd } = assignment;
  const about = { name, at: placeAt(start) };
  if (isBase64Assignment(assignment, text)) return [makeFinding("BASE64_LINE", "error", {}, { at: placeAt(start) })];
  if (name === "__proto__") return [makeFinding("NAME_DROPPED", "error", {}, about)];
  const findings: Finding[] = [];
  if (/[\u2028\u2029]/.test(text.charAt(start - 1)) || hasLineSeparator(assignment, text)) {
    findings.push(makeFinding("LINE_SEPARATOR", "error", {}, about));
  }
  if (valueEnd > valueStart && text.slice(nameEnd, valueStart).includes("\n")) {
    findings.push(makeFinding("VALUE_ON_NEXT_LINE", "error", {}, about));
  }
  return [...findings, ...checkWritten(assignment, text, placeAt)];
}

/** Returns whether an assignment is the end of a base64 text, so that what looks like its name is not one. */
function isBase64Assignment({ start, valueEnd, separatorEnd }: Assignment, text: string): boolean {
  return isBase64Line(text.slice(start, Math.max(valueEnd, separatorEnd)));
}

/**
 * Returns whether a value contains a line separator. An unquoted value continues across one, but dotenv strips the quotes of the
 * lines within it.
 */
function hasLineSeparator({ value, valueStart, valueEnd }: Assignment, text: string): boolean {
  const written = text.slice(valueStart, valueEnd);
  return /^[^'"`]/.test(written) && written !== value;
}

/**
 * Returns an error for each run of neighbouring lines that dotenv ignores and that are not comments.
 *
 * If they continue a value without quotes, such as a key of several lines, the error is at the name above them.
 */
export function checkRemainders({ text, assignments, remainders }: Scan, placeAt: PlaceAt): readonly Finding[] {
  const byLastLine = new Map(assignments.map((assignment) => [placeAt(assignment.valueEnd).line, assignment]));
  const findings: Finding[] = [];
  let continued: Continued | undefined;
  for (const { at, lines, first } of runsOf(remainders, placeAt)) {
    const last = at.line + lines - 1;
    const above = byLastLine.get(at.line - 1);
    // The last line of base64 ends in padding, and then looks like the name of an empty variable.
    const isPadding = above !== undefined && isPaddedBase64(text.slice(above.start, above.valueEnd));
    if (continued !== undefined && isPadding && placeAt(above.start).line === continued.last + 1) {
      continued = { ...continued, last };
    } else {
      if (continued !== undefined) findings.push(goesOn(continued, placeAt));
      continued =
        above !== undefined && isContinuation(above, text, { lines, first }) ? { above, first: at.line, last } : undefined;
      if (continued === undefined) findings.push(makeFinding("LINES_IGNORED", "error", { lines, ...oddness(first) }, { at }));
    }
  }
  return continued === undefined ? findings : [...findings, goesOn(continued, placeAt)];
}

/** An assignment without quotes, and the ignored lines below it that seem to belong to its value. */
interface Continued {
  readonly above: Assignment;
  readonly first: number;
  readonly last: number;
}

function goesOn({ above: { name, start }, first, last }: Continued, placeAt: PlaceAt): Finding {
  return makeFinding("VALUE_GOES_ON", "error", { first, last }, { name, at: placeAt(start) });
}

/**
 * Returns whether ignored lines continue a value. A single line may be anything, unless the value needs a continuation; a line
 * with `=` in it may be a name that dotenv does not accept.
 */
function isContinuation(
  { valueStart, valueEnd }: Assignment,
  text: string,
  { lines, first }: Pick<Run, "lines" | "first">,
): boolean {
  const written = text.slice(valueStart, valueEnd);
  if (/^['"`]/.test(written)) return false;
  if (/^(?:\/\/|;|export\s|set\s)|^[^"'`]*[^"'`=]=[^=]/.test(first)) return false;
  return lines > 1 || /^-----BEGIN|[{[(,\\]$/.test(written);
}

/** Returns what else is known about an ignored line. */
function oddness(line: string): { readonly invisible?: string; readonly comment?: string } {
  const comment = /^(?:\/\/|;)/.exec(line)?.[0];
  if (comment !== undefined) return { comment };
  const invisible = findInvisible(line);
  return defined({ invisible });
}

interface Run {
  readonly at: ExactPlace;
  lines: number;
  /** The text of its first line. */
  readonly first: string;
}

function runsOf(remainders: readonly Remainder[], placeAt: PlaceAt): readonly Run[] {
  const runs: Run[] = [];
  for (const { start, text } of remainders) {
    if (text.startsWith("#")) continue;
    const at = placeAt(start);
    const run = runs.at(-1);
    if (run !== undefined && at.line <= run.at.line + run.lines) run.lines = at.line - run.at.line + 1;
    else runs.push({ at, lines: 1, first: text });
  }
  return runs;
}

/** Returns a finding for each name that is assigned more than once: an error if the values differ, since one of them is lost. */
export function checkRepeats(assignments: readonly Assignment[], text: string, placeAt: PlaceAt): readonly Finding[] {
  const byName = new Map<string, Assignment[]>();
  for (const assignment of assignments.filter((one) => !isBase64Assignment(one, text))) {
    const same = byName.get(assignment.name);
    if (same === undefined) byName.set(assignment.name, [assignment]);
    else same.push(assignment);
  }
  return [...byName].flatMap(([name, [first, ...others]]) => {
    const last = others.at(-1);
    if (first === undefined || last === undefined) return [];
    const differ = others.some(({ value }) => value !== first.value);
    const about = { name, at: placeAt(last.start) };
    return [makeFinding("NAME_REPEATED", differ ? "error" : "warning", { firstLine: placeAt(first.start).line }, about)];
  });
}
