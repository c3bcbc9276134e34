/** What surrounds `$LATEST`: the account's functions by name, published versions, and aliases. */
import type { AliasConfiguration } from "@aws-sdk/client-lambda";
import { type CallOptions, callAws, sendOptions } from "./call.ts";
import type { Aws } from "./clients.ts";

/** A name that points at a version of a function. */
export interface Alias {
  readonly name: string;
  readonly version: string;
  /** For a locked `updateAlias`; absent from some emulators. */
  readonly revisionId?: string;
  /** Present where a part of the calls goes to another version, as while a deployment shifts them. */
  readonly weighted?: true;
}

/** A version that was published. Some take a while until they can be invoked. */
export interface PublishedVersion {
  readonly version: string;
  readonly isReady: boolean;
}

/**
 * Returns the names of the account's functions in this region, at most `limit`, in the order of AWS.
 *
 * Errors: ACCESS_DENIED, UNAVAILABLE, NO_CREDENTIALS, NO_REGION, INTERRUPTED.
 */
export async function listFunctions(
  aws: Aws,
  { limit, ...options }: CallOptions & { readonly limit: number },
): Promise<readonly string[]> {
  const lambda = await aws.lambda();
  const asked = { action: "lambda:ListFunctions", subject: "the functions of this account" };
  const names: string[] = [];
  let marker: string | undefined;
  do {
    const command = new lambda.sdk.ListFunctionsCommand(marker === undefined ? {} : { Marker: marker });
    const reply = await callAws(asked, lambda, () => lambda.client.send(command, sendOptions(options)));
    for (const { FunctionName: name } of reply.Functions ?? []) if (name !== undefined) names.push(name);
    marker = reply.NextMarker;
  } while (marker && names.length < limit);
  return names.slice(0, limit);
}

/**
 * Returns all aliases of a function.
 *
 * Errors: as for `getFunctionConfiguration`.
 */
export async function listAliases(aws: Aws, functionName: string, options: CallOptions = {}): Promise<readonly Alias[]> {
  const lambda = await aws.lambda();
  const asked = { action: "lambda:ListAliases", subject: `function ${functionName}` };
  const aliases: Alias[] = [];
  let marker: string | undefined;
  do {
    const page = { FunctionName: functionName, ...(marker === undefined ? {} : { Marker: marker }) };
    const command = new lambda.sdk.ListAliasesCommand(page);
    const reply = await callAws(asked, lambda, () => lambda.client.send(command, sendOptions(options)));
    aliases.push(...(reply.Aliases ?? []).flatMap(toAlias));
    marker = reply.NextMarker;
  } while (marker);
  return aliases;
}

function toAlias(alias: AliasConfiguration): readonly Alias[] {
  const { Name: name, FunctionVersion: version, RevisionId: revisionId, RoutingConfig: routing } = alias;
  if (name === undefined || version === undefined) return [];
  const weighted = Object.keys(routing?.AdditionalVersionWeights ?? {}).length > 0;
  return [{ name, version, ...(revisionId === undefined ? {} : { revisionId }), ...(weighted ? { weighted } : {}) }];
}

/**
 * Publishes what `$LATEST` is, if it still is at `revisionId`; where nothing changed since the latest version, that one is returned.
 *
 * Errors: CONFLICT where it changed since; else as for `getFunctionConfiguration`.
 */
export async function publishVersion(
  aws: Aws,
  functionName: string,
  { revisionId, ...options }: CallOptions & { readonly revisionId: string | undefined },
): Promise<PublishedVersion> {
  const lambda = await aws.lambda();
  const asked = { action: "lambda:PublishVersion", subject: `function ${functionName}` };
  const command = new lambda.sdk.PublishVersionCommand({
    FunctionName: functionName,
    ...(revisionId === undefined ? {} : { RevisionId: revisionId }),
  });
  const reply = await callAws(asked, lambda, () => lambda.client.send(command, sendOptions(options)));
  return { version: reply.Version ?? "", isReady: reply.State !== "Pending" };
}

/**
 * Points `alias` at another version, if it still is as it was read.
 *
 * Errors: CONFLICT where it changed since; else as for `getFunctionConfiguration`.
 */
export async function updateAlias(aws: Aws, functionName: string, alias: Alias, options: CallOptions = {}): Promise<void> {
  const lambda = await aws.lambda();
  const asked = { action: "lambda:UpdateAlias", subject: `alias ${alias.name} of function ${functionName}` };
  const command = new lambda.sdk.UpdateAliasCommand({
    FunctionName: functionName,
    Name: alias.name,
    FunctionVersion: alias.version,
    ...(alias.revisionId === undefined ? {} : { RevisionId: alias.revisionId }),
  });
  await callAws(asked, lambda, () => lambda.client.send(command, sendOptions(options)));
}
