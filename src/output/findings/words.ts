/** The words of a finding: a sentence, and a hint. Sentences contain names, reasons and numbers, never values. */
import type { FindingArgs, FindingCode } from "../../core/finding.ts";

export interface FindingText {
  readonly text: string;
  /** The next thing to type. */
  readonly hint?: string;
}

export type Words = { readonly [Code in FindingCode]: (args: FindingArgs[Code], name: string) => FindingText };
