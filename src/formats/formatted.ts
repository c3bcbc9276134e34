/** What every format has in common: options, result, and what becomes of a variable that the format cannot hold. */
import { makeFinding } from "../core/finding.ts";
import { compareNames, type Values } from "../core/variables.ts";
import type { Finding, Severity } from "../errors.ts";
import { formatOmission } from "./omission.ts";

export interface FormatOptions {
  /** Hold to what every reader of `.env` files takes the same. Formats other than dotenv have no such choice. */
  readonly portable: boolean;
  /** Leave out what the format cannot hold, with a comment and a warning, instead of refusing to write anything. */
  readonly skipUnrepresentable: boolean;
  /** The function's logical id in its template, for `sam-local`. */
  readonly logicalId: string;
  /** Names that the user asked for one by one: they are written even where the format leaves out such names. */
  readonly named?: readonly string[];
}

/** The whole text, or what stands in its way: never a text that approximates. */
export type Formatted =
  | {
      readonly kind: "formatted";
      readonly text: string;
      readonly omitted: readonly string[];
      readonly findings: readonly Finding[];
    }
  | { readonly kind: "refused"; readonly findings: readonly Finding[] };

/**
 * One variable as a format writes it, without the line feed at its end, and the comment that belongs above it; or why the format
 * cannot hold it.
 */
type Written = { readonly text: string; readonly above?: string } | { readonly reason: string };

/** A format of one line or more for each variable. */
export interface LineFormat {
  /** How the user knows the format. */
  readonly title: string;
  readonly write: (name: string, value: string) => Written;
  /** Tells which names stay out unless the user asked for them one by one. */
  readonly isDangerous?: (name: string) => boolean;
  /** Makes a line that does nothing of a comment, where `#` does not begin one everywhere. */
  readonly comment?: (line: string) => string;
}

/** Returns the variables sorted by name, since AWS returns them in no order. */
export function sortValues(values: Values): readonly (readonly [name: string, value: string])[] {
  return [...values].sort(([a], [b]) => compareNames(a, b));
}

/** Returns a text of one line or more for each variable, sorted by name. */
export function formatLines(values: Values, format: LineFormat, { skipUnrepresentable, named = [] }: FormatOptions): Formatted {
  const lines: string[] = [];
  const omitted: string[] = [];
  const findings: Finding[] = [];
  const severity: Severity = skipUnrepresentable ? "warning" : "error";
  const comment = format.comment ?? ((line) => line);
  for (const [name, value] of sortValues(values)) {
    if (format.isDangerous?.(name) === true && !named.includes(name)) {
      findings.push(makeFinding("DANGEROUS_NAME", "warning", {}, { name }));
      omitted.push(name);
      continue;
    }
    const written = format.write(name, value);
    if ("text" in written) {
      if (written.above !== undefined) lines.push(written.above);
      lines.push(written.text);
      continue;
    }
    findings.push(makeFinding("NOT_REPRESENTABLE", severity, { format: format.title, reason: written.reason }, { name }));
    omitted.push(name);
    lines.push(...formatOmission(name, format.title).map(comment));
  }
  if (findings.some((finding) => finding.severity === "error")) return { kind: "refused", findings };
  return { kind: "formatted", text: lines.map((line) => `${line}\n`).join(""), omitted, findings };
}
