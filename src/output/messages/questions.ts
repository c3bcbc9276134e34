/** The questions that are asked before something is lost. */
import type { Losses } from "../../core/plan/losses.ts";
import type { Target } from "../../core/target.ts";
import { escapeForeign } from "../escape.ts";
import { countNames } from "./losses.ts";

/** Returns what would be done, each thing that needs an answer of its own: `remove 1 variable (OLD) of function my-fn (…)`. */
export function describeLosses({ removes, blanks, placeholders, empties }: Losses, target: Target): readonly string[] {
  const deeds = [
    ...counted("remove", removes),
    ...counted("empty", blanks),
    ...counted("put a placeholder word into", placeholders),
  ];
  const where = describeTarget(target);
  return [
    ...(deeds.length === 0 ? [] : [`${deeds.join(" and ")} of ${where}`]),
    // A question of its own: one yes too many must not leave a function without any variable.
    ...(empties ? [`leave ${deeds.length === 0 ? where : target.functionName} without any variable`] : []),
  ];
}

/** Returns the function with its account and region, as a question names it. */
export function describeTarget({ functionName, account, region }: Target): string {
  return `function ${functionName} (account ${account}, region ${region})`;
}

/** Returns the question whether to do `deeds`. */
export function renderQuestion(deeds: string): string {
  return `${escapeForeign(deeds)}? Type y and press Enter, or Enter alone for no: `;
}

function counted(deed: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`${deed} ${countNames(names)}`];
}
