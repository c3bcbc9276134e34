/** The words for what is wrong with variables, with a plan, and with the function that has them. */
import { decryptHint, resolveHint } from "./decrypt-hints.ts";
import { describeOutdated } from "./outdated-words.ts";
import type { Words } from "./words.ts";

export const VARIABLE_WORDS = {
  NAME_INVALID: (_, name) => ({
    text: `"${name}" is not a valid variable name`,
    hint: "use at least two letters, digits or _, and start with a letter",
  }),
  NAME_RESERVED: ({ about }, name) => ({ text: `${name} is set by Lambda itself: ${about}`, hint: "choose another name" }),
  VALUE_HAS_NUL: (_, name) => ({ text: `the value of ${name} holds a NUL character, which no environment can hold` }),
  VALUE_NOT_UNICODE: (_, name) => ({ text: `the value of ${name} holds half a surrogate pair, which UTF-8 cannot hold` }),
  NAMES_DIFFER_IN_CASE: ({ other }, name) => ({
    text: `${name} and ${other} are one variable on Windows`,
    hint: `leave one of them out: --except ${name}`,
  }),
  VALUE_INVISIBLE: ({ character }, name) => ({
    text: `the value of ${name} contains ${character}, a character that no screen shows`,
    hint: "type the value again, or copy it from another place",
  }),
  TOO_LARGE: ({ bytes, limit, largest }) => ({
    text: `the variables would take ${bytes} bytes, and Lambda's limit is ${limit}; the largest are ${largest}`,
    hint: "shorten or remove some, or read large values at run time from Secrets Manager or Parameter Store",
  }),
  NEARLY_FULL: ({ bytes, limit }) => ({
    text: `the variables take ${bytes} of ${limit} bytes; Lambda may count a few characters differently`,
  }),
  FUNCTION_NOT_PLANNED: ({ reason, hint }) => (hint === "" ? { text: reason } : { text: reason, hint }),
  NOT_DEPLOYED: ({ names, stack, template }) => ({ text: `stack ${stack} does not contain ${names} of ${template}` }),
  NESTED_LEFT_OUT: ({ stack, nested }) => ({
    text: `the functions of the stacks that are nested in ${stack} are not selected`,
    hint: `select those of a nested stack by its ARN, such as --stack ${nested}`,
  }),
  NOT_OF_TEMPLATE: ({ template }) => ({
    text: `${template} does not contain this function, so its values are not used`,
  }),
  UNRESOLVED: ({ reason }, name) => ({
    text: `${name} does not exist on the function yet, and its value cannot be determined: ${reason}`,
    hint: `give it a value: lambda-env set ${name} --stdin, or a line in a file for --env`,
  }),
  SET_AND_UNSET: (_, name) => ({
    text: `${name} is to be removed, but a source defines it`,
    hint: "take it out of the source, or do not remove it",
  }),
  NOT_LIVE: ({ near }, name) => ({
    text: /[*?]/.test(name)
      ? `no variable of the function matches ${name}, so it removes nothing`
      : `the function has no variable ${name}, so there is nothing to remove`,
    ...(near === "" ? {} : { hint: `did you mean ${near}?` }),
  }),
  PATTERN_UNMATCHED: ({ option, near }, name) => ({
    text: `${option} ${name} matches no variable`,
    ...(near === "" ? {} : { hint: `did you mean ${near}?` }),
  }),
  NAME_NOT_CHOSEN: ({ asked }, name) => ({
    text: `${name} is not ${asked}, because --only or --except leaves it out`,
    hint: `to have it ${asked}, change --only or --except, or their twins LAMBDA_ENV_ONLY and LAMBDA_ENV_EXCEPT`,
  }),
  PRUNE_SPARED: ({ names, transform }) => ({
    text: `--prune leaves ${names} alone: the transform ${transform} of the template may create them, and its output could not be read`,
    hint: "name the stack with --stack and allow cloudformation:GetTemplate, or name what to remove: lambda-env unset NAME",
  }),

  VALUE_ENCRYPTED: ({ tool, file }, name) => ({
    text: `the value of ${name} is encrypted by ${tool}, and Lambda does not decrypt it`,
    hint: `${decryptHint(tool, file)}; if it is the real value, add --literal ${name}`,
  }),
  VALUE_REFERENCE: ({ tool, file }, name) => ({
    text: `the value of ${name} is a reference that ${tool} must resolve`,
    hint: `${resolveHint(tool, file, name)}; if it is the real value, add --literal ${name}`,
  }),
  VALUE_MASKED: (_, name) => ({
    text: `the value of ${name} is a mask that a program shows instead of the real value`,
    hint: `take the value from where it is stored; if it is the real value, add --literal ${name}`,
  }),
  VALUE_PLACEHOLDER: (_, name) => ({
    text: `the value of ${name} is a placeholder word`,
    hint: `set the real value; if this is the real value, add --literal ${name}`,
  }),
  VALUE_WHITE_SPACE: (_, name) => ({ text: `the value of ${name} is white space only` }),
  VALUE_HAS_BOM: (_, name) => ({
    text: `the value of ${name} starts with a byte order mark, which editors do not show`,
    hint: "save the text that it comes from as UTF-8 without a byte order mark",
  }),
  VALUE_LINE_END: ({ end }, name) => ({
    text: `the value of ${name} ends in ${end}, which many programs treat as part of it`,
    hint:
      end === "a line feed"
        ? "store it without one, as printf %s does; echo adds one"
        : "save the file that it comes from with LF line ends",
  }),
  VALUE_DIFFERS_IN_SPACE: (_, name) => ({
    text: `the value of ${name} differs from the live one only in white space at its start or end`,
  }),
  LITERAL_UNUSED: (_, name) => ({ text: `--literal ${name}: no source defines ${name}` }),

  PLAN_MOVED: ({ how }, name) => ({ text: `${name} has changed since the plan was made: ${describeOutdated(how)}` }),

  STATE_FAILED: ({ functionName, reason }) => ({
    text: `${functionName} is in state Failed (${reason}): Lambda does not run it, and cannot update it`,
    hint: "delete it and create it again, for instance by deploying its stack",
  }),
  LAST_UPDATE_FAILED: ({ functionName, reason }) => ({
    text: `the last update of ${functionName} failed (${reason}): invocations may still see earlier variables than those read here`,
    hint: `fix that cause, then update it again: aws lambda update-function-configuration --function-name ${functionName}`,
  }),

  CAPACITY_PROVIDER: ({ functionName }) => ({
    text: `${functionName} runs on a capacity provider: callers reach its published version, not the $LATEST that is changed here`,
    hint: "aws lambda publish-version --publish-to LATEST_PUBLISHED",
  }),
  HAS_ALIASES: ({ functionName, aliases }) => ({
    text: `${functionName} has aliases (${aliases}): their callers see a change of $LATEST only after a version is published`,
    hint: "publish a version and point the alias at it: lambda-env set --publish --alias NAME",
  }),
} satisfies Partial<Words>;
