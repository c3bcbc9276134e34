/** The words for what is wrong with arguments, functions, secrets and parameters. */
import type { FindingArgs } from "../../core/finding.ts";
import { quoteWord } from "../shell-word.ts";
import type { Words } from "./words.ts";

const LIST_PARAMETERS = "list what exists: aws ssm get-parameters-by-path --recursive --path / --query Parameters[].Name";

export const SOURCE_WORDS = {
  SOURCE_FAILED: ({ reason, hint }) => (hint === "" ? { text: reason } : { text: reason, hint }),
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
    text: "this is neither NAME=VALUE nor NAME; a name starts with a letter and has at least two letters, digits or _",
    hint: "quote the whole argument: 'NAME=a value with spaces'",
  }),
  ARGUMENT_REPEATED: (_, name) => ({ text: `${name} is given twice` }),
  ARGUMENT_NOT_UTF8: (_, name) => ({
    text: `the value of ${name} is not UTF-8`,
    hint: "put it in a file for --env, or pipe it in with --stdin",
  }),
  ARGUMENT_QUOTED: (_, name) => ({
    text: `the value of ${name} is in quotes, and they become part of it`,
    hint: `leave out the outer or the inner quotes: ${name}='a value', or '${name}=a value'`,
  }),
  NOT_IN_ENVIRONMENT: () => ({
    text: "there is no such variable in your environment",
    hint: "export the variable, or write NAME=VALUE as one argument, in quotes if it has spaces: 'NAME=a value'",
  }),
  BOM_DROPPED: (_, name) => ({ text: `the byte order mark at the start of the value of ${name} is dropped` }),
  NEWLINE_DROPPED: (_, name) => ({ text: `the newline at the end of the value of ${name} is dropped` }),

  COPIED_FROM_ITSELF: () => ({
    text: "this is the function itself, so its values change nothing",
    hint: "name another function, or an earlier version: --from NAME:VERSION",
  }),
  NAMES_OF_STAGE: ({ names, from }) => ({
    text: `what the template computes for this stage is not copied from ${from}: ${names}`,
  }),

  SECRET_NOT_FOUND: ({ region, by, near, version }) => ({
    text:
      version === "current"
        ? "the secret does not exist, or does not have a current value"
        : "the secret does not exist, or does not have this version",
    hint: hintOfMissing({ region, by, near }),
  }),
  SECRET_ACCESS_DENIED: ({ action, said }) => ({
    text: `the caller may not read the secret${said === "" ? "" : `: ${said}`}`,
    hint: `allow the caller ${action}`,
  }),
  SECRET_UNUSABLE: (failure) => ({ text: `the secret cannot be used: ${describeFailure(failure)}` }),
  SECRET_BINARY: () => ({ text: "the secret is binary; a variable holds text", hint: "store it as a string" }),
  SECRET_NOT_AN_OBJECT: ({ id, as }) => ({
    text: "the secret is not a JSON object, so it cannot supply several variables",
    hint: `--secret ${quoteWord(`${as}=${id}`)} takes it as the value of one variable`,
  }),
  SECRET_KEY_MISSING: ({ near, version }, name) => ({
    text: `the secret does not have the key that ${name} should come from`,
    ...(near !== ""
      ? { hint: `did you mean --secret ${quoteWord(near)}?` }
      : version !== ""
        ? { hint: `for a version of the secret: --secret ${quoteWord(version)}` }
        : {}),
  }),
  SECRET_KEY_REPEATED: (_, name) => ({ text: `the secret has the key of ${name} twice, and it is not clear which one is right` }),
  SECRET_KEY_NOT_A_NAME: ({ key, spec, all }) => ({
    text: `the key "${key}" is not a valid variable name`,
    hint:
      spec === ""
        ? `give the key a name in the secret, or make names of all keys: --secret ${quoteWord(all)}`
        : `add --secret ${quoteWord(spec)} to take it under another name, or make names of all keys: --secret ${quoteWord(all)}`,
  }),
  NAMES_COLLIDE: ({ sources }, name) => ({
    text: `${name} would be made from each of ${sources}, and it is not clear which one is right`,
    hint: "take one of them by itself under a name of its own, with NAME= in front of it",
  }),
  SECRET_VALUE_NOT_TEXT: ({ found }, name) => ({ text: `the value of ${name} is ${found}, not a string, a number or a boolean` }),
  SECRET_NUMBER_NOT_EXACT: (_, name) => ({
    text: `the value of ${name} is a number that programs write in more than one way`,
    hint: "store it in the secret as a string",
  }),

  PARAMETER_NOT_FOUND: () => ({
    text: "the parameter does not exist in Parameter Store",
    hint: "check the name, --region and --profile",
  }),
  PARAMETER_ACCESS_DENIED: ({ action, said }) => ({
    text: `the caller may not read the parameter${said === "" ? "" : `: ${said}`}`,
    hint: `allow the caller ${action}`,
  }),
  PARAMETER_UNUSABLE: (failure) => ({ text: `the parameter cannot be used: ${describeFailure(failure)}` }),
  PARAMETER_PATH_EMPTY: ({ recursive }) => ({
    text:
      recursive === "yes"
        ? "there are no parameters under this path in Parameter Store"
        : "there are no parameters directly under this path in Parameter Store",
    hint: recursive === "yes" ? LIST_PARAMETERS : `--recursive reads the folders below it too; ${LIST_PARAMETERS}`,
  }),
  PARAMETER_NOT_A_NAME: ({ segment, parameter }) => ({
    text: `"${segment}", made from the parameter's name, is not a valid variable name`,
    hint: `take it under another name: --parameter NAME=${parameter}; or make valid names of all: --parameters-by-path '*=PATH'`,
  }),
} satisfies Partial<Words>;

function describeFailure({ said, errorCode }: FindingArgs["SECRET_UNUSABLE"]): string {
  return said === "" ? errorCode : `${said} (${errorCode})`;
}

function hintOfMissing({ region, by, near }: Pick<FindingArgs["SECRET_NOT_FOUND"], "region" | "by" | "near">): string {
  if (by === "arn") return `check the ARN; the request went to ${region}`;
  if (near !== "") return `${region} has a secret ${near}; otherwise check --region and --profile`;
  return `check the name, --region and --profile; the request went to ${region}`;
}
