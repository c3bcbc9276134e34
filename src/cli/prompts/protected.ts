/** Asks for the name of a protected stage before anything of it is written. */
import { LambdaEnvError } from "../../errors.ts";
import { renderStageQuestion } from "../../output/messages/stage.ts";
import type { Context } from "../context.ts";
import type { Options } from "../options.ts";
import { canAsk, declined } from "./confirm.ts";

/**
 * Returns once the change of a protected stage is confirmed; at once if the stage is not protected, or there is none.
 *
 * `--yes` confirms it only beside `--stage` on the command line itself: a stage that comes from the environment may be that of the
 * command before.
 * Errors: CONFIRMATION_REQUIRED if nobody can be asked, DECLINED, INTERRUPTED.
 */
export async function confirmProtected(
  options: Pick<Options, "stdin" | "env">,
  context: Pick<Context, "stage" | "stdin" | "stderr" | "signal" | "clock" | "reporter">,
): Promise<void> {
  const { stage, reporter } = context;
  if (stage?.isProtected !== true || stage.isConfirmed) return;
  if (!canAsk(options, context)) {
    const { name } = stage;
    throw new LambdaEnvError(
      "CONFIRMATION_REQUIRED",
      `stage ${name} is protected, and there is no terminal to ask; nothing was written`,
      {
        hint: `add --yes --stage ${name} to the command line itself`,
      },
    );
  }
  const { askLine } = await import("./line.ts");
  reporter.clearProgress();
  const typed = await askLine(renderStageQuestion(stage.name, reporter.messageLook.style), context);
  if (typed.kind === "interrupted") throw new LambdaEnvError("INTERRUPTED", "interrupted; nothing was written");
  if (typed.kind !== "line" || typed.text.trim() !== stage.name) throw declined();
}
