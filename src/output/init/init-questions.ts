/** The questions of `init` about stages; the default, in brackets, is taken with Enter. */
import { escapeForeign } from "../escape.ts";

/** The answer for nothing at all, where Enter takes the default. */
export const NONE = "-";

/** Returns the question for the names of the stages. */
export function askStageNames(suggested: readonly string[]): string {
  return `stages, separated by spaces${byDefault(suggested)}: `;
}

/** Returns the question for what a stage needs. */
export function askStageFact(fact: "stack" | "region" | "profile", stage: string): string {
  return `${fact} of ${escapeForeign(stage)} [none]: `;
}

/** Returns the question for the stages that ask before each change. */
export function askProtected(suggested: readonly string[]): string {
  return `protected stages, in which a change asks for their name${byDefault(suggested)}: `;
}

function byDefault(names: readonly string[]): string {
  return names.length === 0 ? " [none]" : ` [${names.map(escapeForeign).join(" ")}; ${NONE} for none]`;
}

/** Returns the message about an answer that cannot be used. */
export function sayAnswerNeeds(needs: string): string {
  return `this needs ${needs}`;
}
