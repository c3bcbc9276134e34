/** Asking before something is lost: removals and blanking, nothing else. */

import type { Context } from "../context.ts";
import { blankedNames, type Plan, removedNames } from "../core/plan.ts";
import { LambdaEnvError } from "../errors.ts";
import { escapeForeign } from "../output/escape.ts";
import type { Options } from "./options.ts";

/**
 * Returns once the plan's removals and blankings are confirmed, by `--yes` or at the terminal; at once where it has none.
 *
 * Errors: CONFIRMATION_REQUIRED where nobody can be asked, DECLINED, INTERRUPTED.
 */
export async function confirmLosses(plan: Plan, options: Options, context: Context): Promise<void> {
  const removed = removedNames(plan);
  const blanked = blankedNames(plan);
  if (options.yes || (removed.length === 0 && blanked.length === 0)) return;
  const deeds = [
    ...(removed.length === 0 ? [] : [`remove ${removed.join(", ")}`]),
    ...(blanked.length === 0 ? [] : [`replace the value of ${blanked.join(", ")} by an empty one`]),
  ].join(" and ");
  await confirm(deeds, options, context);
}

/** Asks at the terminal whether to do `deeds`, "no" being the default. Errors: as `confirmLosses`. */
export async function confirm(deeds: string, options: Options, context: Context): Promise<void> {
  const readsStdin = options.stdin || options["env-file"].includes("-");
  if (context.stdin.isTTY !== true || context.stderr.isTTY !== true || readsStdin) {
    throw new LambdaEnvError("CONFIRMATION_REQUIRED", `this would ${deeds}, and there is no terminal to ask`, {
      hint: "add --yes to confirm it",
    });
  }
  const { confirm: ask, isCancel } = await import("@clack/prompts");
  context.reporter.clearProgress();
  // Ctrl-D ends the input, which the prompt does not hear: the process would end well, with its question left open.
  const ended = new AbortController();
  context.stdin.on("keypress", (_, key: { readonly ctrl?: boolean; readonly name?: string }) => {
    if (key.ctrl === true && key.name === "d") ended.abort();
  });
  const answer = await ask({
    message: `${escapeForeign(deeds)}?`,
    initialValue: false,
    input: context.stdin as NodeJS.ReadStream,
    output: context.stderr,
    signal: AbortSignal.any([context.signal, ended.signal]),
  });
  if (isCancel(answer)) throw new LambdaEnvError("INTERRUPTED", "interrupted; nothing was written");
  if (!answer) throw new LambdaEnvError("DECLINED", "declined; nothing was written");
}
