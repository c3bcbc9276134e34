/** What `init` proposes to write about a project. */

/** A stage that the project's file does not have yet; paths are relative to that file. */
export interface DraftStage {
  readonly name: string;
  /** The environment of samconfig that says stack, region and profile. */
  readonly configEnv?: string;
  readonly configFile?: string;
  readonly stack?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly template?: string;
  readonly isProtected: boolean;
}

/** A variable that the template declares. */
export interface DraftVariable {
  readonly name: string;
  /** Whether its value comes from elsewhere: in the template it is empty, a placeholder, or a parameter that hides its value. */
  readonly isRequired: boolean;
  /** Whether it is a placeholder word or a parameter that hides its value. */
  readonly isSecret: boolean;
  /** The logical ids of the functions for which this holds; empty for all. */
  readonly functions: readonly string[];
}

/** A file that `init` writes, or leaves as it is. */
export interface DraftFile {
  readonly path: string;
  /** The text that it has; undefined if it does not exist. */
  readonly existing: string | undefined;
  /** The text that is put behind that; empty if there is nothing to add. */
  readonly addition: string;
}

/** Returns the whole new text of a file. */
export function textOfDraft({ existing = "", addition }: DraftFile): string {
  const isOpenLine = existing !== "" && !existing.endsWith("\n");
  return `${existing}${isOpenLine && addition !== "" ? "\n" : ""}${addition}`;
}

/** Returns whether a stage with this name is probably the one that must not break. */
export function isLikeProduction(name: string): boolean {
  return /(?:^|[-_.])(?:prod|prd|production|live)(?:[-_.\d]|$)/i.test(name);
}
