/** A command as a value: its name, its options and arguments, and where its code is. */

import type { OptionGroup } from "../core/option.ts";
import type { Context } from "./context.ts";
import type { OptionName, Options } from "./options.ts";

/** The result of a command: an exit code of ours, or that of the program that it ran. */
type Run = (options: Options, context: Context) => Promise<number>;

/** Topics that `lambda-env help` explains besides commands. */
export const TOPIC_NAMES = ["environment", "exit-codes"] as const;

export type TopicName = (typeof TOPIC_NAMES)[number];

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** Its arguments; none if absent. */
  readonly words?: { readonly usage: string; readonly about: string; readonly max?: number; readonly required?: true };
  /** The program that it runs, after `--`; standard output belongs to that program. None if absent. */
  readonly program?: { readonly usage: string; readonly about: string };
  readonly options: readonly OptionName[];
  /** The meaning of an option here, if it differs from other commands. */
  readonly optionTexts?: Partial<Readonly<Record<OptionName, string>>>;
  /** Groups of options with another title here. */
  readonly optionGroups?: Partial<Readonly<Record<OptionGroup, string>>>;
  /** Useful command lines, most used first, each with what it does. */
  readonly examples: readonly (readonly [string, string])[];
  /** Whether it changes the function. */
  readonly writes?: true;
  /** Loads the code; help and usage errors never need it. */
  readonly load: () => Promise<{ readonly run: Run }>;
}

/** Returns the maximum number of arguments of a command. */
export function maxWords({ words }: Command): number {
  return words === undefined ? 0 : (words.max ?? Number.POSITIVE_INFINITY);
}
