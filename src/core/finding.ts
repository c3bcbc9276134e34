/** Everything that can be wrong with the input, as data: codes and facts. The words are in `output/findings/`. */
import type { Finding, Place, Severity } from "../errors.ts";
import type { SecretKind } from "./checks/secret-literal.ts";
import type { Outdated } from "./plan/outdated.ts";
import type { Readable } from "./secrecy/foreign.ts";

/** Each code with the facts that it carries beside `name` and `at`. Facts are names, reasons and numbers, never values. */
export interface FindingArgs {
  // core: what Lambda refuses
  NAME_INVALID: Record<never, never>;
  NAME_RESERVED: { readonly about: string };
  VALUE_HAS_NUL: Record<never, never>;
  VALUE_NOT_UNICODE: Record<never, never>;
  TOO_LARGE: { readonly bytes: number; readonly limit: number; readonly largest: string };
  VALUE_INVISIBLE: { readonly character: string };
  NEARLY_FULL: { readonly bytes: number; readonly limit: number };
  // core: what the environment of a program cannot hold
  NAMES_DIFFER_IN_CASE: { readonly other: string };
  // core: what a plan cannot do
  UNRESOLVED: { readonly reason: string };
  SET_AND_UNSET: Record<never, never>;
  NOT_LIVE: { readonly near: string };
  PATTERN_UNMATCHED: { readonly option: string; readonly near: string };
  NAME_NOT_CHOSEN: { readonly asked: "set" | "removed" };
  PRUNE_SPARED: { readonly names: string; readonly transform: string };
  // core: values that are probably not the real ones
  VALUE_ENCRYPTED: { readonly tool: string; readonly file: string };
  VALUE_REFERENCE: { readonly tool: string; readonly file: string };
  VALUE_MASKED: Record<never, never>;
  VALUE_PLACEHOLDER: Record<never, never>;
  VALUE_WHITE_SPACE: Record<never, never>;
  VALUE_HAS_BOM: Record<never, never>;
  VALUE_LINE_END: { readonly end: string };
  VALUE_DIFFERS_IN_SPACE: Record<never, never>;
  LITERAL_UNUSED: Record<never, never>;
  // core: what the rules of the project's own file ask for; `rule` is the place of the rule, where the finding is at another one
  /** `source` is what would define it, or empty. */
  REQUIRED_MISSING: { readonly source: string };
  REQUIRED_EMPTY: { readonly source: string };
  /** `template` is the place of a placeholder that nothing replaces, or empty. */
  REQUIRED_UNDEFINED: { readonly template: string };
  VALUE_NOT_MATCHED: { readonly rule: string };
  VALUE_NOT_LISTED: { readonly rule: string };
  SECRET_IN_TEMPLATE: { readonly rule: string };
  SECRET_LIVE_IN_TEMPLATE: { readonly rule: string };
  /** `groups` are the functions with the same value, separated as `core/rules/check-shared.ts` says. */
  SHARED_DIFFERS: { readonly groups: string };
  RULE_FUNCTION_UNKNOWN: { readonly pattern: string; readonly near: string };
  // core: what is wrong with live variables, whatever the rules are
  LIVE_STAND_IN: { readonly what: string; readonly template: "yes" | "no"; readonly source: string };
  NAME_STRAY: { readonly sources: string };
  MOSTLY_FULL: { readonly bytes: number; readonly limit: number; readonly percent: number };
  // core: what a store of variables cannot take, and who else writes it
  NOT_STORED: { readonly near: string };
  STORE_TOO_LARGE: { readonly bytes: number; readonly limit: number; readonly what: string };
  STORED_VALUE_NOT_TEXT: Record<never, never>;
  PARAMETER_VALUE_REFUSED: { readonly why: "empty" | "braces" };
  STORE_ROTATED: { readonly secret: string };
  STORE_REPLICATED: { readonly secret: string; readonly regions: string };
  // core: variables that have changed since the plan file was made
  PLAN_MOVED: { readonly how: Outdated };
  // apply: what happened to the function before this run
  STATE_FAILED: { readonly functionName: string; readonly reason: string };
  LAST_UPDATE_FAILED: { readonly functionName: string; readonly reason: string };
  // apply: callers that do not see `$LATEST`
  CAPACITY_PROVIDER: { readonly functionName: string };
  HAS_ALIASES: { readonly functionName: string; readonly aliases: string };
  // workflow: functions of a selection
  /** `reason` and `hint` are those of one of our errors. */
  FUNCTION_NOT_PLANNED: { readonly reason: string; readonly hint: string };
  NOT_DEPLOYED: { readonly names: string; readonly stack: string; readonly template: string };
  NESTED_LEFT_OUT: { readonly stack: string; readonly nested: string };
  NOT_OF_TEMPLATE: { readonly template: string };
  // template: what CloudFormation would refuse, or YAML readers would disagree on
  TEMPLATE_SYNTAX: { readonly problem: string };
  TEMPLATE_LIMIT: { readonly limit: string };
  TEMPLATE_SHAPE: { readonly subject: string; readonly expected: string };
  TEMPLATE_UNCLEAR: { readonly looksLike: string };
  TEMPLATE_NAME_UNCLEAR: { readonly looksLike: string };
  TEMPLATE_NOT_VARIABLES: { readonly key: string };
  TEMPLATE_SOLE_KEY: { readonly key: string };
  TEMPLATE_MAP_UNRESOLVED: { readonly reason: string };
  TEMPLATE_SUB_MISSING: Record<never, never>;
  /** `parameter` is the one whose default the literal is, and `functions` are the logical ids that get it; both may be empty. */
  SECRET_LITERAL: { readonly kind: SecretKind; readonly parameter: string; readonly functions: string };
  // stages: the project's own file; `key` is one that we know, or nearly one
  PROJECT_SYNTAX: { readonly problem: string };
  /** `key` and `near` are empty where nothing is near. */
  PROJECT_KEY_UNKNOWN: {
    readonly key: string;
    readonly of: "file" | "stage" | "function" | "variable" | "samconfig";
    readonly near: string;
  };
  PROJECT_TYPE: { readonly key: string; readonly needs: string; readonly found: string };
  PROJECT_FORM: { readonly key: string; readonly needs: string };
  PROJECT_NAME: { readonly of: "stage" | "function" | "variable"; readonly needs: string };
  PROJECT_PATTERN: { readonly problem: string };
  PROJECT_PATTERN_UNMATCHED: Record<never, never>;
  /** `other` is the place of the other one, as text. */
  PROJECT_STAGE_TWICE: { readonly other: string };
  // sources: any that cannot be read, or defines nothing
  /** `reason` and `hint` are those of an error of ours. */
  SOURCE_FAILED: { readonly reason: string; readonly hint: string };
  SOURCE_EMPTY: Record<never, never>;
  SOURCE_EMPTY_PRUNES: Record<never, never>;
  PIPE_EMPTY: Record<never, never>;
  // sources: arguments and standard input
  ARGUMENT_INVALID: Record<never, never>;
  ARGUMENT_REPEATED: Record<never, never>;
  ARGUMENT_NOT_UTF8: Record<never, never>;
  ARGUMENT_QUOTED: Record<never, never>;
  NOT_IN_ENVIRONMENT: Record<never, never>;
  NEWLINE_DROPPED: Record<never, never>;
  BOM_DROPPED: Record<never, never>;
  // sources: another function
  COPIED_FROM_ITSELF: Record<never, never>;
  NAMES_OF_STAGE: { readonly names: string; readonly from: string };
  // sources: secrets
  /** `region` is that of an ARN, or empty. */
  SECRET_NOT_FOUND: {
    readonly region: string;
    readonly by: "name" | "arn";
    /** The most similar name in that region; empty if there is none, or if the caller may not list them. */
    readonly near: string;
    readonly version: "current" | "other";
  };
  SECRET_ACCESS_DENIED: { readonly action: string; readonly said: Readable };
  SECRET_UNUSABLE: { readonly said: Readable; readonly errorCode: string };
  SECRET_BINARY: Record<never, never>;
  SECRET_NOT_AN_OBJECT: { readonly id: string; readonly as: string };
  /** `near` and `version` are what was probably intended, a key or a version, as `--secret` takes it, or empty. */
  SECRET_KEY_MISSING: { readonly near: string; readonly version: string };
  SECRET_KEY_REPEATED: Record<never, never>;
  /** `spec` takes the key under another name, and is empty if it cannot be typed; `all` makes names of all keys. */
  SECRET_KEY_NOT_A_NAME: { readonly key: string; readonly spec: string; readonly all: string };
  SECRET_VALUE_NOT_TEXT: { readonly found: string };
  SECRET_NUMBER_NOT_EXACT: Record<never, never>;
  // sources: names made from keys of a secret or from parameters of a folder
  NAMES_COLLIDE: { readonly sources: string };
  // sources: Parameter Store
  PARAMETER_NOT_FOUND: Record<never, never>;
  PARAMETER_ACCESS_DENIED: { readonly action: string; readonly said: Readable };
  PARAMETER_UNUSABLE: { readonly said: Readable; readonly errorCode: string };
  PARAMETER_PATH_EMPTY: { readonly recursive: "yes" | "no" };
  PARAMETER_NOT_A_NAME: { readonly segment: string; readonly parameter: string };
  // sources: the stack
  STACK_NOT_NAMED: { readonly names: string };
  STACK_OF_OTHERS: { readonly stack: string; readonly functionName: string };
  STACK_CHANGING: { readonly stack: string; readonly status: string };
  STACK_TROUBLED: { readonly stack: string; readonly status: string };
  BUILD_DIFFERS: { readonly built: string; readonly names: string };
  // formats: text that dotenv would ignore, swallow, cut or change
  LINES_IGNORED: { readonly lines: number; readonly invisible?: string; readonly comment?: string };
  VALUE_GOES_ON: { readonly first: number; readonly last: number };
  VALUE_CUT: Record<never, never>;
  QUOTE_UNTERMINATED: { readonly quote: string };
  TEXT_AFTER_QUOTE: { readonly quote: string };
  VALUE_ON_NEXT_LINE: Record<never, never>;
  TRIPLE_QUOTES: { readonly quote: string };
  QUOTE_INSIDE: { readonly quote: string };
  SMART_QUOTES: Record<never, never>;
  SHELL_QUOTES: Record<never, never>;
  OTHER_COMMENT: { readonly mark: string };
  LINES_SWALLOWED: { readonly kind: "assignment" | "comment"; readonly line: number; readonly lines: number };
  BACKSLASH_KEPT: { readonly quote: string };
  LINE_SEPARATOR: Record<never, never>;
  LONE_CARRIAGE_RETURN: Record<never, never>;
  NAME_DROPPED: Record<never, never>;
  NAME_REPEATED: { readonly firstLine: number };
  BASE64_LINE: Record<never, never>;
  BLANK_LINES: Record<never, never>;
  // formats: env files in JSON
  JSON_SYNTAX: Record<never, never>;
  JSON_VALUE: { readonly found: string };
  JSON_NUMBER: Record<never, never>;
  // formats: files that another tool encrypted
  FILE_ENCRYPTED: { readonly tool: string; readonly file: string; readonly format: string };
  // formats: dotenvx
  ENCRYPTED_WITHOUT_KEY: { readonly keys: string };
  ENCRYPTED_NOT_READABLE: { readonly keys: string };
  ENCRYPTED_IN_FILE: Record<never, never>;
  PUBLIC_KEY_LEFT_OUT: Record<never, never>;
  // formats: what a format cannot hold, or other readers would read differently
  NOT_REPRESENTABLE: { readonly format: string; readonly reason: string };
  NOT_PORTABLE: { readonly reason: string };
  LINE_NOT_PORTABLE: { readonly reason: string };
  BUN_EXPANDS: Record<never, never>;
  COMMAND_SUBSTITUTION: Record<never, never>;
  DANGEROUS_NAME: { readonly where: "shell" | "job" };
  GITHUB_ENV_SYNTAX: Record<never, never>;
  NOT_IN_TEMPLATE: { readonly names: string; readonly template: string; readonly logicalId: string };
  NOT_EXPANDED: { readonly names: string };
  REFERENCE_UNDEFINED: Record<never, never>;
  EDIT_NOT_SAFE: Record<never, never>;
}

export type FindingCode = keyof FindingArgs;

/** Returns a finding of `code`; `args` are the facts of that code. */
export function makeFinding<Code extends FindingCode>(
  code: Code,
  severity: Severity,
  args: FindingArgs[Code],
  about: { readonly name?: string; readonly at?: Place } = {},
): Finding {
  return { code, severity, args: args as Finding["args"], ...about };
}
