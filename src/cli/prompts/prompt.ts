/** A question at the terminal that is answered by yes or no. */
import type { Context } from "../context.ts";
import { askLine } from "./line.ts";

/** `interrupted` is Ctrl-C, Ctrl-D, or a signal. */
export type UserAnswer = "yes" | "no" | "interrupted";

/** Asks `question` and returns what the user answered: `yes` for a line that says `y` or `yes`, `no` for any other line and for Esc. */
export async function askYesOrNo(
  question: string,
  context: Pick<Context, "stdin" | "stderr" | "signal" | "clock">,
): Promise<UserAnswer> {
  const typed = await askLine(question, context);
  if (typed.kind === "interrupted") return "interrupted";
  return typed.kind === "line" && /^\s*y(?:es)?\s*$/i.test(typed.text) ? "yes" : "no";
}
