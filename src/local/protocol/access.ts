/** Access control: the access key that every request must carry, and the operations that a test has denied. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { makeGlobalArn } from "../../core/arn/arn.ts";
import type { World } from "../state/state.ts";
import type { HttpRequest } from "./http.ts";
import { type LocalService, type Refusal, refuse } from "./service.ts";

type Keys = Pick<World, "accessKeyId">;

/** Who signed a request, and for which region. */
interface Credential {
  readonly accessKeyId: string;
  readonly region: string;
}

/**
 * Refuses a request without a credential, with another access key than the endpoint's, or for another region, as AWS does.
 *
 * The signature itself is not checked: the access key is random, and only known to those to whom the user gave it.
 */
export function assertSigned({ headers }: HttpRequest, { denied, isGlobal }: LocalService, world: World): void {
  const credential = readCredential(headers);
  if (credential === undefined) {
    refuse({ status: 403, type: "MissingAuthenticationTokenException", message: "Missing Authentication Token" });
  }
  const { status } = denied;
  if (!isOurs(credential, world)) {
    const message = "The security token included in the request is invalid.";
    refuse({ status, type: "UnrecognizedClientException", message });
  }
  if (isGlobal || credential.region === world.region) return;
  const message = `Credential should be scoped to a valid region, not '${credential.region}'.`;
  refuse({ status, type: "InvalidSignatureException", message });
}

/** Returns whether the request carries the endpoint's access key, or any key if the endpoint has none. */
export function isTrusted(headers: IncomingHttpHeaders, keys: Keys): boolean {
  const credential = readCredential(headers);
  return credential !== undefined && isOurs(credential, keys);
}

function isOurs(credential: Credential, keys: Keys): boolean {
  return keys.accessKeyId === undefined || isEqual(credential.accessKeyId, keys.accessKeyId);
}

/** Takes the same time however much of a guess is right. */
function isEqual(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

function readCredential({ authorization = "" }: IncomingHttpHeaders): Credential | undefined {
  const [, accessKeyId, region] = /\bCredential=([^/,\s]+)\/[^/,\s]*\/([^/,\s]*)\//.exec(authorization) ?? [];
  return accessKeyId === undefined || region === undefined ? undefined : { accessKeyId, region };
}

/** Refuses `action` (`lambda:GetFunction`) if it is denied, altogether or on `subject`. */
export function assertAllowed(world: World, action: string, subject: string | undefined, denied: Refusal): void {
  const operation = action.slice(action.indexOf(":") + 1);
  const { denied: actions } = world.switches;
  if (!actions.has(operation) && !actions.has(deniedKey(operation, subject))) return;
  refuse({
    ...denied,
    message: `User: ${makeGlobalArn(world, "iam", "user/local")} is not authorized to perform: ${action} on resource: ${subject ?? "*"} because no identity-based policy allows the ${action} action`,
  });
}

/** Returns the spelling of a denial in `Switches.denied`. */
export function deniedKey(operation: string, subject?: string): string {
  return subject === undefined ? operation : `${operation} ${subject}`;
}
