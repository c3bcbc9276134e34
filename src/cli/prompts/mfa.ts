/** The code of an MFA device, which a profile needs to assume its role. */
import { LambdaEnvError } from "../../errors.ts";
import { renderMfaQuestion } from "../../output/messages/questions.ts";
import type { Context } from "../context.ts";
import { askLine } from "./line.ts";

type MfaContext = Pick<Context, "stdin" | "stderr" | "signal" | "clock" | "reporter">;

/**
 * Returns the code that the user types; undefined where there is no terminal to ask at.
 *
 * Errors: INTERRUPTED.
 */
export async function askMfaCode(serial: string, context: MfaContext): Promise<string | undefined> {
  const { stdin, stderr, reporter } = context;
  if (stdin.isTTY !== true || stderr.isTTY !== true) return undefined;
  reporter.clearProgress();
  const typed = await askLine(renderMfaQuestion(serial), context);
  if (typed.kind === "line") return typed.text.trim();
  throw new LambdaEnvError("INTERRUPTED", "interrupted; nothing was written");
}
