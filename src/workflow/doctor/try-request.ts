/** What a request came to. */
import type { Attempted } from "../../aws/diagnosis/settings.ts";
import { LambdaEnvError } from "../../errors.ts";

/** Returns the result of `work`, or its failure. Errors: INTERRUPTED, and what is a bug. */
export async function tryRequest<T>(work: () => Promise<T>): Promise<Attempted<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    if (error instanceof LambdaEnvError && error.code !== "INTERRUPTED") return { error };
    throw error;
  }
}
