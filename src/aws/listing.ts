/** The account's functions, as lists show them. */
import type { FunctionSnapshot } from "../core/function.ts";
import { type CallOptions, callAws, sendOptions } from "./connection/call.ts";
import type { Aws } from "./connection/clients.ts";
import { toSnapshot } from "./function.ts";

/**
 * Yields the functions of this account and region, a page of at most 50 at a time: their variables and revision ids, but neither state nor
 * the status of an update, which lists leave out.
 *
 * Errors: ACCESS_DENIED, UNAVAILABLE, NO_CREDENTIALS, NO_REGION, INTERRUPTED.
 */
export async function* listPages(aws: Aws, options: CallOptions = {}): AsyncGenerator<readonly FunctionSnapshot[]> {
  const lambda = await aws.lambda();
  const asked = { action: "lambda:ListFunctions", subject: "the functions of this account" };
  let marker: string | undefined;
  do {
    const command = new lambda.sdk.ListFunctionsCommand(marker === undefined ? {} : { Marker: marker });
    const reply = await callAws(asked, lambda, () => lambda.client.send(command, sendOptions(options)));
    yield (reply.Functions ?? []).flatMap((one) => (one.FunctionName === undefined ? [] : [toSnapshot(one.FunctionName, one)]));
    marker = reply.NextMarker;
  } while (marker);
}
