/** The words for findings: one total table from code to sentence and hint. */
import { DOTENV_WORDS } from "./dotenv-words.ts";
import { FORMAT_WORDS } from "./format-words.ts";
import { PROJECT_WORDS } from "./project-words.ts";
import { RULE_WORDS } from "./rule-words.ts";
import { SOURCE_WORDS } from "./source-words.ts";
import { STORE_WORDS } from "./store-words.ts";
import { TEMPLATE_WORDS } from "./template-words.ts";
import { VARIABLE_WORDS } from "./variable-words.ts";
import type { Words } from "./words.ts";

export const FINDING_WORDS: Words = {
  ...VARIABLE_WORDS,
  ...RULE_WORDS,
  ...STORE_WORDS,
  ...TEMPLATE_WORDS,
  ...SOURCE_WORDS,
  ...DOTENV_WORDS,
  ...FORMAT_WORDS,
  ...PROJECT_WORDS,
};
