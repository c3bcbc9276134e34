/** The effect of `--only` and `--except`, in words and in documents. */
import type { Json } from "../../core/json.ts";
import { EVERY_NAME, isSameChoice, type NameChoice } from "../../core/select.ts";

/** Returns which names are chosen, as in `only API_*, DB_* except DB_TMP`; undefined if all are. */
export function describeChoice(choice: NameChoice): string | undefined {
  if (isSameChoice(choice, EVERY_NAME)) return undefined;
  const { only, except } = choice;
  const left = except.length === 0 ? "" : ` except ${except.join(", ")}`;
  return only.length === 0 ? `all${left}` : `only ${only.join(", ")}${left}`;
}

/** Returns the message about a choice before anything is planned. */
export function sayChoice({ only, except }: NameChoice): string {
  if (only.length === 0) return `variables that are left alone: ${except.join(", ")}`;
  return `${describeChoice({ only, except })}: other variables are left alone`;
}

/** Returns the choice as in every document: empty lists if all names are chosen. */
export function choiceDocument({ only, except }: NameChoice): { readonly [key: string]: Json } {
  return { only, except };
}
