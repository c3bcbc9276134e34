/** A fact that was read, or why it cannot be read. */
import { type ErrorCode, LambdaEnvError } from "../../errors.ts";

export type Attempt<T> = { readonly value: T } | { readonly unavailable: string; readonly error: LambdaEnvError };

/** Errors that concern only one fact; any other error stops the command. */
const OF_ONE_FACT: readonly ErrorCode[] = [
  "ACCESS_DENIED",
  "STACK_NOT_FOUND",
  "FUNCTION_NOT_FOUND",
  "INVALID_INPUT",
  "AWS_ERROR",
];

/** Returns the result of `read`, or why the fact cannot be read. Errors: those that do not concern only this fact. */
export async function attempt<T>(read: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (!(error instanceof LambdaEnvError) || !OF_ONE_FACT.includes(error.code)) throw error;
    // The rest is AWS's own text, which names the caller and the resource once more.
    return { unavailable: error.message.split(": ")[0] ?? error.message, error };
  }
}
