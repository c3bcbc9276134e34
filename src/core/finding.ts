/** What can be wrong with the input, as data: codes and facts. The words are in `output/findings.ts`. */
import type { Finding, Place, Severity } from "../errors.ts";

/** Each code with the facts that it carries beside `name` and `at`. Facts are names, reasons and numbers, never values. */
export interface FindingArgs {
  // core: what Lambda refuses
  NAME_INVALID: Record<never, never>;
  NAME_RESERVED: { readonly about: string };
  VALUE_HAS_NUL: Record<never, never>;
  VALUE_NOT_UNICODE: Record<never, never>;
  TOO_LARGE: { readonly bytes: number; readonly limit: number; readonly largest: string };
  NEARLY_FULL: { readonly bytes: number; readonly limit: number };
  // core: what a plan cannot do
  UNRESOLVED: { readonly reason: string };
  SET_AND_UNSET: Record<never, never>;
  NOT_LIVE: Record<never, never>;
}

export type FindingCode = keyof FindingArgs;

/** A finding whose code and facts fit together. */
export type KnownFinding = {
  readonly [Code in FindingCode]: Finding & { readonly code: Code; readonly args: FindingArgs[Code] };
}[FindingCode];

/** Returns a finding of `code`; `args` holds the facts that belong to that code. */
export function makeFinding<Code extends FindingCode>(
  code: Code,
  severity: Severity,
  args: FindingArgs[Code],
  about: { readonly name?: string; readonly at?: Place } = {},
): Finding {
  return { code, severity, args: args as Finding["args"], ...about };
}
