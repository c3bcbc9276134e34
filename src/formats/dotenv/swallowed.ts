/**
 * Lines within a quoted value that look like lines of the file itself. A quote that was left open and that a later line closes by
 * chance reads exactly like a value of several lines; only such lines show that something may have been swallowed.
 */
import { isFullBase64, isPaddedBase64 } from "./base64-line.ts";

/** A line, counted from the first line of the value, which is 0. */
export interface SwallowedLine {
  readonly kind: "assignment" | "comment";
  readonly line: number;
}

/** Lambda does not accept other names, so a line with another name cannot be a variable of the file. */
const ASSIGNMENT = /^\s*(?:export\s+)?[A-Za-z_]\w*\s*=/;

/** dotenv accepts `NAME: value` too; prose, YAML and the headers of keys also have such lines, but not with such names. */
const CAPITALS_AND_COLON = /^\s*(?:export\s+)?[A-Z][A-Z0-9_]+:(?:\s|$)/;

const NAME_AND_COLON = /^\s*(?:export\s+)?[A-Za-z_]\w*:(?:\s|$)/;

/**
 * Returns the lines after the first that would be an assignment without the value's quotes, and the last line if it would be a
 * comment: the quote in it, as in `# don't`, may be the one that closed the value.
 *
 * With `:` as `separator`, lines such as `name: value` count as well, since the file uses that form.
 */
export function findSwallowed(lines: readonly string[], separator: string): readonly SwallowedLine[] {
  let armoured = lines[0]?.includes("-----BEGIN ") ?? false;
  return lines.flatMap((text, line): readonly SwallowedLine[] => {
    if (line === 0) return [];
    if (text.startsWith("-----")) armoured = text.startsWith("-----BEGIN ");
    const padded = text.endsWith("==") || armoured || isFullBase64(lines[line - 1] ?? "");
    if (ASSIGNMENT.test(text)) return padded && isPaddedBase64(text) ? [] : [{ kind: "assignment", line }];
    if (!armoured && (separator === ":" ? NAME_AND_COLON : CAPITALS_AND_COLON).test(text)) return [{ kind: "assignment", line }];
    return line === lines.length - 1 && /^\s*#/.test(text) ? [{ kind: "comment", line }] : [];
  });
}

/** Returns whether a reader of the quoted value would have to doubt that its lines belong to it, in a file of any form. */
export function isDoubtful(value: string): boolean {
  return value.includes("\n") && findSwallowed(value.split("\n"), ":").length > 0;
}

const LINE_COUNT = /^# lambda-env: ([\w.-]+) has (\d+) lines$/;

/** Returns the comment to put above a value of several lines to state that they all belong to it. */
export function formatLineCount(name: string, value: string): string {
  return `# lambda-env: ${name} has ${value.split("\n").length} lines`;
}

/** Returns whether `comment` is one that `formatLineCount` returns, for `name` and any value. */
export function isLineCountOf(name: string, comment: string): boolean {
  return LINE_COUNT.exec(comment)?.[1] === name;
}
