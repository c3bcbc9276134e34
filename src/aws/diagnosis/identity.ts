/** Who is calling, as AWS sees it. */
import { type CallOptions, callAws, sendOptions } from "../connection/call.ts";
import type { Aws } from "../connection/clients.ts";

export interface Identity {
  readonly arn: string;
  readonly account: string;
}

/** Returns who the credentials belong to. It needs no permission. Errors: NO_CREDENTIALS, NO_REGION, UNAVAILABLE, AWS_ERROR, INTERRUPTED. */
export async function getCallerIdentity(aws: Aws, options: CallOptions = {}): Promise<Identity> {
  const sts = await aws.sts();
  const asked = { action: "sts:GetCallerIdentity", subject: "the caller" };
  const reply = await callAws(asked, sts, () => sts.client.send(new sts.sdk.GetCallerIdentityCommand({}), sendOptions(options)));
  return { arn: reply.Arn ?? "", account: reply.Account ?? "" };
}
