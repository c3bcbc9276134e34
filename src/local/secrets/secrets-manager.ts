/** AWS Secrets Manager. */
import { randomUUID } from "node:crypto";
import { defined } from "../../core/defined.ts";
import { flagOf, listOf, numberOf, refuseMissing, requiredText, stringOf, stringsOf } from "../protocol/input.ts";
import { makeJsonService } from "../protocol/json-service.ts";
import { makePage } from "../protocol/paging.ts";
import { type Input, type Operation, refuse, refuseInvalid } from "../protocol/service.ts";
import type { Secret, World } from "../state/state.ts";
import { batchGetSecretValue } from "./batch.ts";
import {
  addVersion,
  findSecret,
  makeSecret,
  requirePrimary,
  requireSecret,
  requireVersion,
  type SecretContent,
} from "./secrets.ts";
import { renderListed, renderValue, selectSecrets } from "./shapes.ts";
import { listVersionIds, updateVersionStage } from "./stages.ts";

/** Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
const MAX_VALUE_LENGTH = 65_536;
const SECRET_NAME = /^[\w/+=.@!-]{1,512}$/;

const secretSubject: NonNullable<Operation["subject"]> = (input) => {
  const id = input["SecretId"] ?? input["Name"];
  return typeof id === "string" ? id : undefined;
};

/** Source: the service model of Secrets Manager, 2017-10-17. */
export const secretsManager = makeJsonService({
  name: "secretsmanager",
  targetPrefix: "secretsmanager",
  version: "1.1",
  operations: {
    CreateSecret: { subject: secretSubject, handle: (input, world) => createSecret(input, world) },
    PutSecretValue: {
      subject: secretSubject,
      handle: (input, world) => {
        const secret = requirePrimary(world, requiredText(input, "SecretId"));
        const content = readContent(input) ?? refuseMissing("SecretString");
        const versionId = readToken(input);
        const stages = stringsOf(input, "VersionStages");
        const updated = addVersion(secret, versionId, content, world.now(), stages);
        world.state.secrets.set(secret.name, updated);
        const version = requireVersion(updated, versionId, undefined);
        return {
          members: { ARN: secret.arn, Name: secret.name, VersionId: versionId, VersionStages: version.stages },
        };
      },
    },
    UpdateSecret: {
      subject: secretSubject,
      handle: (input, world) => {
        const secret = requirePrimary(world, requiredText(input, "SecretId"));
        const described = { ...secret, ...readAttributes(input), changedAt: world.now() };
        const { secret: updated, versionId } = withContent(described, input, world);
        world.state.secrets.set(secret.name, updated);
        return { members: { ARN: secret.arn, Name: secret.name, VersionId: versionId } };
      },
    },
    GetSecretValue: {
      subject: secretSubject,
      handle: (input, world) => {
        const secret = requireSecret(world, requiredText(input, "SecretId"));
        const version = requireVersion(secret, stringOf(input, "VersionId"), stringOf(input, "VersionStage"));
        return { members: renderValue(secret, version) };
      },
    },
    ListSecretVersionIds: { subject: secretSubject, handle: listVersionIds },
    UpdateSecretVersionStage: { subject: secretSubject, handle: updateVersionStage },
    BatchGetSecretValue: { handle: batchGetSecretValue },
    ListSecrets: {
      handle: (input, world) => {
        const withDeleted = flagOf(input, "IncludePlannedDeletion");
        const secrets = selectSecrets(world, listOf(input, "Filters") ?? []).filter(
          ({ deletedAt }) => withDeleted || deletedAt === undefined,
        );
        const page = makePage(secrets, stringOf(input, "NextToken"), numberOf(input, "MaxResults", 1, 100) ?? 100);
        return { members: { SecretList: page.items.map(renderListed), NextToken: page.next } };
      },
    },
    DescribeSecret: {
      subject: secretSubject,
      handle: (input, world) => {
        const secret = findSecret(world, requiredText(input, "SecretId"));
        const { SecretVersionsToStages, ...members } = renderListed(
          secret ?? requireSecret(world, requiredText(input, "SecretId")),
        );
        return { members: { ...members, VersionIdsToStages: SecretVersionsToStages } };
      },
    },
    DeleteSecret: {
      subject: secretSubject,
      handle: (input, world) => {
        const secret = requireSecret(world, requiredText(input, "SecretId"));
        if (flagOf(input, "ForceDeleteWithoutRecovery")) world.state.secrets.delete(secret.name);
        else world.state.secrets.set(secret.name, { ...secret, deletedAt: world.now() });
        return { members: { ARN: secret.arn, Name: secret.name, DeletionDate: world.now() / 1000 } };
      },
    },
    RestoreSecret: {
      subject: secretSubject,
      handle: (input, world) => {
        const id = requiredText(input, "SecretId");
        const { deletedAt: _, ...secret } = findSecret(world, id) ?? requireSecret(world, id);
        world.state.secrets.set(secret.name, secret);
        return { members: { ARN: secret.arn, Name: secret.name } };
      },
    },
  },
});

function createSecret(input: Input, world: World): { readonly members: Readonly<Record<string, unknown>> } {
  const name = requiredText(input, "Name");
  if (!SECRET_NAME.test(name)) {
    refuse({
      status: 400,
      type: "ValidationException",
      message: "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
    });
  }
  const existing = world.state.secrets.get(name);
  if (existing !== undefined) return createAgain(existing, input);
  const described = { ...makeSecret(world, name), ...readAttributes(input) };
  const { secret, versionId } = withContent(described, input, world);
  world.state.secrets.set(name, secret);
  return { members: { ARN: secret.arn, Name: name, VersionId: versionId } };
}

/** Answers a repeated request like the first one; any other is refused. */
function createAgain(existing: Secret, input: Input): { readonly members: Readonly<Record<string, unknown>> } {
  const { arn, name, deletedAt, versions } = existing;
  if (deletedAt !== undefined) {
    refuse({
      status: 400,
      type: "InvalidRequestException",
      message: "You can't create this secret because a secret with this name is already scheduled for deletion.",
    });
  }
  const token = stringOf(input, "ClientRequestToken");
  const content = readContent(input);
  const same = versions.find(({ versionId }) => versionId === token);
  if (same === undefined || same.string !== content?.string || same.binary !== content?.binary) {
    refuse({
      status: 400,
      type: "ResourceExistsException",
      message: `The operation failed because the secret ${name} already exists.`,
    });
  }
  return { members: { ARN: arn, Name: name, VersionId: same.versionId } };
}

/** Returns the id for a new version. Source: the service model, `ClientRequestTokenType`. */
function readToken(input: Input): string {
  const token = stringOf(input, "ClientRequestToken");
  if (token === undefined) return randomUUID();
  if (token.length < 32)
    refuseInvalid(
      "Value at 'clientRequestToken' failed to satisfy constraint: Member must have length greater than or equal to 32",
    );
  if (token.length > 64)
    refuseInvalid("Value at 'clientRequestToken' failed to satisfy constraint: Member must have length less than or equal to 64");
  return token;
}

/** Adds the version in the request, if there is one. */
function withContent(secret: Secret, input: Input, world: World): { readonly secret: Secret; readonly versionId?: string } {
  const content = readContent(input);
  if (content === undefined) return { secret };
  const versionId = readToken(input);
  return { secret: addVersion(secret, versionId, content, world.now()), versionId };
}

function readContent(input: Input): SecretContent | undefined {
  const string = stringOf(input, "SecretString");
  const binary = stringOf(input, "SecretBinary");
  if (string !== undefined && binary !== undefined) {
    refuse({
      status: 400,
      type: "InvalidParameterException",
      message: "You can't specify both a binary secret value and a string secret value in the same secret.",
    });
  }
  const length = string === undefined ? Buffer.byteLength(binary ?? "", "base64") : Buffer.byteLength(string);
  if (length > MAX_VALUE_LENGTH) {
    refuseInvalid(
      `Value at '${string === undefined ? "secretBinary" : "secretString"}' failed to satisfy constraint: Member must have length less than or equal to ${MAX_VALUE_LENGTH}`,
    );
  }
  if (string !== undefined) return { string };
  return binary === undefined ? undefined : { binary };
}

function readAttributes(input: Input): Pick<Secret, "description" | "kmsKeyId" | "tags"> {
  const description = stringOf(input, "Description");
  const kmsKeyId = stringOf(input, "KmsKeyId");
  const tags = listOf(input, "Tags");
  return {
    ...defined({ description, kmsKeyId, tags }),
  };
}
