/** Secrets Manager: the current values of several secrets, and for each one that cannot be read, why. */
import type { BatchGetSecretValueCommandOutput, SecretValueEntry } from "@aws-sdk/client-secrets-manager";
import { isArn } from "../core/arn/arn.ts";
import { defined } from "../core/defined.ts";
import { type Readable, readableParts } from "../core/secrecy/foreign.ts";
import { batchesOf } from "./connection/batches.ts";
import { type CallOptions, callAws, sendOptions } from "./connection/call.ts";
import type { Aws } from "./connection/clients.ts";
import { pagesOf } from "./connection/pages.ts";
import { awsOf, groupByRegion } from "./connection/regions.ts";

/** Why one secret cannot be read; any other error fails the call. */
type SecretFailure = "NOT_FOUND" | "ACCESS_DENIED" | "NOT_DECRYPTABLE" | "UNUSABLE";

export type SecretResult =
  | {
      readonly kind: "string";
      readonly value: string;
      readonly arn: string;
      readonly versionId?: string;
      /** When this version was made. */
      readonly createdAt?: Date;
    }
  | { readonly kind: "binary"; readonly arn: string }
  | {
      readonly kind: "failed";
      readonly code: SecretFailure;
      /** AWS's name of the error, and the known words of its text. */
      readonly errorCode: string;
      readonly message: Readable;
    };

/** One version of a secret: the current one, unless a staging label or a version id is given. */
export interface SecretVersion {
  readonly id: string;
  readonly stage?: string;
  readonly version?: string;
}

/** The maximum number of ids for one BatchGetSecretValue. Source: the Secrets Manager service model. */
const BATCH_SIZE = 20;

/** Errors that concern one secret, by AWS's names. A secret that is marked for deletion is an InvalidRequestException. */
const FAILURES: ReadonlyMap<string, SecretFailure> = new Map([
  ["ResourceNotFoundException", "NOT_FOUND"],
  ["AccessDeniedException", "ACCESS_DENIED"],
  ["DecryptionFailure", "NOT_DECRYPTABLE"],
  ["DecryptionFailureException", "NOT_DECRYPTABLE"],
  ["InvalidRequestException", "UNUSABLE"],
  ["InvalidParameterException", "UNUSABLE"],
  ["ValidationException", "UNUSABLE"],
]);

/**
 * Errors after which each id of a batch is requested separately: the batch call is not allowed, or one of its ids makes it fail.
 */
const BATCH_REFUSED = new Set([...FAILURES.keys(), "UnknownOperationException", "InvalidAction"]);

type SecretsService = Awaited<ReturnType<Aws["secrets"]>>;

/**
 * Returns a result for each of `ids`, which are names or ARNs: the current version, from the region that an ARN names.
 *
 * Errors: UNAVAILABLE, NO_CREDENTIALS, NO_REGION, INTERRUPTED, AWS_ERROR; what is wrong with one secret is in its result.
 */
export async function getSecrets(
  aws: Aws,
  ids: readonly string[],
  options: CallOptions = {},
): Promise<ReadonlyMap<string, SecretResult>> {
  const groups = [...groupByRegion(aws, ids)].map(([there, own]) => getSecretsThere(there, own, options));
  const results = new Map((await Promise.all(groups)).flat());
  return new Map(
    ids.flatMap((id) => [results.get(id)].flatMap((result) => (result === undefined ? [] : [[id, result] as const]))),
  );
}

async function getSecretsThere(
  aws: Aws,
  ids: readonly string[],
  options: CallOptions,
): Promise<readonly (readonly [string, SecretResult])[]> {
  const secrets = await aws.secrets();
  const results: (readonly [string, SecretResult])[] = [];
  for (const batch of batchesOf(ids, BATCH_SIZE)) {
    const found = batch.length > 1 ? await getBatch(secrets, batch, options) : new Map<string, SecretResult>();
    const missing = batch.filter((id) => !found.has(id));
    const singles = await Promise.all(missing.map(async (id) => [id, await getVersion(secrets, { id }, options)] as const));
    results.push(...found, ...singles);
  }
  return results;
}

/** Returns one version of a secret. Errors: as for `getSecrets`. */
export async function getSecretVersion(aws: Aws, version: SecretVersion, options: CallOptions = {}): Promise<SecretResult> {
  return getVersion(await awsOf(aws, version.id).secrets(), version, options);
}

/** The names of secrets in the region of the connection. */
export interface ListedSecrets {
  readonly region: string;
  /** Empty if the caller may not list them. */
  readonly names: readonly string[];
}

/** More pages of names are not fetched for a hint. */
const MAX_LISTED_PAGES = 5;

/** Returns the names of the first secrets, for a hint: an error of this request is not reported. */
export async function listSecrets(aws: Aws, options: CallOptions = {}): Promise<ListedSecrets> {
  const { sdk, client } = await aws.secrets();
  const region = await client.config.region();
  const names: string[] = [];
  try {
    let token: string | undefined;
    for (let page = 0; page < MAX_LISTED_PAGES; page += 1) {
      const command = new sdk.ListSecretsCommand({ MaxResults: 100, NextToken: token });
      const { SecretList: secrets = [], NextToken: next } = await client.send(command, sendOptions(options));
      names.push(...secrets.flatMap(({ Name: name }) => name ?? []));
      if (!next) break;
      token = next;
    }
  } catch {
    return { region, names };
  }
  return { region, names };
}

async function getVersion(
  secrets: SecretsService,
  { id, stage, version }: SecretVersion,
  options: CallOptions,
): Promise<SecretResult> {
  const asked = { action: "secretsmanager:GetSecretValue", subject: "a secret" };
  const command = new secrets.sdk.GetSecretValueCommand({
    SecretId: id,
    VersionStage: stage,
    VersionId: version,
  });
  return callAws(asked, secrets, async () => {
    try {
      return toResult(id, await secrets.client.send(command, sendOptions(options)));
    } catch (error) {
      const failed = error instanceof Error ? toFailure(error.name, error.message) : undefined;
      if (failed === undefined) throw error;
      return failed;
    }
  });
}

/** Returns what a batch call returned, which may be fewer secrets than requested. */
async function getBatch(
  secrets: SecretsService,
  ids: readonly string[],
  options: CallOptions,
): Promise<ReadonlyMap<string, SecretResult>> {
  const asked = { action: "secretsmanager:BatchGetSecretValue", subject: "the secrets" };
  const readPage = (token: string | undefined): Promise<BatchGetSecretValueCommandOutput | undefined> => {
    const command = new secrets.sdk.BatchGetSecretValueCommand({ SecretIdList: [...ids], NextToken: token });
    return callAws(asked, secrets, async () => {
      try {
        return await secrets.client.send(command, sendOptions(options));
      } catch (error) {
        if (error instanceof Error && BATCH_REFUSED.has(error.name)) return undefined;
        throw error;
      }
    });
  };
  const results = new Map<string, SecretResult>();
  for await (const reply of pagesOf(readPage, (page) => page?.NextToken)) {
    for (const entry of reply?.SecretValues ?? []) {
      for (const id of ids) if (isAnswerTo(id, entry)) results.set(id, toResult(id, entry));
    }
    for (const { SecretId: id, ErrorCode: errorCode, Message: message } of reply?.Errors ?? []) {
      const failed = toFailure(errorCode ?? "", message ?? "");
      if (id !== undefined && failed !== undefined) results.set(id, failed);
    }
  }
  return results;
}

/**
 * Returns whether a secret is the requested one: by name, by ARN, or by ARN without the hyphen and six characters that AWS adds.
 */
function isAnswerTo(id: string, { Name: name, ARN: arn = "" }: SecretValueEntry): boolean {
  return id === name || id === arn || (isArn(id) && arn.startsWith(`${id}-`) && arn.length === id.length + 7);
}

function toResult(id: string, entry: SecretValueEntry): SecretResult {
  const { SecretString: value, VersionId: versionId, ARN: arn = id, CreatedDate: createdAt } = entry;
  if (value === undefined) return { kind: "binary", arn };
  return {
    kind: "string",
    value,
    arn,
    ...defined({ versionId, createdAt }),
  };
}

function toFailure(errorCode: string, message: string): SecretResult | undefined {
  const code = FAILURES.get(errorCode);
  return code === undefined ? undefined : { kind: "failed", code, errorCode, message: readableParts(message) };
}
