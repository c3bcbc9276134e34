/** The words for findings: one total table from code to sentence and hint. Sentences hold names, reasons and numbers, never values. */

import type { FindingArgs, FindingCode } from "../core/finding.ts";
import { decryptHint, resolveHint } from "./decrypt-hints.ts";

export interface FindingText {
  readonly text: string;
  /** The next thing to type. */
  readonly hint?: string;
}

type Words = { readonly [Code in FindingCode]: (args: FindingArgs[Code], name: string) => FindingText };

/** Returns a word as a POSIX shell needs it. */
function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

const QUOTE_IT = "put the value in quotes";
const REWRITE = "rewrite the line as NAME='value'";

export const FINDING_WORDS: Words = {
  NAME_INVALID: (_, name) => ({
    text: `"${name}" is not a valid variable name`,
    hint: "use letters, digits and _, start with a letter, at least two characters",
  }),
  NAME_RESERVED: ({ about }, name) => ({ text: `${name} is set by Lambda itself: ${about}`, hint: "choose another name" }),
  VALUE_HAS_NUL: (_, name) => ({ text: `the value of ${name} holds a NUL character, which no environment can hold` }),
  VALUE_NOT_UNICODE: (_, name) => ({ text: `the value of ${name} holds half a surrogate pair, which UTF-8 cannot hold` }),
  VALUE_INVISIBLE: ({ character }, name) => ({
    text: `the value of ${name} holds ${character}, a character that no screen shows`,
    hint: "type the value again, or copy it from another place",
  }),
  TOO_LARGE: ({ bytes, limit, largest }) => ({
    text: `the variables would take ${bytes} bytes, and Lambda's limit is ${limit}; the largest are ${largest}`,
    hint: "shorten or remove some, or read large values at run time from Secrets Manager or Parameter Store",
  }),
  NEARLY_FULL: ({ bytes, limit }) => ({
    text: `the variables take ${bytes} of ${limit} bytes; Lambda may count a few characters differently`,
  }),
  UNRESOLVED: ({ reason }, name) => ({
    text: `${name} is not on the function yet, and its value cannot be told: ${reason}`,
    hint: `give it a value: lambda-env set ${name} --stdin, or a line in a file for --env`,
  }),
  SET_AND_UNSET: (_, name) => ({
    text: `${name} is to be removed, but a source defines it`,
    hint: "take it out of the source, or do not ask to remove it",
  }),
  NOT_LIVE: ({ near }, name) => ({
    text: /[*?]/.test(name)
      ? `no variable of the function matches ${name}, so nothing is removed by it`
      : `the function has no variable ${name}, so there is nothing to remove`,
    ...(near === "" ? {} : { hint: `did you mean ${near}?` }),
  }),
  PRUNE_SPARED: ({ names, transform }) => ({
    text: `--prune leaves ${names} alone: the transform ${transform} of the template may make them, and what it makes could not be read`,
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
    text: `the value of ${name} starts with a byte order mark, which no editor shows`,
    hint: "save the text that it comes from as UTF-8 without a byte order mark",
  }),
  VALUE_LINE_END: ({ end }, name) => ({
    text: `the value of ${name} ends in ${end}, which many programs take for a part of it`,
    hint:
      end === "a line feed"
        ? "store it without one, as printf %s does; echo adds one"
        : "save the file that it comes from with LF line ends",
  }),
  VALUE_DIFFERS_IN_SPACE: (_, name) => ({
    text: `the value of ${name} differs from the live one only in white space at its start or end`,
  }),
  LITERAL_UNUSED: (_, name) => ({ text: `--literal ${name}: no source defines ${name}` }),

  PLAN_MOVED: ({ how }, name) => ({ text: `${name} moved since the plan was made: ${how}` }),

  STATE_FAILED: ({ functionName, reason }) => ({
    text: `${functionName} is in state Failed (${reason}): Lambda does not run it, and cannot update it`,
    hint: "delete it and create it again, for instance by deploying its stack",
  }),
  LAST_UPDATE_FAILED: ({ functionName, reason }) => ({
    text: `the last update of ${functionName} failed (${reason}): its calls may still get earlier variables than those read here`,
    hint: `fix that cause; then aws lambda update-function-configuration --function-name ${functionName} updates it again`,
  }),

  CAPACITY_PROVIDER: ({ functionName }) => ({
    text: `${functionName} runs on a capacity provider: callers reach its published version, not the $LATEST that is changed here`,
    hint: "aws lambda publish-version --publish-to LATEST_PUBLISHED",
  }),
  HAS_ALIASES: ({ functionName, aliases }) => ({
    text: `${functionName} has aliases (${aliases}): who calls through them sees a change of $LATEST only in a newly published version`,
    hint: "set --publish --alias NAME publishes a version and moves the alias to it",
  }),

  TEMPLATE_SYNTAX: ({ problem }) => ({ text: `this cannot be read as YAML or JSON: ${problem}` }),
  TEMPLATE_LIMIT: ({ limit }) => ({ text: `this ${limit}` }),
  TEMPLATE_SHAPE: ({ subject, expected }) => ({ text: `${subject} is not ${expected}` }),
  TEMPLATE_UNCLEAR: ({ looksLike }, name) => ({
    text: `the value of ${name} is read as ${looksLike} by some and as text by others: quote it`,
    hint: QUOTE_IT,
  }),
  TEMPLATE_NAME_UNCLEAR: ({ looksLike }) => ({
    text: `this variable's name is read as ${looksLike} by some and as text by others: quote it`,
    hint: "put the name in quotes",
  }),
  TEMPLATE_NOT_VARIABLES: ({ key }) => ({
    text: `a function's Environment has ${key}, but CloudFormation takes nothing there except Variables`,
    hint: "write the variables under Variables, one level deeper",
  }),
  TEMPLATE_SOLE_KEY: ({ key }) => ({
    text: `a mapping whose only key is ${key} is taken for a function by SAM and CloudFormation`,
    hint: `rename the variable ${key}, or add a second one`,
  }),
  TEMPLATE_MAP_UNRESOLVED: ({ reason }) => ({
    text: `the names of the variables cannot be told: ${reason}`,
  }),
  TEMPLATE_SUB_MISSING: (_, name) => ({
    text: `the text of ${name} holds \${…} without !Sub, which is kept as it stands`,
    hint: "write !Sub in front of it",
  }),

  SOURCE_EMPTY: () => ({ text: "it defines no variables" }),
  SOURCE_EMPTY_PRUNES: () => ({
    text: "it defines no variables, and --prune would remove those that it used to define",
    hint: "check the source, or leave out --prune; to remove variables, name them: lambda-env unset NAME",
  }),
  PIPE_EMPTY: () => ({
    text: "it defines no variables: the command that writes to it may have failed",
    hint: "run the command before the pipe by itself, and use set -o pipefail in scripts",
  }),

  ARGUMENT_INVALID: () => ({
    text: "this is neither NAME=VALUE nor NAME; a name has letters, digits and _, a letter first, two characters at least",
    hint: "quote the whole argument: 'NAME=a value with spaces'",
  }),
  ARGUMENT_REPEATED: (_, name) => ({ text: `${name} is given twice` }),
  ARGUMENT_NOT_UTF8: (_, name) => ({
    text: `the value of ${name} is not UTF-8`,
    hint: "put it in a file for --env, or pipe it in with --stdin",
  }),
  NOT_IN_ENVIRONMENT: () => ({
    text: "this names no variable of your environment",
    hint: "export the variable, or give its value; quote the whole argument: 'NAME=a value with spaces'",
  }),
  BOM_DROPPED: (_, name) => ({ text: `the byte order mark at the start of the value of ${name} is dropped` }),
  NEWLINE_DROPPED: (_, name) => ({ text: `the newline at the end of the value of ${name} is dropped` }),

  SECRET_NOT_FOUND: ({ region }) => ({
    text: "there is no such secret, or it has no current value",
    hint: region === "" ? "check the name, --region and --profile" : `check the ARN, and that --region is ${region}`,
  }),
  SECRET_ACCESS_DENIED: ({ action }) => ({ text: "the secret may not be read", hint: `allow the caller ${action}` }),
  SECRET_UNUSABLE: (failure) => ({ text: `the secret cannot be used: ${describeFailure(failure)}` }),
  SECRET_BINARY: () => ({ text: "the secret is binary; a variable holds text", hint: "store it as a string" }),
  SECRET_NOT_AN_OBJECT: ({ id, as }) => ({
    text: "the secret is no JSON object, so that it has no names of variables",
    hint: `--secret ${quoteWord(`${as}=${id}`)} takes it as the value of one variable`,
  }),
  SECRET_KEY_MISSING: ({ id, near, version }, name) => ({
    text: `the secret has no such key, which ${name} should come from`,
    ...(near !== ""
      ? { hint: `did you mean --secret ${quoteWord(`${name}=${id}:${near}`)}?` }
      : version === "yes"
        ? { hint: `a version cannot be chosen, the current one is read: --secret ${quoteWord(`${name}=${id}:json-key`)}` }
        : {}),
  }),
  SECRET_KEY_REPEATED: (_, name) => ({ text: `the secret has the key of ${name} twice, and it is not clear which one counts` }),
  SECRET_KEY_NOT_A_NAME: ({ id, key, as }) => ({
    text: `the key "${key}" is not a valid variable name`,
    hint:
      as === ""
        ? "give the key a name in the secret"
        : `add --secret ${quoteWord(`${as}=${id}:${key}`)}, which takes it under another name`,
  }),
  SECRET_VALUE_NOT_TEXT: ({ found }, name) => ({ text: `the value of ${name} is ${found}, not a text, a number or a boolean` }),
  SECRET_NUMBER_NOT_EXACT: (_, name) => ({
    text: `the value of ${name} is a number that programs write in more than one way`,
    hint: "store it in the secret as a string",
  }),

  PARAMETER_NOT_FOUND: () => ({
    text: "there is no such parameter in Parameter Store",
    hint: "check the name, --region and --profile",
  }),
  PARAMETER_ACCESS_DENIED: ({ action }) => ({ text: "the parameter may not be read", hint: `allow the caller ${action}` }),
  PARAMETER_UNUSABLE: (failure) => ({ text: `the parameter cannot be used: ${describeFailure(failure)}` }),
  PARAMETER_PATH_EMPTY: () => ({
    text: "there is no parameter of Parameter Store directly under this path",
    hint: "aws ssm get-parameters-by-path --recursive --path / --query Parameters[].Name lists what there is",
  }),
  PARAMETER_NOT_A_NAME: ({ segment, parameter }) => ({
    text: `"${segment}", the last part of the parameter's name, is not a valid variable name`,
    hint: `--parameter NAME=${parameter} takes it under another name`,
  }),

  STACK_NOT_NAMED: ({ names }) => ({
    text: `the template's values of ${names} need the stack that it is deployed to, and none is named`,
    hint: "add --stack NAME",
  }),
  STACK_OF_OTHERS: ({ stack, functionName }) => ({
    text: `stack ${stack} does not have the function ${functionName}: what it tells is not used`,
    hint: "name the function's own stack: --stack NAME, or --config-env NAME",
  }),
  STACK_CHANGING: ({ stack, status }) => ({
    text: `stack ${stack} is being changed by a deployment (${status}), which may change the function too`,
    hint: `wait for it: aws cloudformation wait stack-update-complete --stack-name ${stack}`,
  }),
  STACK_TROUBLED: ({ stack, status }) => ({
    text: `the last deployment of stack ${stack} ended in ${status}, so what it tells may not be what is deployed`,
  }),
  BUILD_DIFFERS: ({ built, names }) => ({
    text: `${built} differs in ${names}: sam deploy would use that, and not the template that is read here`,
    hint: "run sam build",
  }),

  LINES_IGNORED: ({ lines, invisible, comment }) => {
    const [these, them] = lines === 1 ? ["this line is", "it"] : [`these ${lines} lines are`, "them"];
    const text = `${these} neither NAME=value nor a comment, and dotenv would ignore ${them}`;
    if (comment !== undefined) return { text: `${text}: ${comment} does not start a comment`, hint: "start comments with #" };
    if (invisible === undefined) return { text, hint: REWRITE };
    return { text: `${text}: ${invisible} is in it, which no screen shows`, hint: "delete the line and type it again" };
  },
  VALUE_GOES_ON: ({ first, last }, name) => ({
    text: `the value of ${name} seems to continue on ${first === last ? `line ${first}` : `lines ${first} to ${last}`} without quotes`,
    hint: `put it in quotes, from ${name}=' to the ' behind its last line`,
  }),
  VALUE_CUT: (_, name) => ({
    text: `the value of ${name} would be cut at the #, which starts a comment outside quotes`,
    hint: `${QUOTE_IT}, or a space before the # of a comment`,
  }),
  QUOTE_UNTERMINATED: ({ quote }, name) => ({
    text: `the value of ${name} starts with ${quote}, and no ${quote} ends it`,
    hint: REWRITE,
  }),
  TEXT_AFTER_QUOTE: ({ quote }, name) => ({
    text: `there is text after the ${quote} that ends the value of ${name}, so that the quotes would become part of it`,
    hint: REWRITE,
  }),
  VALUE_ON_NEXT_LINE: (_, name) => ({
    text: `${name} has no value on its line, and dotenv would take the next line for it`,
    hint: `${name}='' for an empty value`,
  }),
  TRIPLE_QUOTES: ({ quote }, name) => ({
    text: `the value of ${name} has triple quotes, and two of each would become part of it`,
    hint: `use one ${quote} at each end; the value may have several lines`,
  }),
  QUOTE_INSIDE: ({ quote }, name) => ({
    text: `the value of ${name} has a ${quote} between its ${quote} quotes, which readers of .env files do not take the same`,
    hint: `use quotes that the value does not have: ${["'", '"', "`"]
      .filter((other) => other !== quote)
      .map((other) => `${name}=${other}…${other}`)
      .join(" or ")}`,
  }),
  SMART_QUOTES: (_, name) => ({
    text: `the value of ${name} is in typographic quotes, which would become part of it`,
    hint: `use straight quotes: ${name}='…'`,
  }),
  SHELL_QUOTES: (_, name) => ({
    text: `the value of ${name} is in the quotes of a shell, with a $ in front, and all of it would become part of the value`,
    hint: `leave out the $, and write a line break as \\n in double quotes: ${name}="…\\n…"`,
  }),
  OTHER_COMMENT: ({ mark }, name) => ({
    text: `the ${mark} in the value of ${name} does not start a comment, so what follows would become part of the value`,
    hint: `start the comment with #, or put the value in quotes`,
  }),
  LINES_SWALLOWED: ({ kind, line, lines }, name) => ({
    text: `the quotes around the value of ${name} take in line ${line}, which looks like a ${kind === "comment" ? "comment" : "variable"}`,
    hint: `end the value where it ends; if all ${lines} lines are its own, put this above them: # lambda-env: ${name} has ${lines} lines`,
  }),
  BACKSLASH_KEPT: ({ quote }, name) => ({
    text: `the backslash before ${quote} in the value of ${name} stays part of it; dotenv does not take it away`,
  }),
  LINE_SEPARATOR: (_, name) => ({
    text: `the line of ${name} holds a Unicode line separator, at which dotenv would end it`,
    hint: QUOTE_IT,
  }),
  LONE_CARRIAGE_RETURN: () => ({ text: "a carriage return without a line feed ends a line here" }),
  NAME_DROPPED: (_, name) => ({ text: `dotenv drops the name ${name} in silence`, hint: "choose another name" }),
  NAME_REPEATED: ({ firstLine }, name) => ({
    text: `${name} is set on line ${firstLine} already`,
    hint: "remove one of the two lines",
  }),
  BASE64_LINE: () => ({
    text: "this looks like the end of a base64 text, which dotenv would take for the name of a variable",
    hint: "put the whole value in quotes, from the line of its NAME on",
  }),
  BLANK_LINES: () => ({ text: "there are so many blank lines in a row that dotenv would take minutes", hint: "remove them" }),

  JSON_SYNTAX: () => ({ text: "this is no valid JSON" }),
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
};

function describeFailure({ said, errorCode }: FindingArgs["SECRET_UNUSABLE"]): string {
  return said === "" ? errorCode : `${said} (${errorCode})`;
}
