/** Checks for differences between the text of one value and what dotenv reads from it: quotes, comments, and enclosed lines. */
import { makeFinding } from "../../core/finding.ts";
import type { Finding } from "../../errors.ts";
import { type ExactPlace, lineAbove } from "../text.ts";
import { quoteValue } from "./quote.ts";
import type { Assignment } from "./scan.ts";
import { findSwallowed, formatLineCount } from "./swallowed.ts";

type PlaceAt = (offset: number) => ExactPlace;

/** What word processors and chat windows turn straight quotes into; no reader accepts these as quotes. */
const SMART_QUOTE = /^[\u00AB\u00B4\u00BB\u2018-\u201F\u2032\u2033\u2039\u203A\u300C\u300D\uFF02\uFF07]/;

/** The comment marks of other languages, after a value or instead of one. A URL without a scheme starts with `//` as well. */
const OTHER_COMMENT = /(?:\s(\/\/|;)|^(\/\/|;)(?=\s))/;

/** Returns what is wrong with the text of one value, and with what follows it directly. */
export function checkWritten(assignment: Assignment, text: string, placeAt: PlaceAt): readonly Finding[] {
  const { name, value, start, valueStart, valueEnd } = assignment;
  const written = text.slice(valueStart, valueEnd);
  const quote = /^['"`]/.exec(written)?.[0];
  const cut = text.charAt(valueEnd) === "#" ? { name, at: placeAt(valueEnd) } : undefined;
  if (quote === undefined) {
    if (cut !== undefined) return [makeFinding("VALUE_CUT", "error", {}, cut)];
    return unlessOurs(checkUnquoted(written, { name, at: placeAt(start) }), written, value);
  }
  const quotes = unlessOurs(checkQuotes(written, quote, { name, at: placeAt(start) }), written, value);
  if (quotes.some(({ severity }) => severity === "error")) return quotes;
  const touching = cut === undefined ? [] : [makeFinding("VALUE_CUT", "warning", {}, cut)];
  return [...touching, ...quotes, ...checkLines(assignment, text, placeAt)];
}

/**
 * Returns `findings`, or none for text from our own writer: it uses a form that would be a mistake elsewhere, since no other form
 * can hold that value.
 */
function unlessOurs(findings: readonly Finding[], written: string, value: string): readonly Finding[] {
  if (!findings.some(({ severity }) => severity === "error")) return findings;
  const ours = quoteValue(value);
  return ours === written || (ours?.startsWith(`${written} #`) ?? false) ? [] : findings;
}

type About = { readonly name: string; readonly at: ExactPlace };

function checkUnquoted(written: string, about: About): readonly Finding[] {
  if (SMART_QUOTE.test(written)) return [makeFinding("SMART_QUOTES", "error", {}, about)];
  if (/^\$(?:'.*'|".*")$/.test(written)) return [makeFinding("SHELL_QUOTES", "error", {}, about)];
  const [, behind, instead] = OTHER_COMMENT.exec(written) ?? [];
  const mark = behind ?? instead;
  return mark === undefined ? [] : [makeFinding("OTHER_COMMENT", "error", { mark }, about)];
}

function checkQuotes(written: string, quote: string, about: About): readonly Finding[] {
  if (written.startsWith(quote.repeat(3))) return [makeFinding("TRIPLE_QUOTES", "error", { quote }, about)];
  if (written.length === 1 || !written.endsWith(quote)) {
    const code = written.indexOf(quote, 1) === -1 ? "QUOTE_UNTERMINATED" : "TEXT_AFTER_QUOTE";
    return [makeFinding(code, "error", { quote }, about)];
  }
  const inner = written.slice(1, -1);
  // In `'it'\''s'` the backslash is outside the shell's quotes, and the quote that follows it opens new ones.
  if (inner.replaceAll(`\\${quote}`, "").includes(quote)) return [makeFinding("QUOTE_INSIDE", "error", { quote }, about)];
  return inner.includes(`\\${quote}`) ? [makeFinding("BACKSLASH_KEPT", "warning", { quote }, about)] : [];
}

/** Returns a finding for the first line that a value of several lines seems to have swallowed. */
function checkLines({ name, start, nameEnd, separatorEnd, valueStart, valueEnd }: Assignment, text: string, placeAt: PlaceAt) {
  const written = text.slice(valueStart + 1, valueEnd - 1);
  if (!written.includes("\n") || lineAbove(text, start).trim() === formatLineCount(name, written)) return [];
  const separator = text.slice(nameEnd, separatorEnd).trim();
  const lines = written.split("\n");
  const swallowed = findSwallowed(lines, separator);
  const first = swallowed.find(({ kind }) => kind === "assignment") ?? swallowed[0];
  if (first === undefined) return [];
  const { kind, line } = first;
  const args = { kind, line: placeAt(valueStart).line + line, lines: lines.length };
  return [makeFinding("LINES_SWALLOWED", kind === "assignment" ? "error" : "warning", args, { name, at: placeAt(start) })];
}
