/** Variables ↔ a Terraform file that assigns them as one map, for `environment { variables = var.environment_variables }`. */
import type { Values } from "../../core/variables.ts";
import { type FormatOptions, type Formatted, formatLines, type LineFormat } from "../formatted.ts";
import type { ReadNames } from "../parsed.ts";

/** The variable of the Terraform configuration. */
const MAP_NAME = "environment_variables";

/** Characters that an editor or a terminal may hide or change; HCL itself takes them. */
const UNPRINTED = /[\p{Cc}\u2028\u2029\ufeff\ufffe\uffff]/gu;

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

const TFVARS: LineFormat = {
  title: "tfvars",
  write: (name, value) => {
    if (!/^[A-Za-z_][\w.-]*$/.test(name)) return { reason: "Lambda does not accept this name" };
    if (value.includes("\0")) return { reason: "it has a NUL character, which no environment can hold" };
    if (!value.isWellFormed()) return { reason: "it has half of a surrogate pair, which UTF-8 cannot hold" };
    // Terraform's type system composes accents: https://developer.hashicorp.com/terraform/language/expressions/strings
    if (value.normalize("NFC") !== value)
      return { reason: "Terraform would change its Unicode characters to their composed form" };
    return { text: `${quote(name)} = ${quote(value)}` };
  },
};

/** Returns `text` in quotes. `${` and `%{` start a template unless their first character is doubled or escaped. */
function quote(text: string): string {
  const escaped = text
    .replace(/["\\]/g, "\\$&")
    // After another such character a doubled one would be read in another way.
    .replace(/(?<=(.?))([$%])(?=\{)/gs, (_, before: string, sign: string) =>
      before === sign ? `\\u00${sign.charCodeAt(0).toString(16)}` : sign + sign,
    )
    .replace(UNPRINTED, (character) => ESCAPES.get(character) ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return `"${escaped}"`;
}

/** Returns the variables as one map of texts, sorted by name. */
export function formatTfvars(values: Values, options: FormatOptions): Formatted {
  const formatted = formatLines(values, TFVARS, options);
  if (formatted.kind === "refused") return formatted;
  if (formatted.text === "") return { ...formatted, text: `${MAP_NAME} = {}\n` };
  return { ...formatted, text: `${MAP_NAME} = {\n${formatted.text.replace(/^/gm, "  ").replace(/ {2}$/, "")}}\n` };
}

const FRAME = new RegExp(`^\\s*(?:${MAP_NAME}\\s*=\\s*\\{\\s*\\}?|\\})\\s*$`);

/** Reads the assignments of a Terraform file, in the map or beside it, and values as `formatTfvars` writes them. */
export function readTfvars(text: string): ReadNames {
  const variables = new Map<string, string | undefined>();
  let otherLines = 0;
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === "" || FRAME.test(line)) continue;
    const [, name, quoted = ""] = /^\s*"?([A-Za-z_][\w.-]*)"?\s*=\s*(.*?),?\s*$/.exec(line) ?? [];
    if (name === undefined) otherLines += 1;
    else variables.set(name, unquote(quoted));
  }
  return { variables, otherLines };
}

/** One character or escape of a quoted text; a `$` or `%` before a brace only if it is doubled. */
const PART = /\\(?:([nrt"\\])|u([0-9a-f]{4}))|([$%])\3(?=\{)|[$%](?!\{)|[^\\"$%]/gi;

/** Returns the text of a literal; undefined for everything else. */
function unquote(quoted: string): string | undefined {
  const inner = /^"(.*)"$/s.exec(quoted)?.[1];
  if (inner === undefined || inner.replace(PART, "") !== "") return undefined;
  return inner.replace(PART, (part: string, letter?: string, code?: string, sign?: string) => {
    if (letter !== undefined) return { n: "\n", r: "\r", t: "\t" }[letter] ?? letter;
    return code === undefined ? (sign ?? part) : String.fromCharCode(Number.parseInt(code, 16));
  });
}
