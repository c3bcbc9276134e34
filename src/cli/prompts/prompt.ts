/** One question at the terminal, answered by a line of its own. */
import { createInterface } from "node:readline";
import type { Context } from "../context.ts";

/** `interrupted` is Ctrl-C, Ctrl-D, or a signal. */
export type UserAnswer = "yes" | "no" | "interrupted";

/** What was typed or pasted before arrives within this time, once the terminal stops to hold it back line by line. */
const QUIET_MS = 50;

const CTRL_C = 0x03;

/**
 * Asks `question` and returns what the user answered: `yes` for a line that says `y` or `yes`, `no` for any other line and for Esc.
 *
 * Only what is typed after the question appeared is an answer. A pasted command line, or a key pressed while waiting, was meant for
 * something else.
 */
export async function askYesOrNo(
  question: string,
  context: Pick<Context, "stdin" | "stderr" | "signal" | "clock">,
): Promise<UserAnswer> {
  const { stderr, signal } = context;
  const input = context.stdin as NodeJS.ReadStream;
  const discarded = await discardTyped(input, context);
  if (discarded === "interrupted" || signal.aborted) return "interrupted";
  const lines = createInterface({ input, output: stderr, terminal: true, historySize: 0, escapeCodeTimeout: 100 });
  return new Promise<UserAnswer>((resolve) => {
    const finish = (answer: UserAnswer): void => {
      signal.removeEventListener("abort", interrupt);
      input.off("keypress", onKey);
      lines.off("close", interrupt);
      lines.close();
      stderr.write("\n");
      resolve(answer);
    };
    const interrupt = (): void => finish("interrupted");
    const onKey = (_: unknown, key: { readonly name?: string } | undefined): void => {
      if (key?.name === "escape") finish("no");
    };
    signal.addEventListener("abort", interrupt, { once: true });
    input.on("keypress", onKey);
    lines.on("SIGINT", interrupt);
    // Ctrl-D ends the input, which is no answer.
    lines.on("close", interrupt);
    lines.question(question, (line) => finish(/^\s*y(?:es)?\s*$/i.test(line) ? "yes" : "no"));
  });
}

/** Reads what the terminal holds, and forgets it. Without the raw mode it would keep an unfinished line for later. */
async function discardTyped(
  input: NodeJS.ReadStream,
  { clock, signal }: Pick<Context, "clock" | "signal">,
): Promise<"quiet" | "interrupted"> {
  let isQuiet = false;
  let wasInterrupted = false;
  const discard = (chunk: Uint8Array | string): void => {
    isQuiet = false;
    // In raw mode this is no signal any more.
    wasInterrupted ||= Buffer.from(chunk).includes(CTRL_C);
  };
  input.setRawMode(true);
  input.on("data", discard);
  input.resume();
  while (!isQuiet && !wasInterrupted && !signal.aborted) {
    isQuiet = true;
    await clock.sleep(QUIET_MS, signal);
  }
  input.off("data", discard);
  input.pause();
  if (wasInterrupted || signal.aborted) input.setRawMode(false);
  return wasInterrupted ? "interrupted" : "quiet";
}
