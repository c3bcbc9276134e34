/** Value → the text after `NAME=`, in the most portable quoting that dotenv reads back; or the reason why there is none. */
import { isEncrypted } from "../encrypted.ts";
import { MAX_TEXT_BYTES } from "../text.ts";
import { isDoubtful } from "./swallowed.ts";
import { readsBack } from "./verify.ts";

/** Characters that every reader takes literally; zsh looks for a command after a `=` at the start or after `:`. */
const PLAIN = /^(?!=|.*:=)[\w.,:/@%+=-]*$/;

/** What becomes a line feed or a carriage return in double quotes, and so cannot be written there literally. */
const DIGRAPH = /\\[nr]/;

type Quoting = (value: string) => string | undefined;

const plain: Quoting = (value) => (PLAIN.test(value) ? value : undefined);

/** Returns a quoting with a pair of quotes around the literal value. A backslash at the end would hide the closing quote. */
function literal(quote: string): Quoting {
  return (value) => (value.includes(quote) || value.includes("\r") || value.endsWith("\\") ? undefined : quote + value + quote);
}

/** Double quotes around text that no reader expands or unescapes. */
const strictDouble: Quoting = (value) => (/["\\`$\r]/.test(value) ? undefined : `"${value}"`);

/** Double quotes around text that only dotenv and similar readers leave alone, and the only way to write a carriage return. */
const looseDouble: Quoting = (value) =>
  value.includes('"') || DIGRAPH.test(value) || value.endsWith("\\") ? undefined : `"${value.replaceAll("\r", "\\r")}"`;

const bare: Quoting = (value) => (value !== value.trim() || /[#\n\r\u2028\u2029]|^['"`]/.test(value) ? undefined : value);

/** Returns the value with carriage returns written as double quotes can hold them; other quotes cannot. */
function escapeReturns(value: string, quote: string): string | undefined {
  if (quote === '"') return DIGRAPH.test(value) ? undefined : value.replaceAll("\r", "\\r");
  return value.includes("\r") ? undefined : value;
}

/**
 * Returns a quoting for a value whose own quotes all follow a backslash, which dotenv skips and keeps.
 *
 * If the value ends in a backslash, a comment with the same quote follows: without it, dotenv looks for the closing quote in the
 * following lines.
 */
function escapedQuotes(quote: string): Quoting {
  return (value) => {
    const escaped = escapeReturns(value, quote);
    if (escaped === undefined || hasBareQuote(value, quote)) return undefined;
    return quote + escaped + quote + (value.endsWith("\\") ? ` #${quote}.` : "");
  };
}

/** Returns a quoting for one line in its own quotes: dotenv reads it as unquoted, then strips the outer pair. */
function wrappedLine(quote: string): Quoting {
  return (value) => {
    const escaped = escapeReturns(value, quote);
    const line = quote === '"' ? escaped?.replaceAll("\n", "\\n") : escaped;
    return line === undefined || /[#\n]/.test(line) ? undefined : quote + line + quote;
  };
}

/** Double quotes around one line, if its content does not let any reader read `\n` differently. */
const escapedLines: Quoting = (value) => strictDouble(value)?.replaceAll("\n", "\\n");

/** Forms that every reader reads the same. */
const PORTABLE_QUOTINGS: readonly Quoting[] = [plain, literal("'"), strictDouble];

/** Tried in this order. The last six rely on undocumented behaviour of dotenv. */
const QUOTINGS: readonly Quoting[] = [
  ...PORTABLE_QUOTINGS,
  literal("`"),
  looseDouble,
  bare,
  ...["'", "`", '"'].map(escapedQuotes),
  ...["'", "`", '"'].map(wrappedLine),
];

/**
 * Returns the text that dotenv reads as `value`, whatever lines follow it; undefined if there is none.
 *
 * Lines that a reader could take for variables are joined into one line, if that is exact.
 */
export function quoteValue(value: string): string | undefined {
  return firstSafe(value, isDoubtful(value) ? [escapedLines, ...QUOTINGS] : QUOTINGS);
}

/** Returns the text that every reader reads as `value`; call it only if `whyNotPortable` finds no reason against it. */
export function quotePortably(value: string): string | undefined {
  return firstSafe(value, PORTABLE_QUOTINGS);
}

/** Returns whether every reader reads `text` as `value`. */
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

/** Following lines that would close an open quote of each kind. */
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
 * Returns why no `.env` text can hold `value`, in words that do not reveal it. Call it if `quoteValue` found none.
 *
 * Source: the classes were exhausted over all right-hand sides of up to 8 characters of the ten that dotenv's grammar
 * distinguishes.
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

/** Code points that Unicode reserves as noncharacters. systemd rejects a file that contains one. */
const NONCHARACTER = /[\p{Noncharacter_Code_Point}]/u;

/**
 * Returns why bash, zsh, docker compose, python-dotenv, systemd, Node and dotenv do not all read one text as `value`; undefined
 * if they do, and then `quotePortably` returns that text.
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
