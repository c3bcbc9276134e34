/** Who may call: the signature that every request must carry, and the operations that a test has denied. */
import { type HttpRequest, type Refusal, refuse } from "./service.ts";
import type { World } from "./state.ts";

/** Refuses a request without a credential; the signature itself is not checked. */
export function assertSigned({ headers }: HttpRequest): void {
  if (/\bCredential=[^/,\s]+\//.test(headers.authorization ?? "")) return;
  refuse({ status: 403, type: "MissingAuthenticationTokenException", message: "Missing Authentication Token" });
}

/** Refuses `action` (`lambda:GetFunction`) if it is denied, altogether or on `subject`. */
export function assertAllowed(world: World, action: string, subject: string | undefined, denied: Refusal): void {
  const operation = action.slice(action.indexOf(":") + 1);
  const { denied: actions } = world.switches;
  if (!actions.has(operation) && !actions.has(deniedKey(operation, subject))) return;
  refuse({
    ...denied,
    message: `User: arn:aws:iam::${world.account}:user/local is not authorized to perform: ${action} on resource: ${subject ?? "*"} because no identity-based policy allows the ${action} action`,
  });
}

/** Returns how `Switches.denied` spells a denial. */
export function deniedKey(operation: string, subject?: string): string {
  return subject === undefined ? operation : `${operation} ${subject}`;
}
