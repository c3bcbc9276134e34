/** Parameter Store: the values of several parameters, by name or by path, and for each one that cannot be read, why. */
import type { GetParametersByPathCommandOutput, Parameter } from "@aws-sdk/client-ssm";
import { defined } from "../core/defined.ts";
import { type Readable, readableParts } from "../core/secrecy/foreign.ts";
import { batchesOf } from "./connection/batches.ts";
import { type CallOptions, callAws, sendOptions } from "./connection/call.ts";
import type { Aws } from "./connection/clients.ts";
import { pagesOf } from "./connection/pages.ts";
import { groupByRegion } from "./connection/regions.ts";

export interface StoredParameter {
  readonly kind: "found";
  /** As it is stored, without a version. */
  readonly name: string;
  readonly value: string;
  /** Whether it is a SecureString. */
  readonly isEncrypted: boolean;
  /** When this version was stored. */
  readonly changedAt?: Date;
}

export type ParameterResult =
  | StoredParameter
  | { readonly kind: "not-found" }
  | {
      readonly kind: "failed";
      readonly code: "ACCESS_DENIED" | "UNUSABLE";
      /** AWS's name of the error, and the known words of its text. */
      readonly errorCode: string;
      readonly message: Readable;
    };

/** The maximum number of names for one GetParameters. Source: the Systems Manager service model. */
const BATCH_SIZE = 10;

/** Errors that may concern only one of the names. A key that may not be used is an AccessDeniedException too. */
const FAILURES: ReadonlyMap<string, "ACCESS_DENIED" | "UNUSABLE"> = new Map([
  ["AccessDeniedException", "ACCESS_DENIED"],
  ["InvalidKeyId", "UNUSABLE"],
  ["ValidationException", "UNUSABLE"],
  ["ParameterVersionNotFound", "UNUSABLE"],
]);

type ParameterStore = Awaited<ReturnType<Aws["parameterStore"]>>;

/**
 * Returns a result for each of `names`, which are names, ARNs, or either with `:version` or `:label`; SecureStrings
 * decrypted, from the region that an ARN names.
 *
 * Errors: UNAVAILABLE, NO_CREDENTIALS, NO_REGION, INTERRUPTED, AWS_ERROR; what is wrong with one parameter is in its result.
 */
export async function getParameters(
  aws: Aws,
  names: readonly string[],
  options: CallOptions = {},
): Promise<ReadonlyMap<string, ParameterResult>> {
  const groups = [...groupByRegion(aws, names)].map(async ([there, own]) => {
    const parameterStore = await there.parameterStore();
    const results: (readonly [string, ParameterResult])[] = [];
    for (const batch of batchesOf(own, BATCH_SIZE)) results.push(...(await getBatch(parameterStore, batch, options)));
    return results;
  });
  const results = new Map((await Promise.all(groups)).flat());
  return new Map(
    names.flatMap((name) => [results.get(name)].flatMap((result) => (result === undefined ? [] : [[name, result] as const]))),
  );
}

/** Reads the parameters of a batch. One name may make the whole batch fail: then each is requested separately. */
async function getBatch(
  parameterStore: ParameterStore,
  names: readonly string[],
  options: CallOptions,
): Promise<readonly (readonly [string, ParameterResult])[]> {
  const asked = { action: "ssm:GetParameters", subject: "the parameters" };
  const command = new parameterStore.sdk.GetParametersCommand({ Names: [...names], WithDecryption: true });
  const answer = await callAws(asked, parameterStore, async () => {
    try {
      return await parameterStore.client.send(command, sendOptions(options));
    } catch (error) {
      const failed = toFailure(error);
      if (failed === undefined) throw error;
      return failed;
    }
  });
  if ("kind" in answer) {
    if (names.length === 1) return names.map((name) => [name, answer] as const);
    const singles = await Promise.all(names.map((name) => getBatch(parameterStore, [name], options)));
    return singles.flat();
  }
  return names.map((name) => {
    const found = answer.Parameters?.find((parameter) => isAnswerTo(name, parameter));
    return [name, (found === undefined ? undefined : toStored(found)) ?? ({ kind: "not-found" } as const)] as const;
  });
}

export interface FolderOptions extends CallOptions {
  /** Whether the folders below are read too. */
  readonly recursive?: boolean;
  /** Absent: true. */
  readonly decrypts?: boolean;
}

/**
 * Returns the parameters directly under `path`, or all below it, in the order of AWS; SecureStrings decrypted, or as KMS encrypted them.
 *
 * Errors: ACCESS_DENIED, UNAVAILABLE, NO_CREDENTIALS, NO_REGION, INTERRUPTED, INVALID_INPUT for an invalid path.
 */
export async function getParametersByPath(
  aws: Aws,
  path: string,
  { recursive = false, decrypts = true, ...options }: FolderOptions = {},
): Promise<readonly StoredParameter[]> {
  const parameterStore = await aws.parameterStore();
  const asked = { action: "ssm:GetParametersByPath", subject: `the parameters under ${path}` };
  const readPage = (token: string | undefined): Promise<GetParametersByPathCommandOutput> => {
    const page = { Path: path, Recursive: recursive, WithDecryption: decrypts, NextToken: token };
    const command = new parameterStore.sdk.GetParametersByPathCommand(page);
    return callAws(asked, parameterStore, () => parameterStore.client.send(command, sendOptions(options)));
  };
  const found: StoredParameter[] = [];
  for await (const reply of pagesOf(readPage, ({ NextToken: next }) => next)) {
    found.push(...(reply.Parameters ?? []).flatMap((parameter) => toStored(parameter) ?? []));
  }
  return found;
}

/**
 * Returns whether a parameter is the requested one. Parameter Store treats a name with and without a leading slash as the same,
 * and may return the other form.
 */
function isAnswerTo(asked: string, { Name: name = "", ARN: arn, Selector: selector = "" }: Parameter): boolean {
  const withSlash = (text: string): string => (text.startsWith("/") ? text : `/${text}`);
  return withSlash(asked) === `${withSlash(name)}${selector}` || asked === `${arn}${selector}`;
}

function toStored({ Name: name, Value: value, Type: type, LastModifiedDate: changedAt }: Parameter): StoredParameter | undefined {
  if (name === undefined || value === undefined) return undefined;
  return { kind: "found", name, value, isEncrypted: type === "SecureString", ...defined({ changedAt }) };
}

function toFailure(error: unknown): Extract<ParameterResult, { kind: "failed" }> | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = FAILURES.get(error.name);
  return code === undefined ? undefined : { kind: "failed", code, errorCode: error.name, message: readableParts(error.message) };
}
