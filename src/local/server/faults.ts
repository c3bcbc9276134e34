/** Faults and hooks: how a test changes the next requests of one operation. */
import type { Failure, Refusal } from "../protocol/service.ts";

/**
 * What happens to one request instead of its ordinary answer. `when` is `before` the operation takes effect, which is the
 * default, or `after` it, so that the effect stays and the answer is lost.
 */
export type Fault =
  | {
      readonly kind: "error";
      readonly status: number;
      readonly type: string;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly when?: Moment;
    }
  /** The service's own throttling error, with `Retry-After` if it is given. */
  | { readonly kind: "throttle"; readonly retryAfterSeconds?: number; readonly when?: Moment }
  /** The connection is reset. */
  | { readonly kind: "reset"; readonly when?: Moment }
  /** No answer, until the client gives up or the endpoint is closed. */
  | { readonly kind: "hang"; readonly when?: Moment }
  /** The ordinary answer, delayed until the promise resolves. */
  | { readonly kind: "delay"; readonly until: Promise<unknown>; readonly when?: Moment }
  /** The ordinary answer, which stops in the middle of its body: with a reset, or without a further byte. The effect stays. */
  | { readonly kind: "cut"; readonly by: "reset" | "silence"; readonly when?: never }
  /** A body that does not come from AWS: a proxy's page, half a document. */
  | {
      readonly kind: "body";
      readonly status: number;
      readonly contentType: string;
      readonly body: string;
      readonly when?: Moment;
    };

export type Moment = "before" | "after";

export type Hook = () => void | Promise<void>;

/** Pending faults and hooks by operation, first in, first out. */
export interface Script {
  readonly addFault: (operation: string, fault: Fault, times: number) => void;
  readonly clearFaults: () => void;
  readonly takeFault: (operation: string) => Fault | undefined;
  readonly addHook: (operation: string, hook: Hook) => void;
  readonly takeHook: (operation: string) => Hook | undefined;
}

export function makeScript(): Script {
  const faults = new Map<string, Fault[]>();
  const hooks = new Map<string, Hook[]>();
  return {
    addFault: (operation, fault, times) => {
      faults.set(operation, [...(faults.get(operation) ?? []), ...Array.from({ length: times }, () => fault)]);
    },
    clearFaults: () => faults.clear(),
    takeFault: (operation) => faults.get(operation)?.shift(),
    addHook: (operation, hook) => {
      hooks.set(operation, [...(hooks.get(operation) ?? []), hook]);
    },
    takeHook: (operation) => hooks.get(operation)?.shift(),
  };
}

/** Returns the throttling error. */
export function makeThrottled(throttled: Refusal, retryAfterSeconds: number | undefined): Failure {
  return {
    ...throttled,
    message: "Rate exceeded",
    ...(retryAfterSeconds === undefined ? {} : { headers: { "retry-after": String(retryAfterSeconds) } }),
  };
}
