/** Value → the text behind `NAME=`, in the most portable quoting that dotenv reads back; or the reason why there is none. */
import { isEncrypted } from "../encrypted.ts";
import { MAX_TEXT_BYTES } from "../text.ts";
import { isDoubtful } from "./swallowed.ts";
import { readsBack } from "./verify.ts";

/** Characters that no reader takes for anything but themselves; zsh looks for a command behind a `=` at the start or behind `:`. */
const PLAIN = /^(?!=|.*:=)[\w.,:/@%+=-]*$/;

/** What double quotes turn into a line feed or a carriage return, and cannot hold as it is. */
const DIGRAPH = /\\[nr]/;

type Quoting = (value: string) => string | undefined;

const plain: Quoting = (value) => (PLAIN.test(value) ? value : undefined);

/** A quote pair around the value as it is. A backslash at the end would hide the closing quote. */
function literal(quote: string): Quoting {
  return (value) => (value.includes(quote) || value.includes("\r") || value.endsWith("\\") ? undefined : quote + value + quote);
}

/** Double quotes around what no reader expands or unescapes. */
const strictDouble: Quoting = (value) => (/["\\`$\r]/.test(value) ? undefined : `"${value}"`);

/** Double quotes around what only dotenv and its kin leave alone, and the one text for a carriage return. */
const looseDouble: Quoting = (value) =>
  value.includes('"') || DIGRAPH.test(value) || value.endsWith("\\") ? undefined : `"${value.replaceAll("\r", "\\r")}"`;

const bare: Quoting = (value) => (value !== value.trim() || /[#\n\r\u2028\u2029]|^['"`]/.test(value) ? undefined : value);

/** Returns the value with carriage returns as double quotes can hold them; other quotes hold none. */
function escapeReturns(value: string, quote: string): string | undefined {
  if (quote === '"') return DIGRAPH.test(value) ? undefined : value.replaceAll("\r", "\\r");
  return value.includes("\r") ? undefined : value;
}

/**
 * A quote pair around a value whose own quotes all stand behind a backslash, which dotenv passes over and keeps.
 *
 * Where the value ends in a backslash, a comment with the same quote follows: without it, dotenv looks for the closing quote in
 * the lines that follow.
 */
function escapedQuotes(quote: string): Quoting {
  return (value) => {
    const escaped = escapeReturns(value, quote);
    if (escaped === undefined || hasBareQuote(value, quote)) return undefined;
    return quote + escaped + quote + (value.endsWith("\\") ? ` #${quote}.` : "");
  };
}

/** One line in quotes of its own kind: dotenv reads it as unquoted, then strips the outer pair. */
function wrappedLine(quote: string): Quoting {
  return (value) => {
    const escaped = escapeReturns(value, quote);
    const line = quote === '"' ? escaped?.replaceAll("\n", "\\n") : escaped;
    return line === undefined || /[#\n]/.test(line) ? undefined : quote + line + quote;
  };
}

/** Double quotes around one line, where what the lines hold leaves no reader with another idea of `\n`. */
const escapedLines: Quoting = (value) => strictDouble(value)?.replaceAll("\n", "\\n");

/** What every reader takes the same. */
const PORTABLE_QUOTINGS: readonly Quoting[] = [plain, literal("'"), strictDouble];

/** Tried in this order. The last six rest on what dotenv does and does not document. */
const QUOTINGS: readonly Quoting[] = [
  ...PORTABLE_QUOTINGS,
  literal("`"),
  looseDouble,
  bare,
  ...["'", "`", '"'].map(escapedQuotes),
  ...["'", "`", '"'].map(wrappedLine),
];

/**
 * Returns the text that dotenv reads as `value`, whatever lines follow it; undefined where there is none.
 *
 * Lines that a reader could take for variables become one line, where that is exact.
 */
export function quoteValue(value: string): string | undefined {
  return firstSafe(value, isDoubtful(value) ? [escapedLines, ...QUOTINGS] : QUOTINGS);
}

/** Returns the text that every reader takes for `value`; call it where `whyNotPortable` finds no reason against it. */
export function quotePortably(value: string): string | undefined {
  return firstSafe(value, PORTABLE_QUOTINGS);
}

/** Tells whether `text` is one that every reader takes for `value`. */
export function isPortableText(text: string, value: string): boolean {
  return whyNotPortable(value) === undefined && PORTABLE_QUOTINGS.some((quoting) => quoting(value) === text);
}

function firstSafe(value: string, quotings: readonly Quoting[]): string | undefined {
  if (whyNotText(value) !== undefined) return undefined;
  for (const quoting of quotings) {
    const text = quoting(value);
    if (text !== undefined && isSafe(text, value)) return text;
  }
  return undefined;
}

/** What is read from lines that would complete a quote that was left open, of each kind. */
const HOSTILE = [
  ["SINGLE", "' # x'"],
  ["DOUBLE", '" # x"'],
  ["BACKTICK", "` # x`"],
] as const;
const HOSTILE_LINES = HOSTILE.map(([name, text]) => `${name}=${text}\n`).join("");
const HOSTILE_VALUES = HOSTILE.map(([name, text]) => [name, text.slice(1, -1)] as const);

function isSafe(text: string, value: string): boolean {
  return readsBack(`VALUE=${text}\n${HOSTILE_LINES}`, new Map([["VALUE", value], ...HOSTILE_VALUES]));
}

/** Returns why `value` is refused before any quoting is tried. */
function whyNotText(value: string): string | undefined {
  if (value.length > MAX_TEXT_BYTES) return `it is longer than ${MAX_TEXT_BYTES} characters`;
  if (value.includes("\0")) return "it has a NUL character, which no environment can hold";
  if (!value.isWellFormed()) return "it has half of a surrogate pair, which UTF-8 cannot hold";
  if (isEncrypted(value)) return "it starts like a value that dotenvx encrypted, and would not be read back as text";
  return undefined;
}

/**
 * Returns why no `.env` text can hold `value`, in words that tell no value. Call it where `quoteValue` found none.
 *
 * Source: the classes were exhausted over all right-hand sides of up to 8 characters of the ten that dotenv's grammar treats alike.
 */
export function whyNotRepresentable(value: string): string {
  const reason = whyNotText(value);
  if (reason !== undefined) return reason;
  if (/[\u2028\u2029]/.test(value)) return "it has a line or paragraph separator (U+2028, U+2029) together with quotes";
  if (value.includes("\r")) {
    if (DIGRAPH.test(value)) return "it has a carriage return, and a backslash before an n or r";
    return "it has a carriage return, a # and a double quote";
  }
  if (value.includes("#")) return "it has a # and all kinds of quotes, or a # with a backslash before an n or r and two kinds";
  return "it has a line feed, a single quote, a backtick, and a backslash before an n or r";
}

/** Code points that Unicode sets aside as no characters. systemd gives up on a file with one. */
const NONCHARACTER = /[\p{Noncharacter_Code_Point}]/u;

/**
 * Returns why bash, zsh, docker compose, python-dotenv, systemd, Node and dotenv do not all read one text as `value`; undefined
 * where they do, and then `quotePortably` returns that text.
 */
export function whyNotPortable(value: string): string | undefined {
  const reason = whyNotText(value);
  if (reason !== undefined) return reason;
  if (value.includes("\r")) return "it has a carriage return";
  if (NONCHARACTER.test(value))
    return "it has a code point that is not a character, such as U+FFFE, and systemd rejects the file";
  if (value.includes("\\\\")) return "it has two backslashes in a row";
  if (value.endsWith("\\")) return "it ends in a backslash";
  if (value.includes("${")) return "it has ${, which some expand even in single quotes";
  if (value.includes("'") && /["\\`$]/.test(value)) {
    return "it has a single quote together with a double quote, a backslash, a backtick or a $";
  }
  return undefined;
}

function hasBareQuote(value: string, quote: string): boolean {
  return value.replaceAll(`\\${quote}`, "").includes(quote);
}
