/** JSON, read strictly and written without loss: an object of variables, or one object per function as SAM reads it. */
import { makeFinding } from "../../core/finding.ts";
import type { Values } from "../../core/variables.ts";
import type { Finding } from "../../errors.ts";
import { type FormatOptions, type Formatted, sortValues } from "../formatted.ts";
import type { ParsedFile, ParsedVariable, ParseOptions } from "../parsed.ts";
import { makePlaces } from "../text.ts";
import { isExactNumber, type JsonMember, parseJsonObject } from "./json-tree.ts";

/**
 * Returns the variables of a JSON object of strings, booleans, and numbers as JavaScript writes them.
 *
 * Errors: none is thrown for the content of the text. Bad syntax, other values and repeated names are findings of severity
 * `error`.
 */
export function parseJson(text: string, { source }: ParseOptions): ParsedFile {
  const placeAt = makePlaces(text, source);
  const object = parseJsonObject(text);
  const nothing: ParsedFile = { format: "json", entries: [], omitted: [], findings: [] };
  if (object.kind === "invalid")
    return { ...nothing, findings: [makeFinding("JSON_SYNTAX", "error", {}, { at: placeAt(object.offset) })] };

  const entries = new Map<string, ParsedVariable>();
  const findings: Finding[] = [];
  for (const member of object.members) {
    const { name, start } = member;
    const value = textOfMember(member);
    const at = placeAt(start);
    const first = entries.get(name);
    if (first !== undefined) {
      const severity = first.value === value ? "warning" : "error";
      findings.push(makeFinding("NAME_REPEATED", severity, { firstLine: first.line }, { name, at }));
    }
    findings.push(...checkMember(member).map((finding) => ({ ...finding, at })));
    entries.set(name, { name, value, line: at.line, column: at.column });
  }
  return { ...nothing, entries: [...entries.values()], findings };
}

/** Returns the text of a member. A nested value has none, and is a finding. */
function textOfMember({ value }: JsonMember): string {
  return "text" in value ? value.text : "";
}

function checkMember({ name, value }: JsonMember): readonly Finding[] {
  if (value.kind === "null" || value.kind === "object" || value.kind === "array")
    return [makeFinding("JSON_VALUE", "error", { found: value.kind }, { name })];
  const isExact = value.kind !== "number" || isExactNumber(value.text);
  return isExact ? [] : [makeFinding("JSON_NUMBER", "error", {}, { name })];
}

/** Returns the variables as a JSON object, sorted by name; it can hold every value. The inverse of `parseJson`. */
export function formatJson(values: Values): Formatted {
  return whole(JSON.stringify(Object.fromEntries(sortValues(values)), null, 2));
}

/**
 * Returns the file that `sam local invoke --env-vars` reads, for one function of a template.
 *
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-using-invoke.html
 */
export function formatSamLocal(values: Values, { logicalId }: FormatOptions): Formatted {
  return whole(JSON.stringify(Object.fromEntries([[logicalId, Object.fromEntries(sortValues(values))]]), null, 2));
}

/** The member that holds the variables in what `aws lambda update-function-configuration --environment file://FILE` reads. */
export const AWS_MEMBER = "Variables";

/** Returns what `--environment file://FILE` of the AWS CLI reads; the CLI cannot send half of a surrogate pair. */
export function formatAws(values: Values, options: FormatOptions): Formatted {
  const reason = "it has half of a surrogate pair, which UTF-8 cannot hold";
  const severity = options.skipUnrepresentable ? "warning" : "error";
  const omitted = [...values].flatMap(([name, value]) => (value.isWellFormed() ? [] : [name]));
  const findings = omitted.map((name) => makeFinding("NOT_REPRESENTABLE", severity, { format: "aws", reason }, { name }));
  if (severity === "error" && findings.length > 0) return { kind: "refused", findings };
  const held = new Map([...values].filter(([name]) => !omitted.includes(name)));
  const { text } = whole(JSON.stringify({ [AWS_MEMBER]: Object.fromEntries(sortValues(held)) }, null, 2));
  return { kind: "formatted", text, omitted, findings };
}

function whole(text: string): Extract<Formatted, { kind: "formatted" }> {
  return { kind: "formatted", text: `${text}\n`, omitted: [], findings: [] };
}
