/** Shorthands for what the formats take and give. */
import type { FormatOptions, Formatted } from "../../src/formats/formatted.ts";

export function optionsOf(options: Partial<FormatOptions> = {}): FormatOptions {
  return { portable: false, skipUnrepresentable: false, logicalId: "Fn", ...options };
}

export function textOf(formatted: Formatted): string {
  if (formatted.kind === "refused") throw new Error(`refused: ${formatted.findings.map(({ name }) => name).join(", ")}`);
  return formatted.text;
}
