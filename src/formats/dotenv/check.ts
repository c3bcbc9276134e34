/** What can go wrong between the text of a `.env` file and the values that dotenv reads from it. */
import { makeFinding } from "../../core/finding.ts";
import type { Finding, Place } from "../../errors.ts";
import { isBase64Line } from "./base64-line.ts";
import type { Assignment, Remainder } from "./scan.ts";

type PlaceAt = (offset: number) => Place & { readonly line: number };

/**
 * dotenv's expression tries every line of a run of blank lines against all that follows it: 64 KB of blank lines take 8 s. This
 * many steps take some 50 ms.
 */
const MAX_STEPS = 20_000_000;

/** Returns an error where a run of blank lines is so long that readers of the file would hang. */
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

/** Returns a warning at the first carriage return that ends a line by itself, as dotenv has it and editors do not. */
export function checkLineEnds(original: string, placeAt: PlaceAt): readonly Finding[] {
  const index = original.search(/\r(?!\n)/);
  if (index === -1) return [];
  const offset = original.slice(0, index).replaceAll("\r\n", "\n").length;
  return [makeFinding("LONE_CARRIAGE_RETURN", "warning", {}, { at: placeAt(offset) })];
}

/** Returns what is wrong with one assignment by itself. */
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

/** Tells whether an assignment is the end of a base64 text; what seems to be its name is none. */
function isBase64Assignment({ start, valueEnd, separatorEnd }: Assignment, text: string): boolean {
  return isBase64Line(text.slice(start, Math.max(valueEnd, separatorEnd)));
}

/** An unquoted value runs on over a line separator, but dotenv strips the quotes of the lines within it. */
function hasLineSeparator({ value, valueStart, valueEnd }: Assignment, text: string): boolean {
  const written = text.slice(valueStart, valueEnd);
  return /^[^'"`]/.test(written) && written !== value;
}

/** Checks the quotes of a value, and what touches its end. */
function checkWritten({ name, start, valueStart, valueEnd }: Assignment, text: string, placeAt: PlaceAt): readonly Finding[] {
  const about = { name, at: placeAt(start) };
  const written = text.slice(valueStart, valueEnd);
  const cut = text.charAt(valueEnd) === "#" ? { name, at: placeAt(valueEnd) } : undefined;
  const quote = /^['"`]/.exec(written)?.[0];
  if (quote === undefined) return cut === undefined ? [] : [makeFinding("VALUE_CUT", "error", {}, cut)];
  if (written.length === 1 || !written.endsWith(quote)) {
    const code = written.indexOf(quote, 1) === -1 ? "QUOTE_UNTERMINATED" : "TEXT_AFTER_QUOTE";
    return [makeFinding(code, "error", { quote }, about)];
  }
  const findings: Finding[] = [];
  if (cut !== undefined) findings.push(makeFinding("VALUE_CUT", "warning", {}, cut));
  if (written.slice(1, -1).includes(`\\${quote}`)) findings.push(makeFinding("BACKSLASH_KEPT", "warning", { quote }, about));
  const lastLine = written.lastIndexOf("\n") + 1;
  if (lastLine > 0 && /^\s*(?:#|(?:export\s+)?[A-Za-z_][\w.-]*\s*=)/.test(written.slice(lastLine))) {
    findings.push(makeFinding("LINES_SWALLOWED", "warning", { line: placeAt(valueStart + lastLine).line }, about));
  }
  return findings;
}

/** Returns an error for each run of neighbouring lines that dotenv takes nothing from and that are no comments. */
export function checkRemainders(remainders: readonly Remainder[], placeAt: PlaceAt): readonly Finding[] {
  const runs: { readonly at: ReturnType<PlaceAt>; lines: number }[] = [];
  for (const { start, text } of remainders) {
    if (text.startsWith("#")) continue;
    const at = placeAt(start);
    const run = runs.at(-1);
    if (run !== undefined && at.line <= run.at.line + run.lines) run.lines = at.line - run.at.line + 1;
    else runs.push({ at, lines: 1 });
  }
  return runs.map(({ at, lines }) => makeFinding("LINES_IGNORED", "error", { lines }, { at }));
}

/** Returns a finding for each name that is assigned more than once: an error where the values differ, since one is lost. */
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
