/** The stack that a template is deployed to, or why it is not known. */
import type { Finding, LambdaEnvError } from "../../errors.ts";
import type { Stack } from "./stack.ts";

export type KnownStack =
  | { readonly value: Stack; readonly findings: readonly Finding[] }
  | { readonly unavailable: string; readonly error?: LambdaEnvError };

/** The reason if nothing names a stack. */
export const NO_STACK = { unavailable: "it needs the stack that the template is deployed to" } as const satisfies KnownStack;
