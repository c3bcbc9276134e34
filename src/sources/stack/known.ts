/** A fact that was read, or why it cannot be had. */
import { type ErrorCode, LambdaEnvError } from "../../errors.ts";

export type Attempt<T> = { readonly value: T } | { readonly unavailable: string; readonly error: LambdaEnvError };

/** Errors that concern one fact alone; with any other nothing can go on. */
const OF_ONE_FACT: readonly ErrorCode[] = [
  "ACCESS_DENIED",
  "STACK_NOT_FOUND",
  "FUNCTION_NOT_FOUND",
  "INVALID_INPUT",
  "AWS_ERROR",
];

/** Returns what `read` gives, or why it cannot be had. Errors: those that do not concern this fact alone. */
export async function attempt<T>(read: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (!(error instanceof LambdaEnvError) || !OF_ONE_FACT.includes(error.code)) throw error;
    // What follows is AWS's own text, which names the caller and the resource once more.
    return { unavailable: error.message.split(": ")[0] ?? error.message, error };
  }
}
