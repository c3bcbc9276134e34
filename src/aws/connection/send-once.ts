/** A request that changes something is sent once: after a lost reply a second try would meet what the first one did. */
import { defined } from "../../core/defined.ts";
import { BEFORE_SENDING } from "./clients.ts";
import { isNotSent, isServiceError, isThrottling, nameOf, statusOf } from "./errors.ts";
import { isForeignReply } from "./reply.ts";

/** A command of the SDK, as far as a look at its single tries needs it. */
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
  /** It may have been carried out. `answer` says what came in place of a reply: `500 (ServiceException)`, `an HTML or XML page (status 200)`. */
  | { readonly kind: "ambiguous"; readonly cause: unknown; readonly answer?: string };

/**
 * Sends `command` by `send`.
 *
 * Only throttled requests, and those that no connection came about for, are sent again by the SDK: both are known not to have
 * been processed. What became of a lost one is left to the caller to find out.
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
        // The SDK tries again by what it sees in an error and its causes, so it must not see this one.
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

/** Says what came in place of a reply; nothing where nothing came, or its beginning only. */
function answerOf(failure: Error): string | undefined {
  if (isForeignReply(failure)) return failure.found;
  const status = statusOf(failure);
  if (status === undefined || status < 300) return undefined;
  const name = nameOf(failure);
  return name === undefined ? `${status}` : `${status} (${name})`;
}

/** A service that refuses has not acted: any 4xx, what it does not implement, and a key that it cannot use, which is a 502. */
function isRefusal(failure: Error): boolean {
  if (!isServiceError(failure) && !isForeignReply(failure)) return false;
  const status = statusOf(failure) ?? 0;
  return (status >= 300 && status < 500) || status === 501 || /^KMS\w+Exception$/.test(failure.name);
}
