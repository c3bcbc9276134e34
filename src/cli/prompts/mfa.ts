/** The code of an MFA device, which a profile needs to assume its role. */
import { createInterface } from "node:readline";
import { LambdaEnvError } from "../../errors.ts";
import { renderMfaQuestion } from "../../output/messages/questions.ts";
import type { Context } from "../context.ts";

type MfaContext = Pick<Context, "stdin" | "stderr" | "signal" | "reporter">;

/**
 * Returns the code that the user types; undefined where there is no terminal to ask at.
 *
 * Errors: INTERRUPTED.
 */
export async function askMfaCode(serial: string, context: MfaContext): Promise<string | undefined> {
  const { stdin, stderr, signal, reporter } = context;
  if (stdin.isTTY !== true || stderr.isTTY !== true) return undefined;
  reporter.clearProgress();
  const lines = createInterface({ input: stdin, output: stderr, terminal: true, historySize: 0 });
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void): void => {
      signal.removeEventListener("abort", interrupt);
      lines.off("close", interrupt);
      lines.close();
      settle();
    };
    const interrupt = (): void => {
      stderr.write("\n");
      finish(() => reject(new LambdaEnvError("INTERRUPTED", "interrupted; nothing was written")));
    };
    signal.addEventListener("abort", interrupt, { once: true });
    lines.on("SIGINT", interrupt);
    lines.on("close", interrupt);
    lines.question(renderMfaQuestion(serial), (line) => finish(() => resolve(line.trim())));
  });
}
