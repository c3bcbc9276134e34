/** Finds each assignment as dotenv does: its own grammar again, for the positions that `parse` does not return. */
import { parse } from "dotenv";
import { LambdaEnvError } from "../../errors.ts";
import { equalValues } from "./verify.ts";

/**
 * One assignment. Offsets are into the normalised text, in which every line ends in LF.
 *
 * `valueStart` and `valueEnd` enclose the value as written, with its quotes but without blanks around it; if nothing is written,
 * both are `separatorEnd`.
 */
export interface Assignment {
  readonly name: string;
  /** As dotenv reads it. */
  readonly value: string;
  /** Of `export`, or of the name. */
  readonly start: number;
  readonly nameEnd: number;
  /** After the `=` or `:`. */
  readonly separatorEnd: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

/** A piece of a line in which dotenv finds no assignment: a comment, or text that it ignores. Never blank. */
export interface Remainder {
  readonly start: number;
  readonly text: string;
}

export interface Scan {
  /** The text with every line end as LF, as dotenv reads it. */
  readonly text: string;
  readonly assignments: readonly Assignment[];
  /** Everything else that is not blank. */
  readonly remainders: readonly Remainder[];
}

/**
 * dotenv's expression (18.0.10, `dist/index.cjs`), except that blanks before a name stay on its line. The original also accepts
 * any number of blank lines there, which finds the same names in time that grows with the square of the blank lines.
 */
const ASSIGNMENT =
  /^([^\S\n\u2028\u2029]*)((?:export\s+)?([\w.-]+))(?:\s*=\s*?|:\s+?)(\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|\s*`(?:\\`|[^`])*`|[^#\r\n]+)?\s*(?:#.*)?$/gm;

/** Line ends for `^` and `$` in dotenv's expression. */
const LINE_END = /[\n\u2028\u2029]/;

/** Returns every assignment and everything else of `source`, in the order of the text. */
export function scanDotenv(source: string): Scan {
  const text = source.replace(/\r\n?/g, "\n");
  const assignments: Assignment[] = [];
  const remainders: Remainder[] = [];
  let end = 0;
  for (const match of text.matchAll(ASSIGNMENT)) {
    const [whole, blanks = "", key = "", name = "", captured = ""] = match;
    const start = match.index + blanks.length;
    const nameEnd = start + key.length;
    const separatorEnd = nameEnd + text.slice(nameEnd).search(/[=:]/) + 1;
    for (const remainder of splitRemainder(text, end, match.index)) remainders.push(remainder);
    const written = captured.trim();
    const valueStart = written === "" ? separatorEnd : text.indexOf(written, separatorEnd);
    const valueEnd = valueStart + written.length;
    assignments.push({ name, value: readValue(name, whole), start, nameEnd, separatorEnd, valueStart, valueEnd });
    end = valueEnd;
  }
  for (const remainder of splitRemainder(text, end, text.length)) remainders.push(remainder);
  assertAgrees(text, assignments);
  return { text, assignments, remainders };
}

/** Returns the value as dotenv itself reads it; dotenv loses a variable with the one name that is special to plain objects. */
function readValue(name: string, assignment: string): string {
  return name === "__proto__" ? "" : (Object.values(parse(assignment))[0] ?? "");
}

function* splitRemainder(text: string, from: number, to: number): Generator<Remainder> {
  let start = from;
  for (const piece of text.slice(from, to).split(LINE_END)) {
    const trimmed = piece.trim();
    if (trimmed !== "") yield { start: start + piece.indexOf(trimmed), text: trimmed };
    start += piece.length + 1;
  }
}

function assertAgrees(text: string, assignments: readonly Assignment[]): void {
  const scanned = new Map(assignments.map(({ name, value }) => [name, value]));
  scanned.delete("__proto__");
  const read = new Map(Object.entries(parse(text, { fast: true })));
  if (!equalValues(read, scanned)) throw new LambdaEnvError("BUG", "the scan of an env file differs from dotenv's reading");
}
