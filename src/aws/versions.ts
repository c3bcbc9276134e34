/** What surrounds `$LATEST`: the account's functions by name, published versions, and aliases. */
import { type CallOptions, callAws, sendOptions } from "./call.ts";
import type { Aws } from "./clients.ts";

/** A name that points at a version of a function. */
export interface Alias {
  readonly name: string;
  readonly version: string;
  /** For a locked `updateAlias`; absent from some emulators. */
  readonly revisionId?: string;
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
    for (const { Name: name, FunctionVersion: version, RevisionId: revisionId } of reply.Aliases ?? []) {
      if (name === undefined || version === undefined) continue;
      aliases.push({ name, version, ...(revisionId === undefined ? {} : { revisionId }) });
    }
    marker = reply.NextMarker;
  } while (marker);
  return aliases;
}

/**
 * Publishes what `$LATEST` is, if it still is at `revisionId`, and returns the number of the version.
 *
 * Errors: CONFLICT where it changed since; else as for `getFunctionConfiguration`.
 */
export async function publishVersion(
  aws: Aws,
  functionName: string,
  { revisionId, ...options }: CallOptions & { readonly revisionId: string | undefined },
): Promise<string> {
  const lambda = await aws.lambda();
  const asked = { action: "lambda:PublishVersion", subject: `function ${functionName}` };
  const command = new lambda.sdk.PublishVersionCommand({
    FunctionName: functionName,
    ...(revisionId === undefined ? {} : { RevisionId: revisionId }),
  });
  const reply = await callAws(asked, lambda, () => lambda.client.send(command, sendOptions(options)));
  return reply.Version ?? "";
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
