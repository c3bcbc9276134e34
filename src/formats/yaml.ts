/** Variables → a YAML mapping in which every reader, of YAML 1.1 or 1.2, reads every name and value as text. */
import type { Values } from "../core/variables.ts";
import { type FormatOptions, type Formatted, formatLines, type LineFormat } from "./formatted.ts";

/** The longest key that may precede a `:` on its line. https://yaml.org/spec/1.2.2/#rule-c-s-implicit-json-key */
const MAX_KEY_LENGTH = 1024;

/** Characters that JSON does not escape, and that YAML treats as line ends or does not print. */
const UNPRINTED = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

const YAML: LineFormat = {
  title: "yaml",
  write: (name, value) => {
    const key = quoteText(name);
    if (key.length > MAX_KEY_LENGTH) return { reason: `its name is longer than ${MAX_KEY_LENGTH} characters` };
    if (!value.isWellFormed()) return { reason: "it has half of a surrogate pair, which UTF-8 cannot hold" };
    return { text: `${key}: ${quoteText(value)}` };
  },
};

/** Returns `text` in double quotes: a JSON string is a YAML string, except for the characters above. */
function quoteText(text: string): string {
  return JSON.stringify(text).replace(UNPRINTED, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Returns the variables as a mapping of texts, sorted by name. */
export function formatYaml(values: Values, options: FormatOptions): Formatted {
  const formatted = formatLines(values, YAML, options);
  // An empty document, or one of comments only, would be null.
  const isEmpty = formatted.kind === "formatted" && formatted.omitted.length === values.size;
  return isEmpty ? { ...formatted, text: `${formatted.text}{}\n` } : formatted;
}
