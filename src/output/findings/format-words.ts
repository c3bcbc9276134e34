/** The words for what is wrong with other files, and for what a format cannot hold. */
import { decryptHint } from "./decrypt-hints.ts";
import type { Words } from "./words.ts";

const QUOTE_IT = "put the value in quotes";

export const FORMAT_WORDS = {
  JSON_SYNTAX: () => ({ text: "this is not a valid JSON object" }),
  JSON_VALUE: ({ found }, name) => ({
    text: `the value of ${name} is ${found}, not a text, a number or a boolean`,
    hint: "write it as a string; of a file for sam local, give the object inside",
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
    hint: `see that ${keys} is the key of this file`,
  }),
  ENCRYPTED_IN_FILE: (_, name) => ({ text: `${name} is encrypted in the file, so that the file cannot be edited` }),
  PUBLIC_KEY_LEFT_OUT: (_, name) => ({ text: `${name} is a key of dotenvx, not a variable: left out` }),

  NOT_REPRESENTABLE: ({ format, reason }, name) => ({
    text: `${format} cannot hold the value of ${name}: ${reason}`,
    hint: "--format json holds every value; --skip-unrepresentable leaves it out",
  }),
  NOT_IN_TEMPLATE: ({ names, template, logicalId }) => ({
    text: `sam local ignores ${names}: ${template} does not declare them for ${logicalId}`,
    hint: "declare each of them under Environment: Variables, with any value",
  }),
  DANGEROUS_NAME: (_, name) => ({
    text: `${name} is left out: it would change what your own shell runs`,
    hint: `to have it all the same, name it: --only '*' --only ${name}`,
  }),
  NOT_PORTABLE: ({ reason }, name) => ({ text: `other readers of .env files may not read ${name} the same: ${reason}` }),
  LINE_NOT_PORTABLE: ({ reason }, name) => ({
    text: `readers of .env files do not take ${name === "" ? "this line" : `the line of ${name}`} the same: ${reason}`,
    hint: "write the line as NAME='value' with nothing around it, or leave out --portable",
  }),
  BUN_EXPANDS: (_, name) => ({
    text: `the $NAME in the value of ${name} is replaced by Bun, even in single quotes; the other readers keep it`,
  }),
  COMMAND_SUBSTITUTION: (_, name) => ({
    text: `the value of ${name} holds $(…), which some loaders of .env files run as a command`,
  }),
  NOT_EXPANDED: ({ names }, name) => ({
    text: `the value of ${name} refers to ${names}, and is set as it is written`,
    hint: "--expand replaces references; single quotes keep the text as it is, without this warning",
  }),
  REFERENCE_UNDEFINED: (_, name) => ({
    text: `the value of ${name} refers to something that no source or line above it and not your environment defines`,
    hint: "define it above, write a default as in ${NAME:-default}, or put the value in single quotes to keep it as it is",
  }),
  EDIT_NOT_SAFE: (_, name) => ({
    text: name === "" ? "the file cannot be edited safely" : `the line of ${name} cannot be edited safely`,
    hint: "mend the file by hand, or write to another one",
  }),
} satisfies Partial<Words>;
