/** The words for what is wrong with the project's own file. */
import type { Words } from "./words.ts";

const TABLES = {
  file: "the file",
  stage: "a stage",
  function: "a function of a stage",
  variable: "a variable",
  samconfig: "an environment of samconfig",
} as const;

export const PROJECT_WORDS = {
  PROJECT_SYNTAX: ({ problem }) => ({ text: `this cannot be read as TOML: ${problem}` }),
  PROJECT_KEY_UNKNOWN: ({ key, of, near }) => ({
    text: `${key === "" ? "this key" : key} is not a key of ${TABLES[of]}`,
    ...(near === "" ? {} : { hint: `did you mean ${near}?` }),
  }),
  PROJECT_TYPE: ({ key, needs, found }) => ({ text: `${key} needs ${needs}, not ${found}` }),
  PROJECT_FORM: ({ key, needs }) => ({ text: `${key} needs ${needs}` }),
  PROJECT_NAME: ({ of, needs }) => ({ text: `the name of ${TABLES[of]} needs to be ${needs}` }),
  PROJECT_PATTERN: ({ problem }) => ({
    text: `pattern is not a regular expression of RE2: ${problem}`,
    hint: "the syntax: https://github.com/google/re2/wiki/Syntax",
  }),
  PROJECT_PATTERN_UNMATCHED: () => ({ text: "no text of one-of matches pattern, so that no value could be valid" }),
  PROJECT_STAGE_TWICE: ({ other }, name) => ({
    text: `stage ${name} is also defined at ${other}`,
    hint: "keep one of them",
  }),
} satisfies Partial<Words>;
