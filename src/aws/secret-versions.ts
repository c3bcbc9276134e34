/** Secrets Manager: what a secret is, and new versions of it. */
import { defined } from "../core/defined.ts";
import type { Promotion } from "../core/store/store.ts";
import { LambdaEnvError } from "../errors.ts";
import { type CallOptions, callAws, sendOptions } from "./connection/call.ts";
import type { Aws } from "./connection/clients.ts";
import { awsOf } from "./connection/regions.ts";

/** A secret without its values. */
export interface SecretDescription {
  readonly arn: string;
  readonly name: string;
  readonly isDeleted: boolean;
  /** The service that manages it, and alone may change it. */
  readonly owner?: string;
  /** Whether a rotation function writes it too. */
  readonly isRotated: boolean;
  /** The region that its values are copied from, if it is a replica. */
  readonly primaryRegion?: string;
  /** The regions that its values are copied to. */
  readonly replicas: readonly string[];
  /** The version that a rotation which has not ended will make current. */
  readonly pending?: string;
}

const CURRENT = "AWSCURRENT";
const PENDING = "AWSPENDING";

/** Returns the secret; undefined if it does not exist. Errors: ACCESS_DENIED, UNAVAILABLE, NO_CREDENTIALS, NO_REGION, INTERRUPTED, AWS_ERROR. */
export async function describeSecret(aws: Aws, id: string, options: CallOptions = {}): Promise<SecretDescription | undefined> {
  const secrets = await awsOf(aws, id).secrets();
  const asked = { action: "secretsmanager:DescribeSecret", subject: `secret ${id}` };
  const reply = await callAws(asked, secrets, async () => {
    try {
      return await secrets.client.send(new secrets.sdk.DescribeSecretCommand({ SecretId: id }), sendOptions(options));
    } catch (error) {
      if (error instanceof Error && error.name === "ResourceNotFoundException") return undefined;
      throw error;
    }
  });
  if (reply === undefined) return undefined;
  const region = await secrets.client.config.region();
  const { ARN: arn = id, Name: name = id, DeletedDate: deletedAt, OwningService: owner, PrimaryRegion: primary } = reply;
  const holders = Object.entries(reply.VersionIdsToStages ?? {});
  const [pending] = holders.flatMap(([version, labels]) =>
    labels.includes(PENDING) && !labels.includes(CURRENT) ? [version] : [],
  );
  return {
    arn,
    name,
    isDeleted: deletedAt !== undefined,
    isRotated: reply.RotationEnabled === true,
    replicas: (reply.ReplicationStatus ?? []).flatMap(({ Region: there }) => there ?? []),
    ...defined({ owner, pending, primaryRegion: primary === region ? undefined : primary }),
  };
}

/** Returns the region of the connection. Errors: NO_REGION. */
export async function secretsRegion(aws: Aws): Promise<string> {
  return (await aws.secrets()).client.config.region();
}

export interface CreatedSecret {
  readonly name: string;
  readonly text: string;
  readonly versionId: string;
  /** The key that encrypts it; that of the account for Secrets Manager if absent. */
  readonly kmsKey?: string | undefined;
}

/** Creates a secret; `exists` if there is one of that name. Errors: as for `describeSecret`. */
export async function createSecret(aws: Aws, secret: CreatedSecret, options: CallOptions = {}): Promise<"created" | "exists"> {
  const secrets = await aws.secrets();
  const { name, text, versionId, kmsKey } = secret;
  const command = new secrets.sdk.CreateSecretCommand({
    Name: name,
    SecretString: text,
    ClientRequestToken: versionId,
    ...defined({ KmsKeyId: kmsKey }),
  });
  const asked = { action: "secretsmanager:CreateSecret", subject: `secret ${name}` };
  return callEncrypting(asked, secrets, async () => {
    try {
      await secrets.client.send(command, sendOptions(options));
      return "created";
    } catch (error) {
      if (error instanceof Error && error.name === "ResourceExistsException") return "exists";
      throw error;
    }
  });
}

export interface LabelledVersion {
  readonly id: string;
  readonly versionId: string;
  readonly label: string;
}

/** Stores a version under a label of our own. The same version again changes nothing. Errors: as for `describeSecret`. */
export async function putLabelledVersion(
  aws: Aws,
  { id, versionId, label, text }: LabelledVersion & { readonly text: string },
  options: CallOptions = {},
): Promise<void> {
  const secrets = await awsOf(aws, id).secrets();
  const command = new secrets.sdk.PutSecretValueCommand({
    SecretId: id,
    SecretString: text,
    ClientRequestToken: versionId,
    VersionStages: [label],
  });
  const asked = { action: "secretsmanager:PutSecretValue", subject: `secret ${id}` };
  await callEncrypting(asked, secrets, () => secrets.client.send(command, sendOptions(options)));
}

/**
 * Makes the version `to` the current one if `from` is current; `stale` if another one is, and nothing was changed.
 *
 * Source: UpdateSecretVersionStage, `RemoveFromVersionId`: "If the label is attached and you either do not specify this parameter, or the version
 * ID does not match, then the operation fails."
 * Errors: as for `describeSecret`.
 */
export async function moveCurrentVersion(
  aws: Aws,
  { id, to, from }: { readonly id: string; readonly to: string; readonly from: string | undefined },
  options: CallOptions = {},
): Promise<Promotion> {
  const secrets = await awsOf(aws, id).secrets();
  const command = new secrets.sdk.UpdateSecretVersionStageCommand({
    SecretId: id,
    VersionStage: CURRENT,
    MoveToVersionId: to,
    ...defined({ RemoveFromVersionId: from }),
  });
  return callAws(askedToMove(id), secrets, async () => {
    try {
      await secrets.client.send(command, sendOptions(options));
      return "moved";
    } catch (error) {
      if (error instanceof Error && REFUSED_TO_MOVE.has(error.name)) return "stale";
      throw error;
    }
  });
}

/** Removes a label from a version. Errors: as for `describeSecret`. */
export async function removeLabel(aws: Aws, { id, versionId, label }: LabelledVersion, options: CallOptions = {}): Promise<void> {
  const secrets = await awsOf(aws, id).secrets();
  const command = new secrets.sdk.UpdateSecretVersionStageCommand({
    SecretId: id,
    VersionStage: label,
    RemoveFromVersionId: versionId,
  });
  await callAws(askedToMove(id), secrets, () => secrets.client.send(command, sendOptions(options)));
}

/** The version is not the one that has the label, or does not exist any more. */
const REFUSED_TO_MOVE = new Set(["InvalidParameterException", "InvalidRequestException", "ResourceNotFoundException"]);

function askedToMove(id: string): { readonly action: string; readonly subject: string } {
  return { action: "secretsmanager:UpdateSecretVersionStage", subject: `secret ${id}` };
}

/** Calls what stores a value: a key that may not be used has an error of its own. */
async function callEncrypting<Reply>(
  asked: { readonly action: string; readonly subject: string },
  secrets: Awaited<ReturnType<Aws["secrets"]>>,
  send: () => Promise<Reply>,
): Promise<Reply> {
  return callAws(asked, secrets, async () => {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "EncryptionFailure") throw error;
      throw new LambdaEnvError("ACCESS_DENIED", `the key that encrypts ${asked.subject} cannot be used`, {
        hint: "allow the caller kms:GenerateDataKey and kms:Decrypt on that key",
        cause: error,
      });
    }
  });
}
