/** The options, the same words for every command, and their environment twins `LAMBDA_ENV_…`. */
import type { OptionSpec, OptionValues } from "../core/option.ts";
import { type KnownSource, optionsOf, SOURCE_SPECS, SOURCES } from "../sources/index.ts";
import { AWS_SPECS } from "./options/aws.ts";
import { CHANGE_SPECS } from "./options/change.ts";
import { CHECK_SPECS } from "./options/check.ts";
import { ENDPOINT_SPECS } from "./options/endpoint.ts";
import { FILE_SPECS } from "./options/files.ts";
import { OUTPUT_SPECS } from "./options/output.ts";
import { RUN_SPECS } from "./options/run.ts";
import { TARGET_SPECS } from "./options/target.ts";

/**
 * A new option is an entry in the file of its topic. Each names its group in help; a command may describe another meaning there.
 */
export const OPTIONS = {
  ...TARGET_SPECS,
  ...SOURCE_SPECS,
  ...CHANGE_SPECS,
  ...CHECK_SPECS,
  ...FILE_SPECS,
  ...RUN_SPECS,
  ...ENDPOINT_SPECS,
  ...OUTPUT_SPECS,
  ...AWS_SPECS,
} as const satisfies Record<string, OptionSpec>;

export type OptionName = keyof typeof OPTIONS;

/** What the user typed: each option by its name, the arguments, and what follows `--`. */
export type Options = OptionValues<typeof OPTIONS> & {
  readonly words: readonly string[];
  /** The program to run with its arguments, after `--`. */
  readonly program: readonly string[];
};

/** Options that every command takes. */
export const COMMON_OPTIONS = ["json", "quiet", "debug", "no-color"] as const satisfies readonly OptionName[];
export const AWS_OPTIONS = ["region", "profile", "endpoint-url"] as const satisfies readonly OptionName[];
/** The options of what stays of a write: its reports, and what it wrote over. */
export const RECORD_OPTIONS = ["report", "comment-id", "history", "history-tier"] as const satisfies readonly OptionName[];
/** The options of every command that writes, which end its list. */
export const WRITE_OPTIONS = [
  "dry-run",
  "yes",
  "allow-empty",
  "show-values",
  "timeout",
  ...AWS_OPTIONS,
  ...COMMON_OPTIONS,
] as const satisfies readonly OptionName[];
/** The options that name the function. */
export const TARGET_OPTIONS = [
  "function",
  "stage",
  "stack",
  "logical-id",
  "all",
  "tag",
  "config-env",
  "config-file",
] as const satisfies readonly OptionName[];
/** The options that name the function, for commands that work on only one. */
export const ONE_TARGET_OPTIONS = [
  "function",
  "stage",
  "stack",
  "logical-id",
  "config-env",
  "config-file",
] as const satisfies readonly OptionName[];
/** The names of the sources in help, lowest first. */
export const SOURCE_NAMES: readonly string[] = Object.values(SOURCES).map(({ name }) => name);

/** The options of sources that are stored somewhere; the most used ones come first in help. */
export const SOURCE_OPTIONS: readonly OptionName[] = distinct([
  "template",
  "env",
  "expand",
  ...Object.values(SOURCES).flatMap((source) => (source === SOURCES.argument ? [] : optionsOf(source))),
]);
/** The options of sources that need permissions, and the function of a template. */
export const GRANTED_OPTIONS: readonly OptionName[] = distinct([
  "template",
  "logical-id",
  ...Object.values(SOURCES).flatMap((source: KnownSource) => (source.grants === undefined ? [] : optionsOf(source))),
]);
/** The options for typed variables. */
export const TYPED_OPTIONS: readonly OptionName[] = optionsOf(SOURCES.argument);

function distinct<Name>(names: readonly Name[]): readonly Name[] {
  return [...new Set(names)];
}

/** Returns the name of an option's environment twin: `dry-run` → `LAMBDA_ENV_DRY_RUN`. */
export function twinOf(name: OptionName | string): string {
  return `LAMBDA_ENV_${name.toUpperCase().replaceAll("-", "_")}`;
}
