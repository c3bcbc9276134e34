/** Findings as sentences, with their place in front. */
import type { FindingCode } from "../../core/finding.ts";
import type { Finding } from "../../errors.ts";
import { renderPlace } from "../origin.ts";
import { FINDING_WORDS } from "./finding-words.ts";
import type { FindingText } from "./words.ts";

/** Returns a finding in words, its place in front, and the next thing to type where there is one. */
export function renderFinding(finding: Finding): FindingText {
  const words = FINDING_WORDS[finding.code as FindingCode] as (args: Finding["args"], name: string) => FindingText;
  const { text, hint } = words(finding.args, finding.name ?? "");
  const place = finding.at === undefined ? "" : `${renderPlace(finding.at)}: `;
  return hint === undefined ? { text: `${place}${text}` } : { text: `${place}${text}`, hint };
}
