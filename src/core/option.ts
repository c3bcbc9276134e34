/** What an option of the command line is, and what a run gets of it. */

/** The parts of a command's help, without their titles. */
export type OptionGroup = "function" | "sources" | "change" | "files" | "endpoint" | "output" | "aws";

export interface OptionSpec {
  /** Where help shows it; `sources` when absent. */
  readonly group?: OptionGroup;
  /** `list` may be given several times; `choice` may stand alone or take a word. */
  readonly kind: "string" | "list" | "flag" | "number" | "choice";
  /** Its one letter. */
  readonly alias?: string;
  /** Another spelling that is understood, and not shown. */
  readonly formerly?: string;
  readonly argument?: string;
  readonly about: string;
  readonly choices?: readonly string[];
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** What the user gave, by the names of the options. */
export type OptionValues<Specs extends OptionSpecs> = { readonly [Name in keyof Specs]: OptionValue<Specs[Name]["kind"]> };

type OptionValue<Kind extends OptionSpec["kind"]> = Kind extends "list"
  ? readonly string[]
  : Kind extends "flag"
    ? boolean
    : Kind extends "number"
      ? number | undefined
      : string | undefined;
