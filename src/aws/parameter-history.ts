/** Parameter Store as a store with a history: one parameter, and all versions of it. */
import type { GetParameterHistoryCommandOutput, ParameterHistory } from "@aws-sdk/client-ssm";
import { defined } from "../core/defined.ts";
import { type CallOptions, callAws, sendOptions } from "./connection/call.ts";
import type { Aws } from "./connection/clients.ts";
import { pagesOf } from "./connection/pages.ts";

/** One version of a parameter. */
export interface ParameterRevision {
  readonly version: number;
  readonly value: string;
  readonly description?: string;
  readonly changedAt?: Date;
  /** The ARN of whoever stored it. */
  readonly changedBy?: string;
}

export interface NewParameterVersion {
  readonly name: string;
  readonly value: string;
  readonly description: string;
  readonly tier: "Standard" | "Advanced";
}

/**
 * Stores a new version of a SecureString, encrypted by the account's own key for Parameter Store.
 *
 * Errors: ACCESS_DENIED, UNAVAILABLE, NO_CREDENTIALS, NO_REGION, INTERRUPTED, AWS_ERROR.
 */
export async function putSecureParameter(aws: Aws, parameter: NewParameterVersion, options: CallOptions = {}): Promise<void> {
  const parameterStore = await aws.parameterStore();
  const { name, value, description, tier } = parameter;
  const command = new parameterStore.sdk.PutParameterCommand({
    Name: name,
    Value: value,
    Description: description,
    Tier: tier,
    Type: "SecureString",
    Overwrite: true,
  });
  const asked = { action: "ssm:PutParameter", subject: `the parameter ${name}` };
  await callAws(asked, parameterStore, () => parameterStore.client.send(command, sendOptions(options)));
}

/**
 * Returns the versions of a parameter that are kept, oldest first; none where there is no such parameter.
 *
 * Errors: ACCESS_DENIED, UNAVAILABLE, NO_CREDENTIALS, NO_REGION, INTERRUPTED, AWS_ERROR.
 */
export async function getParameterHistory(
  aws: Aws,
  name: string,
  options: CallOptions = {},
): Promise<readonly ParameterRevision[]> {
  const kept = await getKeptVersions(aws, name, options);
  return kept.flatMap((one) => {
    const {
      Version: version,
      Value: value,
      Description: description,
      LastModifiedDate: changedAt,
      LastModifiedUser: changedBy,
    } = one;
    return version === undefined || value === undefined
      ? []
      : [{ version, value, ...defined({ description, changedAt, changedBy }) }];
  });
}

/** Returns the same in AWS's own shape, with everything that a new version needs to be like the latest one. */
export async function getKeptVersions(aws: Aws, name: string, options: CallOptions = {}): Promise<readonly ParameterHistory[]> {
  const parameterStore = await aws.parameterStore();
  const asked = { action: "ssm:GetParameterHistory", subject: `the parameter ${name}` };
  const readPage = (token: string | undefined): Promise<GetParameterHistoryCommandOutput> => {
    const command = new parameterStore.sdk.GetParameterHistoryCommand({ Name: name, WithDecryption: true, NextToken: token });
    return callAws(asked, parameterStore, async () => {
      try {
        return await parameterStore.client.send(command, sendOptions(options));
      } catch (error) {
        if (error instanceof Error && error.name === "ParameterNotFound") return { $metadata: {} };
        throw error;
      }
    });
  };
  const versions: ParameterHistory[] = [];
  for await (const reply of pagesOf(readPage, ({ NextToken: next }) => next)) versions.push(...(reply.Parameters ?? []));
  return versions.sort((a, b) => (a.Version ?? 0) - (b.Version ?? 0));
}
