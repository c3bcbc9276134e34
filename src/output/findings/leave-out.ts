/** `--except NAME` as the hint for mistakes that concern one variable each. */
import type { FindingCode } from "../../core/finding.ts";
import type { Finding } from "../../errors.ts";
import { quoteWord } from "../shell-word.ts";

/** Mistakes that do not matter if their variable is left out, and that cannot always be fixed at their place. */
const LEAVABLE: ReadonlySet<string> = new Set<FindingCode>([
  "ENCRYPTED_NOT_READABLE",
  "ENCRYPTED_WITHOUT_KEY",
  "JSON_NUMBER",
  "JSON_VALUE",
  "NAME_DROPPED",
  "NAME_INVALID",
  "NAME_REPEATED",
  "NAME_RESERVED",
  "PARAMETER_NOT_A_NAME",
  "REFERENCE_UNDEFINED",
  "SECRET_KEY_NOT_A_NAME",
  "SECRET_KEY_REPEATED",
  "SECRET_NUMBER_NOT_EXACT",
  "SECRET_VALUE_NOT_TEXT",
  "TEMPLATE_UNCLEAR",
  "UNRESOLVED",
  "VALUE_ENCRYPTED",
  "VALUE_HAS_NUL",
  "VALUE_MASKED",
  "VALUE_NOT_UNICODE",
  "VALUE_REFERENCE",
]);

/** A typed variable can simply be removed from the command line. */
const TYPED: ReadonlySet<string> = new Set(["argument", "environment"]);

/** Beyond this number, names are not spelled out. */
const MAX_NAMES = 5;

/** Returns one hint to leave out all variables that the mistakes concern; undefined if that does not help. */
export function leaveOutHint(mistakes: readonly Finding[]): string | undefined {
  const names = new Set(mistakes.filter(isLeavable).map(({ name = "" }) => name));
  if (names.size === 0) return undefined;
  const it = names.size === 1 ? "leave it out" : "leave them out";
  return names.size > MAX_NAMES ? `${it}: --except NAME for each` : `${it}: ${[...names].map(exceptOption).join(" ")}`;
}

function isLeavable({ code, name, at }: Finding): boolean {
  return name !== undefined && LEAVABLE.has(code) && !TYPED.has(at?.source ?? "");
}

/** Returns the option that leaves a name out; a character that cannot be typed becomes a question mark. */
function exceptOption(name: string): string {
  return `--except ${quoteWord(name.replace(/[^\w.*?-]/gu, "?"))}`;
}
