/** The stage of a run, in words. */
import type { ActiveStage, ReplacedOption } from "../../core/stage/active-stage.ts";
import { escapeForeign } from "../escape.ts";
import type { Style } from "../style.ts";

/** Returns the line that names the file and the stage. */
export function sayStage({ source, name, isProtected }: Pick<ActiveStage, "source" | "name" | "isProtected">): string {
  return `${source}: stage ${name}${isProtected ? ", protected" : ""}`;
}

/** Returns the line for a value of the stage that is not used. */
export function sayReplaced({ by, key, texts }: ReplacedOption & { readonly key: string }, stage: string): string {
  if (texts === undefined) return `${by} replaces ${key} of stage ${stage}`;
  return `${by} ${texts.used} replaces ${key} ${texts.ofStage} of stage ${stage}`;
}

/** Returns the question that is answered by the name of the stage. */
export function renderStageQuestion(name: string, { bold }: Pick<Style, "bold">): string {
  return `${bold(`stage ${escapeForeign(name)} is protected`)}; type its name to write: `;
}
