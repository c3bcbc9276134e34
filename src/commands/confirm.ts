/** Asking before something is lost: removals and blanking, nothing else. */

import type { Context } from "../context.ts";
import { blankedNames, type Plan, removedNames } from "../core/plan.ts";
import { LambdaEnvError } from "../errors.ts";
import { escapeForeign } from "../output/escape.ts";
import type { Options } from "./options.ts";
import type { Target } from "./target.ts";

/** More names than this are counted. */
const MAX_NAMES = 20;

/**
 * Returns once the plan's removals and blankings are confirmed, by `--yes` or at the terminal; at once where it has none.
 *
 * Errors: CONFIRMATION_REQUIRED where nobody can be asked, DECLINED, INTERRUPTED.
 */
export async function confirmLosses(plan: Plan, target: Target, options: Options, context: Context): Promise<void> {
  const removed = removedNames(plan);
  const blanked = blankedNames(plan);
  if (options.yes || (removed.length === 0 && blanked.length === 0)) return;
  const deeds = [
    ...(removed.length === 0 ? [] : [`remove ${countNames(removed, "variable")}`]),
    ...(blanked.length === 0 ? [] : [`empty ${countNames(blanked, "variable")}`]),
  ].join(" and ");
  await confirm(`${deeds} of ${describeTarget(target)}`, options, context);
}

/** Returns `2 variables (A, B)`. */
function countNames(names: readonly string[], noun: string): string {
  const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : "";
  return `${names.length} ${noun}${names.length === 1 ? "" : "s"} (${names.slice(0, MAX_NAMES).join(", ")}${more})`;
}

/** Returns the function with its account and region, as a question names it. */
export function describeTarget({ functionName, account, region }: Target): string {
  return `function ${functionName} (account ${account}, region ${region})`;
}

/**
 * Asks at the terminal whether to do `deeds`, which name what is lost and where; "no" is the default.
 *
 * Errors: as `confirmLosses`.
 */
export async function confirm(deeds: string, options: Options, context: Context): Promise<void> {
  const readsStdin = options.stdin || options.env.includes("-");
  if (context.stdin.isTTY !== true || context.stderr.isTTY !== true || readsStdin) {
    throw new LambdaEnvError("CONFIRMATION_REQUIRED", `this would ${deeds}, and there is no terminal to ask`, {
      hint: "add --yes to confirm it",
    });
  }
  const { askYesOrNo } = await import("./prompt.ts");
  context.reporter.clearProgress();
  const answer = await askYesOrNo(`${escapeForeign(deeds)}? Type y and press Enter, or Enter alone for no: `, context);
  if (answer === "interrupted") throw new LambdaEnvError("INTERRUPTED", "interrupted; nothing was written");
  if (answer === "no") throw new LambdaEnvError("DECLINED", "declined; nothing was written");
}
