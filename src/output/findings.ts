/** The words for findings: one total table from code to sentence and hint. Sentences hold names, places and numbers, never values. */
import type { FindingArgs, FindingCode } from "../core/finding.ts";
import type { Finding } from "../errors.ts";
import { renderPlace } from "./origin.ts";

export interface FindingText {
  readonly text: string;
  readonly hint?: string;
}

type Words = { readonly [Code in FindingCode]: (args: FindingArgs[Code], name: string) => FindingText };

const WORDS: Words = {
  NAME_INVALID: (_, name) => ({
    text: `"${name}" is not a valid variable name`,
    hint: "use letters, digits and _, start with a letter, at least two characters",
  }),
  NAME_RESERVED: ({ about }, name) => ({
    text: `${name} is set by Lambda itself: ${about}`,
    hint: "choose another name",
  }),
  VALUE_HAS_NUL: (_, name) => ({ text: `the value of ${name} holds a NUL character, which no environment can hold` }),
  VALUE_NOT_UNICODE: (_, name) => ({ text: `the value of ${name} holds half a surrogate pair, which UTF-8 cannot hold` }),
  TOO_LARGE: ({ bytes, limit, largest }) => ({
    text: `the variables would take ${bytes} bytes, and Lambda's limit is ${limit}; the largest are ${largest}`,
    hint: "shorten or remove some, or read large values at run time from Secrets Manager or Parameter Store",
  }),
  NEARLY_FULL: ({ bytes, limit }) => ({
    text: `the variables take ${bytes} of ${limit} bytes; Lambda may count a few characters differently`,
  }),
  UNRESOLVED: ({ reason }, name) => ({
    text: `${name} is not on the function yet, and its value cannot be told: ${reason}`,
    hint: `give it a value: lambda-env set ${name}=… or a line in a file for --env-file`,
  }),
  SET_AND_UNSET: (_, name) => ({
    text: `${name} is to be removed, but a source defines it`,
    hint: "take it out of the source, or do not ask to remove it",
  }),
  NOT_LIVE: (_, name) => ({ text: `${name} is not on the function, there is nothing to remove` }),
};

/** Returns a finding in words, its place in front. */
export function renderFinding(finding: Finding): FindingText {
  const words = WORDS[finding.code as FindingCode] as (args: Finding["args"], name: string) => FindingText;
  const { text, hint } = words(finding.args, finding.name ?? "");
  const place = finding.at === undefined ? "" : `${renderPlace(finding.at)}: `;
  return hint === undefined ? { text: `${place}${text}` } : { text: `${place}${text}`, hint };
}
