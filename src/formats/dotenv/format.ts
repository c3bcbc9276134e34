/** Variables → `.env` text that dotenv reads back exactly, or the names that no such text can hold. */
import { makeFinding } from "../../core/finding.ts";
import type { Values } from "../../core/variables.ts";
import { type Finding, LambdaEnvError } from "../../errors.ts";
import { type FormatOptions, type Formatted, formatLines, type LineFormat } from "../formatted.ts";
import { quoteValue, whyNotPortable, whyNotRepresentable } from "./quote.ts";
import { readsBack } from "./verify.ts";

/**
 * Returns the variables as `.env` text, sorted by name; the inverse of `parseDotenv`.
 *
 * Errors: every variable that cannot be held is a finding; then there is no text, unless they are to be left out.
 */
export function formatDotenv(values: Values, options: FormatOptions): Formatted {
  const formatted = formatLines(values, dotenvRules(options), options);
  if (formatted.kind === "refused") return formatted;
  const written = new Map(values);
  for (const name of formatted.omitted) written.delete(name);
  if (!readsBack(formatted.text, written)) throw new LambdaEnvError("BUG", "the variables do not read back from their .env text");
  return { ...formatted, findings: [...formatted.findings, ...warnOfReaders(written)] };
}

const DOTENV: LineFormat = {
  title: ".env",
  write: (name, value) => {
    if (!/^[\w.-]+$/.test(name) || name === "__proto__") return { reason: "dotenv does not read this name" };
    const text = quoteValue(value);
    return text === undefined ? { reason: whyNotRepresentable(value) } : { text: `${name}=${text}` };
  },
};

const PORTABLE: LineFormat = {
  title: "portable .env",
  write: (name, value) => {
    if (!/^[A-Za-z_]\w*$/.test(name)) return { reason: "not every reader takes this name" };
    const reason = whyNotPortable(value);
    return reason === undefined ? DOTENV.write(name, value) : { reason };
  },
};

/** Returns the rules that `options` asks for. */
export function dotenvRules({ portable }: FormatOptions): LineFormat {
  return portable ? PORTABLE : DOTENV;
}

/** Returns what to tell of variables that are held, but that some reader takes for something else. */
export function warnOfReaders(written: Values): readonly Finding[] {
  return [...written].flatMap(([name, value]) => {
    if (value.includes("$(")) return [makeFinding("COMMAND_SUBSTITUTION", "warning", {}, { name })];
    const reason = whyNotPortable(value);
    return reason === undefined ? [] : [makeFinding("NOT_PORTABLE", "notice", { reason }, { name })];
  });
}
