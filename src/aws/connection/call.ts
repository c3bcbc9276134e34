/** One call of AWS: sends it, and translates errors. */
import { defined } from "../../core/defined.ts";
import type { Service } from "./clients.ts";
import { translateError } from "./errors.ts";

export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** Sends with `send` and returns the reply; translates what it throws. */
export async function callAws<Reply>(
  { action, subject }: { readonly action: string; readonly subject: string },
  { reached }: Pick<Service<unknown, unknown>, "reached">,
  send: () => Promise<Reply>,
): Promise<Reply> {
  try {
    return await send();
  } catch (error) {
    throw translateError(error, { action, subject, ...reached() });
  }
}

/** Returns the options of the SDK's `send`. */
export function sendOptions({ signal }: CallOptions): { abortSignal?: AbortSignal } {
  return defined({ abortSignal: signal });
}
