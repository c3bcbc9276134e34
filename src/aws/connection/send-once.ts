/**
 * Sends a request that changes something only once: after a lost reply, a second attempt would run into the effects of the first.
 */
import { defined } from "../../core/defined.ts";
import { BEFORE_SENDING } from "./clients.ts";
import { isNotSent, isServiceError, isThrottling, nameOf, statusOf } from "./errors.ts";
import { isForeignReply } from "./reply.ts";

/** A command of the SDK, with the parts needed to watch its attempts. */
interface Watchable {
  readonly middlewareStack: {
    add(
      middleware: <Args, Output>(next: (args: Args) => Promise<Output>) => (args: Args) => Promise<Output>,
      where: typeof BEFORE_SENDING,
    ): void;
  };
}

export type SentOnce<Reply> =
  | { readonly kind: "answered"; readonly reply: Reply }
  /** Refused, or never sent: nothing was changed. */
  | { readonly kind: "refused"; readonly error: unknown }
  /**
   * It may have been carried out. `answer` describes what came instead of a reply: `500 (ServiceException)`, `an HTML or XML page
   * (status 200)`.
   */
  | { readonly kind: "ambiguous"; readonly cause: unknown; readonly answer?: string };

/**
 * Sends `command` with `send`.
 *
 * The SDK sends it again only if it was throttled or no connection was made: in both cases it is known not to have been
 * processed. If the reply is lost, the caller has to find out the outcome.
 */
export async function sendOnce<Reply>(command: Watchable, send: () => Promise<Reply>): Promise<SentOnce<Reply>> {
  let failure: unknown;
  command.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (error instanceof Error && (isThrottling(error) || isNotSent(error))) throw error;
        failure = error;
        // The SDK decides about another attempt by an error and its causes, so it must not see this one.
        throw new Error("sent once");
      }
    },
    BEFORE_SENDING,
  );
  try {
    return { kind: "answered", reply: await send() };
  } catch (error) {
    if (!(failure instanceof Error)) return { kind: "refused", error: failure ?? error };
    if (isRefusal(failure)) return { kind: "refused", error: failure };
    const answer = answerOf(failure);
    return { kind: "ambiguous", cause: failure, ...defined({ answer }) };
  }
}

/** Returns what came instead of a reply; undefined if nothing came, or only the start of it. */
function answerOf(failure: Error): string | undefined {
  if (isForeignReply(failure)) return failure.found;
  const status = statusOf(failure);
  if (status === undefined || status < 300) return undefined;
  const name = nameOf(failure);
  return name === undefined ? `${status}` : `${status} (${name})`;
}

/**
 * Returns whether the service refused, and so has not acted: any 4xx, an operation that it does not implement, and a key that it
 * cannot use, which is a 502.
 */
function isRefusal(failure: Error): boolean {
  if (!isServiceError(failure) && !isForeignReply(failure)) return false;
  const status = statusOf(failure) ?? 0;
  return (status >= 300 && status < 500) || status === 501 || /^KMS\w+Exception$/.test(failure.name);
}
