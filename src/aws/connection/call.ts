/** One call of AWS: send it, and translate what goes wrong. */
import { defined } from "../../core/defined.ts";
import type { Service } from "./clients.ts";
import { translateError } from "./errors.ts";

export interface CallOptions {
  readonly signal?: AbortSignal;
}

/** Sends by `send` and returns its reply; what it throws is translated. */
export async function callAws<Reply>(
  { action, subject }: { readonly action: string; readonly subject: string },
  { host, profile }: Pick<Service<unknown, unknown>, "host" | "profile">,
  send: () => Promise<Reply>,
): Promise<Reply> {
  try {
    return await send();
  } catch (error) {
    throw translateError(error, { action, subject, host: host(), profile });
  }
}

/** Returns the options of the SDK's `send`. */
export function sendOptions({ signal }: CallOptions): { abortSignal?: AbortSignal } {
  return defined({ abortSignal: signal });
}
