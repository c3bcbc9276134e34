/** The options, the same words for every command, and their environment twins `LAMBDA_ENV_…`. */
import type { OptionSpec, OptionValues } from "../core/option.ts";
import { type KnownSource, optionsOf, SOURCE_SPECS, SOURCES } from "../sources/index.ts";

export const OPTIONS = {
  function: {
    kind: "list",
    alias: "f",
    argument: "NAME|ARN|ID",
    about: "the function; by its logical id with --stack; * and ? match several; repeatable",
  },
  ...SOURCE_SPECS,
  "logical-id": { kind: "list", argument: "ID", about: "the function's logical id, where the template has several; repeatable" },
  all: { kind: "flag", about: "every function of the stack or the template" },
  tag: {
    kind: "list",
    argument: "KEY=VALUE",
    about: "only functions with this tag; repeatable: all keys, and of one key any value",
  },
  details: { kind: "flag", about: "with several functions: show all variables of each" },
  unset: { kind: "list", argument: "NAME", about: "remove this variable; * and ? as in --only; repeatable" },
  prune: { kind: "flag", about: "remove live variables that no source defines" },
  format: {
    kind: "string",
    argument: "FORMAT",
    about: "dotenv (the default), json, shell, sam-local, docker or yaml",
  },
  only: { kind: "list", argument: "NAME", about: "these variables alone; * and ? stand for any letters and one; repeatable" },
  except: { kind: "list", argument: "NAME", about: "all but these variables, which win over --only; repeatable" },
  "exclude-template": { kind: "flag", about: "leave out variables whose live value is the template's public one" },
  portable: { kind: "flag", about: "write only what bash, docker compose, systemd, Python and Node read the same" },
  "skip-unrepresentable": { kind: "flag", about: "leave out values that the format cannot hold, with a comment and a warning" },
  literal: {
    kind: "list",
    argument: "NAME",
    about: "take the value of this variable as it is, even if it is empty, a placeholder, a reference or encrypted; repeatable",
  },
  "allow-remove": { kind: "flag", about: "do not ask before removing variables; ask before emptying one" },
  "allow-empty": { kind: "flag", about: "allow a change that leaves the function without any variable" },
  "dry-run": { kind: "flag", about: "show what would change, write nothing" },
  yes: { kind: "flag", alias: "y", about: "do not ask before removing, emptying or overwriting values" },
  json: { kind: "flag", about: "print one JSON document" },
  "show-values": {
    kind: "choice",
    choices: ["always"],
    about: "show values; in CI or a pipe only when written --show-values=always",
  },
  out: { kind: "string", argument: "FILE", about: "write the plan to this file, without values, for set --plan" },
  plan: { kind: "string", argument: "FILE", about: "apply this plan of diff --out exactly, or nothing if anything moved since" },
  report: {
    kind: "list",
    argument: "KIND[=FILE]",
    about: "github (annotations and step summary), markdown, gitlab, junit or json; names only; repeatable",
  },
  "comment-id": {
    kind: "string",
    argument: "ID",
    about: "with --report markdown: what identifies the comment, in place of account, region, stack, function and folder",
  },
  "exit-code": { kind: "flag", about: "exit with 2 when there are differences" },
  timeout: {
    kind: "number",
    argument: "SECONDS",
    about: "how long to wait for updates to settle (default 120; 900 for a version with SnapStart)",
  },
  runtime: { kind: "flag", about: "explain the variables that Lambda sets itself; asks AWS nothing" },
  stack: {
    kind: "string",
    argument: "NAME",
    about: "the stack's name or ARN: it tells the function and what the template refers to",
  },
  "config-env": {
    kind: "string",
    argument: "NAME",
    about: "the environment of samconfig.toml that tells stack, region and profile (default: default)",
  },
  "config-file": { kind: "string", argument: "FILE", about: "the samconfig file, if not the one beside the template" },
  publish: { kind: "flag", about: "publish a version after the write was verified" },
  alias: { kind: "string", argument: "NAME", about: "with --publish: move this alias to the new version" },
  "on-failure": {
    kind: "string",
    argument: "stop|continue|revert",
    about:
      "with several functions, when one fails: start no more (the default), go on, or take back what was written (with --plan)",
  },
  facts: {
    kind: "string",
    argument: "FILE",
    about: "what the template does not say: parameters, physical ids, exports, secrets",
  },
  port: { kind: "number", argument: "N", about: "the port to listen on (default: a free one)" },
  data: { kind: "string", argument: "FILE", about: "keep functions and secrets in this file" },
  "update-time": { kind: "number", argument: "SECONDS", about: "how long an update stays in progress (default 0.3)" },
  throttle: { kind: "flag", about: "refuse requests above Lambda's documented rates, as AWS does" },
  "read-only": { kind: "flag", about: "the policy of a role that looks on and writes nothing" },
  "kms-key": { kind: "list", argument: "ARN", about: "a customer managed key that encrypts variables or secrets; repeatable" },
  region: { kind: "string", argument: "REGION", about: "the AWS region" },
  profile: { kind: "string", argument: "NAME", about: "the profile in ~/.aws/config" },
  "endpoint-url": { kind: "string", argument: "URL", about: "send requests there instead of to AWS" },
  quiet: { kind: "flag", alias: "q", about: "only results, warnings and errors" },
  debug: { kind: "flag", about: "tell causes and request ids; never values" },
  "no-color": { kind: "flag", about: "no colours" },
} as const satisfies Record<string, OptionSpec>;

export type OptionName = keyof typeof OPTIONS;

/** What the user asked for: each option by its own name, and the words beside them. */
export type Options = OptionValues<typeof OPTIONS> & { readonly words: readonly string[] };

/** Options that every command takes. */
export const COMMON_OPTIONS = ["json", "quiet", "debug", "no-color"] as const satisfies readonly OptionName[];
export const AWS_OPTIONS = ["region", "profile", "endpoint-url"] as const satisfies readonly OptionName[];
/** What names the function. */
export const TARGET_OPTIONS = [
  "function",
  "stack",
  "logical-id",
  "all",
  "tag",
  "config-env",
  "config-file",
] as const satisfies readonly OptionName[];
/** How help calls the sources, lowest first. */
export const SOURCE_NAMES: readonly string[] = Object.values(SOURCES).map(({ name }) => name);

/** What names the sources that are kept somewhere; those that are used most come first in help. */
export const SOURCE_OPTIONS: readonly OptionName[] = distinct([
  "template",
  "env",
  "expand",
  ...Object.values(SOURCES).flatMap((source) => (source === SOURCES.argument ? [] : optionsOf(source))),
]);
/** What names the sources that take rights, and the function of a template. */
export const GRANTED_OPTIONS: readonly OptionName[] = distinct([
  "template",
  "logical-id",
  ...Object.values(SOURCES).flatMap((source: KnownSource) => (source.grants === undefined ? [] : optionsOf(source))),
]);
/** What goes with the variables that are typed. */
export const TYPED_OPTIONS: readonly OptionName[] = optionsOf(SOURCES.argument);

function distinct<Name>(names: readonly Name[]): readonly Name[] {
  return [...new Set(names)];
}

/** The name of an option's environment twin: `dry-run` → `LAMBDA_ENV_DRY_RUN`. */
export function twinOf(name: OptionName | string): string {
  return `LAMBDA_ENV_${name.toUpperCase().replaceAll("-", "_")}`;
}
