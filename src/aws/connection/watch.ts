/** Watches each request of a client just before it is sent. */
import { isOutgoing, type Outgoing } from "./endpoint.ts";
import { isThrottling, retryAfterMs } from "./errors.ts";

/** The operation that was refused, such as `GetFunction`, and how long AWS asks to wait. */
export type Throttled = (operation: string, retryAfterMs: number) => void;

/** Returns a middleware that watches each request just before it is sent, and an object with what it saw last. */
export function watchRequests(announce: (request: Outgoing) => void, onThrottled: Throttled): RequestWatch {
  let latest: Outgoing | undefined;
  return {
    latest: () => latest,
    middleware: (next, context) => async (args) => {
      if (isOutgoing(args.request)) {
        latest = args.request;
        announce(args.request);
      }
      try {
        return await next(args);
      } catch (error) {
        const operation = context.commandName?.replace(/Command$/, "") ?? "";
        if (error instanceof Error && isThrottling(error)) onThrottled(operation, retryAfterMs(error));
        throw error;
      }
    },
  };
}

export interface RequestWatch {
  /** The latest request. */
  readonly latest: () => Outgoing | undefined;
  readonly middleware: <Args extends { request: unknown }, Output>(
    next: (args: Args) => Promise<Output>,
    context: { readonly commandName?: string },
  ) => (args: Args) => Promise<Output>;
}
