/** The stage of a run, once its values are among the options. */
import type { Place } from "../../errors.ts";
import type { Stage, StageOptions } from "./stage.ts";

export interface ActiveStage extends Pick<Stage, "name" | "at" | "account" | "isProtected"> {
  /** The file that it is in. */
  readonly source: string;
  /** Whether `--stage` was typed beside `--yes` or `--allow-remove`, and neither came from the environment. */
  readonly isConfirmed: boolean;
  /** The options that the stage gives, each with the place of its key. */
  readonly applied: ReadonlyMap<string, Place>;
  /** The profile that the stage names, even if another one is used. */
  readonly profile?: string;
  /** Sources of one function, by its logical id or its name, without those that the command line replaces. */
  readonly functions: ReadonlyMap<string, StageOptions>;
}

/** A value of the stage that an option of the command line, or its environment variable, replaces. */
export interface ReplacedOption {
  readonly option: string;
  /** The option or the variable, as users write it. */
  readonly by: string;
  /** The text that is used, and that of the stage; absent where such a text may be a value. */
  readonly texts?: { readonly used: string; readonly ofStage: string };
}
