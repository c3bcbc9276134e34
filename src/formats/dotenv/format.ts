/** Variables → `.env` text that dotenv reads back exactly, or the names that no such text can hold. */
import { makeFinding } from "../../core/finding.ts";
import type { Values } from "../../core/variables.ts";
import { type Finding, LambdaEnvError } from "../../errors.ts";
import { type FormatOptions, type Formatted, formatLines, type LineFormat } from "../formatted.ts";
import { isSpecialToShells } from "../shell.ts";
import { quotePortably, quoteValue, whyNotPortable, whyNotRepresentable } from "./quote.ts";
import { formatLineCount, isDoubtful } from "./swallowed.ts";
import { readsBack } from "./verify.ts";

/**
 * Returns the variables as `.env` text, sorted by name; the inverse of `parseDotenv`.
 *
 * Errors: every variable that cannot be held is a finding; then there is no text, unless these variables are to be left out.
 */
export function formatDotenv(values: Values, options: FormatOptions): Formatted {
  const formatted = formatLines(values, dotenvRules(options), options);
  if (formatted.kind === "refused") return formatted;
  const written = new Map(values);
  for (const name of formatted.omitted) written.delete(name);
  if (!readsBack(formatted.text, written)) throw new LambdaEnvError("BUG", "the variables do not read back from their .env text");
  return { ...formatted, findings: [...formatted.findings, ...warnOfReaders(written, options)] };
}

const DOTENV: LineFormat = {
  title: ".env",
  write: (name, value) => {
    if (!/^[\w.-]+$/.test(name) || name === "__proto__") return { reason: "dotenv does not read this name" };
    const text = quoteValue(value);
    return text === undefined ? { reason: whyNotRepresentable(value) } : assign(name, value, text);
  },
};

/** Returns the assignment, below a comment that explains the lines of its value if they look like variables. */
function assign(name: string, value: string, text: string): { readonly text: string; readonly above?: string } {
  const line = { text: `${name}=${text}` };
  return text.includes("\n") && isDoubtful(value) ? { ...line, above: formatLineCount(name, value) } : line;
}

const PORTABLE: LineFormat = {
  title: "portable .env",
  write: (name, value) => {
    if (!/^[A-Za-z_]\w*$/.test(name) || name === "__proto__") return { reason: "not every reader accepts this name" };
    if (isSpecialToShells(name)) return { reason: "shells give this name a special meaning" };
    const reason = whyNotPortable(value);
    if (reason !== undefined) return { reason };
    const text = quotePortably(value);
    return text === undefined ? { reason: whyNotRepresentable(value) } : assign(name, value, text);
  },
};

/** Returns the rules for `options`. */
export function dotenvRules({ portable }: FormatOptions): LineFormat {
  return portable ? PORTABLE : DOTENV;
}

/** Returns the findings for variables that are held, but that some reader reads differently. */
export function warnOfReaders(written: Values, { portable }: FormatOptions): readonly Finding[] {
  return [...written].flatMap(([name, value]) => {
    if (value.includes("$(")) return [makeFinding("COMMAND_SUBSTITUTION", "warning", {}, { name })];
    // The point of `--portable` is that all readers agree, so the exception must be reported.
    if (portable) return /\$[A-Za-z_{]/.test(value) ? [makeFinding("BUN_EXPANDS", "notice", {}, { name })] : [];
    const reason = whyNotPortable(value) ?? whyWrittenDifferently(value);
    return reason === undefined ? [] : [makeFinding("NOT_PORTABLE", "notice", { reason }, { name })];
  });
}

function whyWrittenDifferently(value: string): string | undefined {
  if (quoteValue(value) === quotePortably(value)) return undefined;
  return "its line feeds are written as \\n, which shells and systemd keep as they are; --portable writes them differently";
}
