/** Published versions and aliases of a function. */
import type { AliasConfiguration, ListAliasesCommandOutput, ListVersionsByFunctionCommandOutput } from "@aws-sdk/client-lambda";
import { defined } from "../core/defined.ts";
import type { Alias, Environment, MoveOutcome, PublishOutcome } from "../core/function.ts";
import { type CallOptions, callAws, sendOptions } from "./connection/call.ts";
import type { Aws } from "./connection/clients.ts";
import { translateError } from "./connection/errors.ts";
import { pagesOf } from "./connection/pages.ts";
import { sendOnce } from "./connection/send-once.ts";
import { refusalOf, toSnapshot } from "./function.ts";

/**
 * Returns all aliases of a function.
 *
 * Errors: as for `getFunctionConfiguration`.
 */
export async function listAliases(aws: Aws, functionName: string, options: CallOptions = {}): Promise<readonly Alias[]> {
  const lambda = await aws.lambda();
  const asked = { action: "lambda:ListAliases", subject: `function ${functionName}` };
  const readPage = (token: string | undefined): Promise<ListAliasesCommandOutput> => {
    const command = new lambda.sdk.ListAliasesCommand({ FunctionName: functionName, Marker: token });
    return callAws(asked, lambda, () => lambda.client.send(command, sendOptions(options)));
  };
  const aliases: Alias[] = [];
  for await (const reply of pagesOf(readPage, ({ NextMarker: next }) => next)) {
    aliases.push(...(reply.Aliases ?? []).flatMap(toAlias));
  }
  return aliases;
}

function toAlias(alias: AliasConfiguration): readonly Alias[] {
  const { Name: name, FunctionVersion: version, RevisionId: revisionId, RoutingConfig: routing } = alias;
  if (name === undefined || version === undefined) return [];
  const weighted = Object.keys(routing?.AdditionalVersionWeights ?? {}).length > 0;
  return [{ name, version, ...defined({ revisionId }), ...(weighted ? { weighted } : {}) }];
}

/** A version that was published. */
export interface PublishedVersion {
  readonly version: string;
  readonly environment: Environment;
  readonly description?: string;
  readonly publishedAt?: string;
}

/**
 * Returns all published versions of a function with their variables, oldest first.
 *
 * Errors: as for `getFunctionConfiguration`.
 */
export async function listVersions(
  aws: Aws,
  functionName: string,
  options: CallOptions = {},
): Promise<readonly PublishedVersion[]> {
  const lambda = await aws.lambda();
  const asked = { action: "lambda:ListVersionsByFunction", subject: `function ${functionName}` };
  const readPage = (token: string | undefined): Promise<ListVersionsByFunctionCommandOutput> => {
    const command = new lambda.sdk.ListVersionsByFunctionCommand({ FunctionName: functionName, Marker: token });
    return callAws(asked, lambda, () => lambda.client.send(command, sendOptions(options)));
  };
  const versions: PublishedVersion[] = [];
  for await (const reply of pagesOf(readPage, ({ NextMarker: next }) => next)) {
    for (const one of reply.Versions ?? []) {
      const { Version: version, Description: text, LastModified: publishedAt } = one;
      if (version === undefined || version === "$LATEST") continue;
      const description = text === "" ? undefined : text;
      versions.push({
        version,
        environment: toSnapshot(functionName, one).environment,
        ...defined({ description, publishedAt }),
      });
    }
  }
  return versions.sort((a, b) => Number(a.version) - Number(b.version));
}

/**
 * Publishes `$LATEST` as a version, if it is still at `revisionId`; if nothing has changed since the latest version, AWS returns
 * that one.
 *
 * Errors: what AWS refused, and then nothing was published; as for `getFunctionConfiguration`.
 */
export async function publishVersion(
  aws: Aws,
  functionName: string,
  { revisionId, ...options }: CallOptions & { readonly revisionId: string | undefined },
): Promise<PublishOutcome> {
  const lambda = await aws.lambda();
  const asked = { action: "lambda:PublishVersion", subject: `function ${functionName}` };
  const command = new lambda.sdk.PublishVersionCommand({ FunctionName: functionName, RevisionId: revisionId });
  const sent = await sendOnce(command, () => lambda.client.send(command, sendOptions(options)));
  if (sent.kind === "ambiguous") return sent;
  if (sent.kind === "answered") {
    return { kind: "published", version: sent.reply.Version ?? "", snapshot: toSnapshot(functionName, sent.reply) };
  }
  const refusal = refusalOf(sent.error);
  if (refusal !== undefined) return { kind: refusal };
  throw translateError(sent.error, { ...asked, ...lambda.reached() });
}

/**
 * Points `alias` at the version that it names, if it is still as it was read.
 *
 * Errors: what AWS refused, and then the alias was not changed; as for `getFunctionConfiguration`.
 */
export async function updateAlias(aws: Aws, functionName: string, alias: Alias, options: CallOptions = {}): Promise<MoveOutcome> {
  const lambda = await aws.lambda();
  const asked = { action: "lambda:UpdateAlias", subject: `alias ${alias.name} of function ${functionName}` };
  const command = new lambda.sdk.UpdateAliasCommand({
    FunctionName: functionName,
    Name: alias.name,
    FunctionVersion: alias.version,
    RevisionId: alias.revisionId,
  });
  const sent = await sendOnce(command, () => lambda.client.send(command, sendOptions(options)));
  if (sent.kind === "ambiguous") return sent;
  if (sent.kind === "answered") return { kind: "moved" };
  const refusal = refusalOf(sent.error);
  if (refusal !== undefined) return { kind: refusal };
  throw translateError(sent.error, { ...asked, ...lambda.reached() });
}
