/** The definition of a command-line option, and its value in a run. */

/** The parts of a command's help, without their titles. */
export type OptionGroup = "function" | "sources" | "change" | "files" | "run" | "endpoint" | "output" | "aws";

export interface OptionSpec {
  /** Where help shows it; `sources` when absent. */
  readonly group?: OptionGroup;
  /** `list` may be given several times; `choice` may be given alone or with a word. */
  readonly kind: "string" | "list" | "flag" | "number" | "choice";
  /** Its one-letter form. */
  readonly alias?: string;
  /** Another accepted spelling, not shown in help. */
  readonly formerly?: string;
  readonly argument?: string;
  readonly about: string;
  readonly choices?: readonly string[];
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** The options that the user gave, by name. */
export type OptionValues<Specs extends OptionSpecs> = { readonly [Name in keyof Specs]: OptionValue<Specs[Name]["kind"]> };

type OptionValue<Kind extends OptionSpec["kind"]> = Kind extends "list"
  ? readonly string[]
  : Kind extends "flag"
    ? boolean
    : Kind extends "number"
      ? number | undefined
      : string | undefined;
