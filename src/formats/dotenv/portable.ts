/** The lines of a `.env` text that bash, zsh, docker compose, python-dotenv, systemd, Node and dotenv all read the same. */
import { defined } from "../../core/defined.ts";
import { makeFinding } from "../../core/finding.ts";
import type { Finding } from "../../errors.ts";
import type { ParseOptions } from "../parsed.ts";
import { isSpecialToShells } from "../shell.ts";
import { makePlaces } from "../text.ts";
import { isPortableText } from "./quote.ts";
import type { Assignment, Scan } from "./scan.ts";
import type { Splice } from "./splice.ts";

/**
 * Returns `text` without a byte order mark, and with LF at the end of each line: shells read both as part of the neighbouring
 * text.
 */
export function toPortableLines(text: string): string {
  return text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
}

/** Returns an error for each line of a text of portable lines that some reader reads differently from dotenv. */
export function findUnportable(scan: Scan, { source }: ParseOptions): readonly Finding[] {
  const placeAt = makePlaces(scan.text, source);
  return [...linesOf(scan)].flatMap(({ start, end, assignment }) => {
    const reason =
      assignment === undefined
        ? whyNotLine(scan.text.slice(start, end))
        : whyNotAssignment(assignment, scan.text, { start, end });
    if (reason === undefined) return [];
    const about = { at: placeAt(start), ...defined({ name: assignment?.name }) };
    return [makeFinding("LINE_NOT_PORTABLE", "error", { reason }, about)];
  });
}

/** Returns the edits that remove blanks before comments and from blank lines: Node reads them as part of the next name. */
export function unindentLines(scan: Scan): readonly Splice[] {
  return [...linesOf(scan)].flatMap(({ start, end, assignment }) => {
    const blanks = /^[ \t]+(?=#|$)/.exec(scan.text.slice(start, end))?.[0].length ?? 0;
    return assignment !== undefined || blanks === 0 ? [] : [{ start, end: start + blanks, lines: [], text: "" }];
  });
}

/** A line, or the lines of one assignment. */
interface Line {
  readonly start: number;
  readonly end: number;
  readonly assignment: Assignment | undefined;
}

function* linesOf({ text, assignments }: Scan): Generator<Line> {
  const byStart = new Map(assignments.map((assignment) => [assignment.start, assignment]));
  let start = 0;
  while (start < text.length) {
    const assignment = byStart.get(start + blanksAt(text, start));
    const end = lineEnd(text, assignment?.valueEnd ?? start);
    yield { start, end, assignment };
    start = end + 1;
  }
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end === -1 ? text.length : end;
}

/** Returns the length of the blanks at `offset`: dotenv accepts any white space before a name. */
function blanksAt(text: string, offset: number): number {
  return /^[^\S\n]*/.exec(text.slice(offset, lineEnd(text, offset)))?.[0].length ?? 0;
}

/** Returns why a line without an assignment is neither blank nor a comment to every reader. */
function whyNotLine(line: string): string | undefined {
  if (/[\u2028\u2029]/.test(line)) return "it has a Unicode line separator, which some of them treat as its end";
  if (!/^[ \t]*(?:#|$)/.test(line)) return "it is neither an assignment nor a comment";
  // systemd reads backslashes in pairs: the second of two is literal.
  if ((/\\+$/.exec(line)?.[0].length ?? 0) % 2 === 1) return "systemd continues a comment that ends in a backslash";
  return undefined;
}

function whyNotAssignment(
  { name, value, start, nameEnd, separatorEnd, valueStart, valueEnd }: Assignment,
  text: string,
  line: Pick<Line, "start" | "end">,
): string | undefined {
  if (!/^[A-Za-z_]\w*$/.test(name) || name === "__proto__") return "not every reader accepts this name";
  if (isSpecialToShells(name)) return "shells give this name a special meaning";
  if (text.slice(start, nameEnd) !== name) return "it has export before the name";
  if (start !== line.start || text.slice(nameEnd, separatorEnd) !== "=" || valueStart !== separatorEnd) {
    return "it has something other than a plain = between name and value, or blanks around it";
  }
  if (!isPortableText(text.slice(valueStart, valueEnd), value)) return "they read the value differently with these quotes";
  const behind = text.slice(valueEnd, line.end);
  if (behind.trim() !== "") return "it has a comment after the value";
  if (behind !== "" && valueStart === valueEnd)
    return "it has blanks after the =, and Node would read the next line as the value";
  return undefined;
}
