/** The common parts of all formats: options, result, and the outcome for a variable that the format cannot hold. */
import { makeFinding } from "../core/finding.ts";
import { compareNames, type Values } from "../core/variables.ts";
import type { Finding, Severity } from "../errors.ts";
import { formatOmission } from "./omission.ts";

export interface FormatOptions {
  /** Write only what every reader of `.env` files reads the same. Only dotenv has this choice. */
  readonly portable: boolean;
  /** Leave out what the format cannot hold, with a comment and a warning, instead of refusing to write anything. */
  readonly skipUnrepresentable: boolean;
  /** The function's logical id in its template, for `sam-local`. */
  readonly logicalId: string;
  /** Names that the user requested explicitly: they are written even if the format leaves out such names. */
  readonly named?: readonly string[];
}

/** The complete text, or what prevents it: never a text that approximates. */
export type Formatted =
  | {
      readonly kind: "formatted";
      readonly text: string;
      readonly omitted: readonly string[];
      readonly findings: readonly Finding[];
    }
  | { readonly kind: "refused"; readonly findings: readonly Finding[] };

/**
 * One variable as a format writes it, without the final line feed, and the comment above it; or why the format cannot hold it.
 */
type Written = { readonly text: string; readonly above?: string } | { readonly reason: string };

/** A format of one or more lines per variable. */
export interface LineFormat {
  /** The name of the format for users. */
  readonly title: string;
  readonly write: (name: string, value: string) => Written;
  /** Returns the names that are left out unless the user requested them explicitly. */
  readonly isDangerous?: (name: string) => boolean;
  /** Turns a comment into a line that does nothing, since `#` does not start a comment everywhere; undefined if there is no such line. */
  readonly comment?: (line: string) => string | undefined;
  /** Whose commands a dangerous name would change: those of the user's shell, or those of a CI job. */
  readonly dangerous?: "shell" | "job";
}

/** Returns the variables sorted by name, since AWS returns them in no order. */
export function sortValues(values: Values): readonly (readonly [name: string, value: string])[] {
  return [...values].sort(([a], [b]) => compareNames(a, b));
}

/** Returns a text of one or more lines per variable, sorted by name. */
export function formatLines(values: Values, format: LineFormat, { skipUnrepresentable, named = [] }: FormatOptions): Formatted {
  const lines: string[] = [];
  const omitted: string[] = [];
  const findings: Finding[] = [];
  const severity: Severity = skipUnrepresentable ? "warning" : "error";
  const comment = format.comment ?? ((line: string): string | undefined => line);
  for (const [name, value] of sortValues(values)) {
    if (format.isDangerous?.(name) === true && !named.includes(name)) {
      findings.push(makeFinding("DANGEROUS_NAME", "warning", { where: format.dangerous ?? "shell" }, { name }));
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
    lines.push(...formatOmission(name, format.title).flatMap((line) => comment(line) ?? []));
  }
  if (findings.some((finding) => finding.severity === "error")) return { kind: "refused", findings };
  return { kind: "formatted", text: lines.map((line) => `${line}\n`).join(""), omitted, findings };
}
