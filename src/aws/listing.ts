/** The account's functions, as list calls return them. */
import type { ListFunctionsCommandOutput } from "@aws-sdk/client-lambda";
import { parseArn } from "../core/arn/arn.ts";
import type { FunctionSnapshot } from "../core/function.ts";
import { type CallOptions, callAws, sendOptions } from "./connection/call.ts";
import type { Aws } from "./connection/clients.ts";
import { pagesOf } from "./connection/pages.ts";
import { toSnapshot } from "./function.ts";

/**
 * Yields the functions of this account and region in pages of at most 50: their variables and revision ids, but neither their
 * state nor the status of an update, which lists omit.
 *
 * Errors: ACCESS_DENIED, UNAVAILABLE, NO_CREDENTIALS, NO_REGION, INTERRUPTED.
 */
export async function* listPages(aws: Aws, options: CallOptions = {}): AsyncGenerator<readonly FunctionSnapshot[]> {
  const lambda = await aws.lambda();
  const asked = { action: "lambda:ListFunctions", subject: "the functions of this account" };
  const readPage = (token: string | undefined): Promise<ListFunctionsCommandOutput> => {
    const command = new lambda.sdk.ListFunctionsCommand({ Marker: token });
    return callAws(asked, lambda, () => lambda.client.send(command, sendOptions(options)));
  };
  for await (const reply of pagesOf(readPage, ({ NextMarker: next }) => next)) {
    yield (reply.Functions ?? []).flatMap((one) => (one.FunctionName === undefined ? [] : [toSnapshot(one.FunctionName, one)]));
  }
}

/**
 * Returns the names of the account's functions in this region, at most `limit`, in the order of AWS.
 *
 * Errors: ACCESS_DENIED, UNAVAILABLE, NO_CREDENTIALS, NO_REGION, INTERRUPTED.
 */
export async function listFunctions(
  aws: Aws,
  { limit, account, ...options }: CallOptions & { readonly limit: number; readonly account?: string },
): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const page of listPages(aws, options)) {
    const wanted = page.filter(({ functionArn }) => account === undefined || parseArn(functionArn)?.account === account);
    names.push(...wanted.map(({ functionName }) => functionName));
    if (names.length >= limit) break;
  }
  return names.slice(0, limit);
}

export interface FunctionPage {
  readonly names: readonly string[];
  /** The token for the next page; undefined after the last one. */
  readonly next: string | undefined;
}

/**
 * Returns one page of the account's functions by name, with one request; without `marker` the first one.
 *
 * Errors: as `listFunctions`.
 */
export async function readFunctionPage(aws: Aws, marker: string | undefined, options: CallOptions): Promise<FunctionPage> {
  const lambda = await aws.lambda();
  const asked = { action: "lambda:ListFunctions", subject: "the functions of this account" };
  const command = new lambda.sdk.ListFunctionsCommand({ Marker: marker });
  const reply = await callAws(asked, lambda, () => lambda.client.send(command, sendOptions(options)));
  return { names: (reply.Functions ?? []).flatMap(({ FunctionName: name }) => name ?? []), next: reply.NextMarker };
}
