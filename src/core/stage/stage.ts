/** What the project's own file says: its stages, and the rules for its variables. */
import type { Place } from "../../errors.ts";

/**
 * What a stage, or one function of it, gives for the options of the command line, keyed by the names of the options. Paths are relative to
 * the working directory.
 */
export type StageOptions = Readonly<Record<string, string | boolean | readonly string[]>>;

/** A place where the project works: a stack or functions, and the sources of their variables. */
export interface Stage {
  readonly name: string;
  /** Where its table is. */
  readonly at: Place;
  readonly options: StageOptions;
  /** The place of the key of each option. */
  readonly places: ReadonlyMap<string, Place>;
  /** The account that the credentials must belong to, 12 digits; absent if any will do. */
  readonly account?: string;
  readonly isProtected: boolean;
  /** Sources of one function, by its logical id or its name. Its layers are above those of the stage of the same kind. */
  readonly functions: ReadonlyMap<string, StageOptions>;
}

/** What must be true of one variable in all stages. */
export interface VariableRule {
  readonly name: string;
  readonly at: Place;
  readonly required: boolean;
  /** A regular expression of RE2 that is found somewhere in each valid value. */
  readonly pattern?: string;
  readonly oneOf?: readonly string[];
  /** Must not come from a literal of the template. */
  readonly isSecret: boolean;
  /** `secret = false` in words: a value that looks like a secret is none. */
  readonly isPublic: boolean;
  /** Has one value in all functions of a stage. */
  readonly isShared: boolean;
  /** Patterns of logical ids or names, in which `*` matches any text and `?` one character; empty for all functions. */
  readonly functions: readonly string[];
  readonly description?: string;
}

export interface ProjectFile {
  /** The file as users would name it. */
  readonly source: string;
  readonly stages: ReadonlyMap<string, Stage>;
  readonly variables: ReadonlyMap<string, VariableRule>;
}
