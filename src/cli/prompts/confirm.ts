/** Asking before something is lost, and nothing else: removals, blanking, placeholder words, and the last variable. */

import { type Losses, lossesOf } from "../../core/plan/losses.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { Target } from "../../core/target.ts";
import { LambdaEnvError } from "../../errors.ts";
import { escapeForeign } from "../../output/escape.ts";
import { countNames } from "../../output/messages/losses.ts";
import type { Context } from "../context.ts";
import type { Options } from "../options.ts";

/** More names than this are counted. */
const MAX_NAMES = 20;

/** What is asked before it is done, and the options that say yes to it. */
interface Loss {
  readonly deed: string;
  readonly flags: readonly string[];
}

/**
 * Returns once everything that the plan would lose is confirmed, by options or at the terminal; at once where it loses nothing.
 *
 * Errors: CONFIRMATION_REQUIRED where nobody can be asked, DECLINED, INTERRUPTED.
 */
export async function confirmLosses(plan: Plan, target: Target, options: Options, context: Context): Promise<void> {
  const losses = lossesOf(plan);
  const changes = lostByChanges(losses, options);
  const isLast = losses.empties && !options["allow-empty"];
  const where = describeTarget(target);
  const questions = [
    ...(changes.length === 0 ? [] : [`${changes.map(({ deed }) => deed).join(" and ")} of ${where}`]),
    // A question of its own: one yes too many must not leave a function without any variable.
    ...(isLast ? [`leave ${changes.length === 0 ? where : target.functionName} without any variable`] : []),
  ];
  if (questions.length === 0) return;
  const flags = [...changes.flatMap((loss) => loss.flags), ...(isLast ? ["--allow-empty"] : [])];
  if (!canAsk(options, context)) throw confirmationRequired(questions.join(" and "), flags);
  for (const question of questions) await ask(question, context);
}

function lostByChanges({ removes, blanks, placeholders }: Losses, options: Options): readonly Loss[] {
  const isOpen = (names: readonly string[], confirmed: boolean): boolean => names.length > 0 && !confirmed;
  return [
    ...(isOpen(removes, options.yes || options["allow-remove"])
      ? [{ deed: `remove ${countNames(removes)}`, flags: ["--yes"] }]
      : []),
    ...(isOpen(blanks, options.yes) ? [{ deed: `empty ${countNames(blanks)}`, flags: ["--yes"] }] : []),
    ...(isOpen(placeholders, false)
      ? [
          {
            deed: `put a placeholder word into ${countNames(placeholders)}`,
            flags: placeholders.slice(0, MAX_NAMES).map((name) => `--literal ${name}`),
          },
        ]
      : []),
  ];
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
  if (!canAsk(options, context)) throw confirmationRequired(deeds, ["--yes"]);
  await ask(deeds, context);
}

function canAsk(options: Options, { stdin, stderr }: Context): boolean {
  const readsStdin = options.stdin || options.env.includes("-");
  return stdin.isTTY === true && stderr.isTTY === true && !readsStdin;
}

function confirmationRequired(deeds: string, flags: readonly string[]): LambdaEnvError {
  return new LambdaEnvError("CONFIRMATION_REQUIRED", `this would ${deeds}, and there is no terminal to ask`, {
    hint: `add ${[...new Set(flags)].join(" ")} to confirm it`,
  });
}

async function ask(deeds: string, context: Context): Promise<void> {
  const { askYesOrNo } = await import("./prompt.ts");
  context.reporter.clearProgress();
  const answer = await askYesOrNo(`${escapeForeign(deeds)}? Type y and press Enter, or Enter alone for no: `, context);
  if (answer === "interrupted") throw new LambdaEnvError("INTERRUPTED", "interrupted; nothing was written");
  if (answer === "no") throw new LambdaEnvError("DECLINED", "declined; nothing was written");
}
