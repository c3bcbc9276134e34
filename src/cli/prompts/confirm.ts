/**
 * Asks before something is lost: removals, blanking, placeholder words, the last variable; and before values go to another
 * account or region.
 */

import { isLossless, type Losses, lossesOf } from "../../core/plan/losses.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { LambdaEnvError } from "../../errors.ts";
import { type AskedChange, describeLosses, type NamedTarget, ofStage, renderQuestion } from "../../output/messages/questions.ts";
import type { Context } from "../context.ts";
import type { Options } from "../options.ts";

/** Nobody types more names than this. */
const MAX_FLAGS = 20;

/** A plan that is about to be applied. */
interface PlannedChange {
  readonly plan: Plan;
  readonly target: NamedTarget;
}

/**
 * Returns once everything that the plans would lose is confirmed, by options or at the terminal; at once if they lose nothing.
 *
 * Several functions are confirmed together, with one question; at a terminal even if nothing would be lost, since a pattern may
 * match more than intended. A command that asks about all `changes` asks in any case.
 * Errors: CONFIRMATION_REQUIRED if nobody can be asked, DECLINED, INTERRUPTED.
 */
export async function confirmChanges(
  targets: readonly PlannedChange[],
  options: Options,
  context: Context,
  asks: "losses" | "changes" = "losses",
): Promise<void> {
  const changing = targets.length === 1 ? targets : targets.filter(({ plan }) => plan.changes.length > 0);
  const open = changing.map(({ plan, target }) => ({ target, losses: unconfirmed(lossesOf(plan), options) }));
  const isPattern = targets.length > 1 && canAsk(options, context);
  const isAsked = (isPattern || asks === "changes") && !options.yes;
  const isLosing = open.some(({ losses }) => !isLossless(losses));
  if (!isLosing && !isAsked) return;
  const changes = describeLosses(open, isAsked);
  if (!canAsk(options, context))
    throw confirmationRequired(
      changes.map(([full]) => full).join(" and "),
      flagsFor(
        open.map(({ losses }) => losses),
        isAsked,
      ),
    );
  for (const change of changes) await ask(change, options, context);
}

/** Returns what no option has confirmed. */
function unconfirmed({ removes, blanks, placeholders, empties, copies }: Losses, options: Options): Losses {
  return {
    removes: options.yes || options["allow-remove"] ? [] : removes,
    blanks: options.yes ? [] : blanks,
    placeholders,
    empties: empties && !options["allow-empty"],
    ...(copies === undefined || options.yes ? {} : { copies }),
  };
}

/** Returns the options that confirm it. */
function flagsFor(losses: readonly Losses[], isAsked: boolean): readonly string[] {
  const literal = [...new Set(losses.flatMap(({ placeholders }) => placeholders))];
  const isYes = ({ removes, blanks, copies = [] }: Losses): boolean => removes.length + blanks.length + copies.length > 0;
  return [
    ...(isAsked || losses.some(isYes) ? ["--yes"] : []),
    ...literal.slice(0, MAX_FLAGS).map((name) => `--literal ${name}`),
    ...(losses.some(({ empties }) => empties) ? ["--allow-empty"] : []),
  ];
}

export function canAsk(options: Pick<Options, "stdin" | "env">, { stdin, stderr }: Pick<Context, "stdin" | "stderr">): boolean {
  const readsStdin = options.stdin || options.env.includes("-");
  return stdin.isTTY === true && stderr.isTTY === true && !readsStdin;
}

/** Returns the error if nobody can be asked, with the options that confirm. */
export function confirmationRequired(changes: string, flags: readonly string[]): LambdaEnvError {
  return new LambdaEnvError("CONFIRMATION_REQUIRED", `this would ${changes}, and there is no terminal to ask`, {
    hint: `add ${flags.join(" ")} to confirm it`,
  });
}

/** Errors: DECLINED, INTERRUPTED. */
async function ask(change: AskedChange, options: Options, context: Context): Promise<void> {
  if (!(await askWhether(change, options, context))) throw declined();
}

/** Returns whether the user confirms `change` at the terminal; the default is no. Errors: INTERRUPTED. */
export async function askWhether(change: AskedChange, { json, quiet }: Options, context: Context): Promise<boolean> {
  const { askYesOrNo } = await import("./prompt.ts");
  const { reporter, stage } = context;
  reporter.clearProgress();
  // Names may only be left out if they have been shown.
  const forms: AskedChange = ofStage(stage, json || quiet ? [change[0]] : change);
  const { columns = Number.POSITIVE_INFINITY, style } = reporter.messageLook;
  const answer = await askYesOrNo(renderQuestion(forms, columns, style), context);
  if (answer === "interrupted") throw new LambdaEnvError("INTERRUPTED", "interrupted; nothing was written");
  return answer === "yes";
}

/** Returns the error after a question was answered with no. */
export function declined(): LambdaEnvError {
  return new LambdaEnvError("DECLINED", "declined; nothing was written");
}
