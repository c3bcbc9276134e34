/** The words for what is wrong with other files, and for what a format cannot hold. */
import { decryptHint } from "./decrypt-hints.ts";
import type { Words } from "./words.ts";

const QUOTE_IT = "put the value in quotes";

export const FORMAT_WORDS = {
  JSON_SYNTAX: () => ({ text: "this is not a valid JSON object" }),
  JSON_VALUE: ({ found }, name) => ({
    text: `the value of ${name} is ${found}, not a string, a number or a boolean`,
    hint: "write it as a string; if the file is for sam local, use the inner object",
  }),
  JSON_NUMBER: (_, name) => ({
    text: `the value of ${name} is a number that programs write in more than one way`,
    hint: QUOTE_IT,
  }),

  FILE_ENCRYPTED: ({ tool, file, format }) => ({
    text: `the file is encrypted by ${tool}`,
    hint: decryptHint(tool, file, format),
  }),
  ENCRYPTED_WITHOUT_KEY: ({ keys }, name) => ({
    text: `the value of ${name} is encrypted, and the key is not in your environment`,
    hint: `export ${keys}`,
  }),
  ENCRYPTED_NOT_READABLE: ({ keys }, name) => ({
    text: `the value of ${name} cannot be decrypted with the key in your environment`,
    hint: `check that ${keys} is the key for this file`,
  }),
  ENCRYPTED_IN_FILE: (_, name) => ({ text: `${name} is encrypted in the file, so the file cannot be edited` }),
  PUBLIC_KEY_LEFT_OUT: (_, name) => ({ text: `${name} is a dotenvx key, not a variable, and is left out` }),

  NOT_REPRESENTABLE: ({ format, reason }, name) => ({
    text: `${format} cannot hold the value of ${name}: ${reason}`,
    hint: "--format json holds every value; --skip-unrepresentable leaves it out",
  }),
  NOT_IN_TEMPLATE: ({ names, template, logicalId }) => ({
    text: `sam local ignores ${names}: ${template} does not declare them for ${logicalId}`,
    hint: "declare each of them under Environment: Variables, with any value",
  }),
  DANGEROUS_NAME: ({ where }, name) => ({
    text: `${name} is left out: it would change what ${where === "job" ? "the later steps of the job run" : "your own shell runs"}`,
    hint: `to include it anyway, name it: --only '*' --only ${name}`,
  }),
  GITHUB_ENV_SYNTAX: () => ({
    text: "this is not a file of $GITHUB_ENV: the runner would fail on a line of it",
    hint: "name another file, or - for standard output",
  }),
  NOT_PORTABLE: ({ reason }, name) => ({ text: `other readers of .env files may read ${name} differently: ${reason}` }),
  LINE_NOT_PORTABLE: ({ reason }, name) => ({
    text: `readers of .env files treat ${name === "" ? "this line" : `the line of ${name}`} differently: ${reason}`,
    hint: "write the line as NAME='value' with nothing around it, or leave out --portable",
  }),
  BUN_EXPANDS: (_, name) => ({
    text: `the $NAME in the value of ${name} is replaced by Bun, even in single quotes; the other readers keep it`,
  }),
  COMMAND_SUBSTITUTION: (_, name) => ({
    text: `the value of ${name} holds $(…), which some loaders of .env files run as a command`,
  }),
  NOT_EXPANDED: ({ names }, name) => ({
    text: `the value of ${name} refers to ${names}, but is set exactly as written`,
    hint: "--expand replaces references; single quotes keep the text as it is, without this warning",
  }),
  REFERENCE_UNDEFINED: (_, name) => ({
    text: `the value of ${name} refers to a variable that is not defined in a source, on a line above or in your environment`,
    hint: "define it above, write a default as in ${NAME:-default}, or put the value in single quotes to keep it as it is",
  }),
  EDIT_NOT_SAFE: (_, name) => ({
    text: name === "" ? "the file cannot be edited safely" : `the line of ${name} cannot be edited safely`,
    hint: "fix the file by hand, or write to another one",
  }),
} satisfies Partial<Words>;
