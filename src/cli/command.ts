/** A command as a value: its name, its options and arguments, and where its code is. */

import type { OptionGroup } from "../core/option.ts";
import type { Context } from "./context.ts";
import type { OptionName, Options } from "./options.ts";

/** What a command ends with: an exit code of ours, or that of the program that it ran. */
type Run = (options: Options, context: Context) => Promise<number>;

/** What `lambda-env help` explains beside commands. */
export const TOPIC_NAMES = ["environment", "exit-codes"] as const;

export type TopicName = (typeof TOPIC_NAMES)[number];

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** The words that it takes beside options; none when absent. */
  readonly words?: { readonly usage: string; readonly about: string; readonly max?: number; readonly required?: true };
  /** The program that it runs, behind `--`; standard output is that program's. None when absent. */
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

/** Returns how many words beside options a command takes at most. */
export function maxWords({ words }: Command): number {
  return words === undefined ? 0 : (words.max ?? Number.POSITIVE_INFINITY);
}
