/** Cloud Control: the properties of one resource of any type, or why they cannot be read. */

import { type Json, parseJsonText } from "../core/json.ts";
import { type Readable, readableCode, readableParts } from "../core/secrecy/foreign.ts";
import { type CallOptions, callAws, sendOptions } from "./connection/call.ts";
import type { Aws } from "./connection/clients.ts";
import { isServiceError, isThrottling, statusOf } from "./connection/errors.ts";

export type ResourceResult =
  | { readonly kind: "found"; readonly properties: Json }
  | {
      readonly kind: "failed";
      /** AWS's name of the error, and the known words of its text. */
      readonly errorCode: string;
      readonly message: Readable;
    };

/** Errors about the caller, not about the resource. */
const ABOUT_THE_CALLER = /^(?:UnrecognizedClient|Expired|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch)/;

/**
 * Returns the properties of the resource; if Cloud Control cannot read the resource or its type, or not for this caller, that is
 * a result too.
 *
 * Errors: UNAVAILABLE, NO_CREDENTIALS, NO_REGION, INTERRUPTED.
 */
export async function getResource(
  aws: Aws,
  { type, identifier }: { readonly type: string; readonly identifier: string },
  options: CallOptions = {},
): Promise<ResourceResult> {
  const cloudControl = await aws.cloudControl();
  const asked = { action: "cloudformation:GetResource", subject: `${type} ${identifier}` };
  const command = new cloudControl.sdk.GetResourceCommand({ TypeName: type, Identifier: identifier });
  return callAws(asked, cloudControl, async () => {
    try {
      const reply = await cloudControl.client.send(command, sendOptions(options));
      const properties = parseJsonText(reply.ResourceDescription?.Properties ?? "");
      if (properties === undefined) return { kind: "failed", errorCode: "no properties", message: readableParts("") };
      return { kind: "found", properties };
    } catch (error) {
      if (!(error instanceof Error) || !isAboutResource(error)) throw error;
      return { kind: "failed", errorCode: readableCode(error.name), message: readableParts(error.message) };
    }
  });
}

function isAboutResource(error: Error): boolean {
  if (!isServiceError(error) || isThrottling(error) || ABOUT_THE_CALLER.test(error.name)) return false;
  return (statusOf(error) ?? 0) < 500;
}
