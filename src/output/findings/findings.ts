/** Findings as sentences, after their place. */
import type { FindingCode } from "../../core/finding.ts";
import type { Finding } from "../../errors.ts";
import { renderPlace } from "../origin.ts";
import { FINDING_WORDS } from "./finding-words.ts";
import type { FindingText } from "./words.ts";

/** Returns a finding in words, after its place, and the hint if there is one. */
export function renderFinding(finding: Finding): FindingText {
  const words = FINDING_WORDS[finding.code as FindingCode] as (args: Finding["args"], name: string) => FindingText;
  const { text, hint } = words(finding.args, finding.name ?? "");
  const whose = sayFunctions(finding.functions ?? [], text);
  const place = finding.at === undefined ? "" : `${renderPlace(finding.at)}: `;
  return hint === undefined ? { text: `${whose}${place}${text}` } : { text: `${whose}${place}${text}`, hint };
}

/** Beyond this number, names are only counted. */
const MAX_NAMES = 5;

/** Returns the functions that the finding concerns, as a prefix; empty if the sentence itself names the only one. */
function sayFunctions(functions: readonly string[], text: string): string {
  const [only, second] = functions;
  if (only === undefined || (second === undefined && text.includes(only))) return "";
  const left = functions.length - MAX_NAMES;
  return `${functions.slice(0, MAX_NAMES).join(", ")}${left > 0 ? ` and ${left} more` : ""}: `;
}
