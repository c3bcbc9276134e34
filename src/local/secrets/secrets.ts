/** Secrets and their versions: finding them, and moving the stages as Secrets Manager does. */
import { randomBytes } from "node:crypto";
import { isArn, makeArn } from "../../core/arn/arn.ts";
import { refuse } from "../protocol/service.ts";
import type { Secret, SecretVersionRecord, World } from "../state/state.ts";

export const CURRENT = "AWSCURRENT";
export const PREVIOUS = "AWSPREVIOUS";

/** Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
const MAX_LABELS = 20;
const MAX_VERSIONS = 100;
const DAY_MS = 86_400_000;

/** A value as it is stored: text, or bytes in base64. */
export type SecretContent = Pick<SecretVersionRecord, "string" | "binary">;

/** Returns the secret that a name, an ARN, or an ARN without its last six characters names. */
export function findSecret(world: World, secretId: string): Secret | undefined {
  const byName = world.state.secrets.get(secretId);
  if (byName !== undefined || !isArn(secretId)) return byName;
  return [...world.state.secrets.values()].find(({ arn }) => arn === secretId || arn.slice(0, -"-XXXXXX".length) === secretId);
}

/** Returns a secret that exists and is not marked for deletion, or refuses the request. */
export function requireSecret(world: World, secretId: string): Secret {
  const secret = findSecret(world, secretId) ?? refuseNotFound("Secrets Manager can't find the specified secret.");
  if (secret.deletedAt !== undefined) {
    refuse({
      status: 400,
      type: "InvalidRequestException",
      message: "You can't perform this operation on the secret because it was marked for deletion.",
    });
  }
  return secret;
}

/** Returns the same if it is not a copy of a secret in another region, or refuses the request. */
export function requirePrimary(world: World, secretId: string): Secret {
  const secret = requireSecret(world, secretId);
  if (secret.facts?.primaryRegion === undefined) return secret;
  return refuse({
    status: 400,
    type: "InvalidRequestException",
    message: "Operation not permitted on a replica secret. Call must be made in primary secret's region.",
  });
}

/** Returns the version that an id, a stage, or both together name; `AWSCURRENT` if neither is given. */
export function requireVersion(secret: Secret, versionId: string | undefined, stage: string | undefined): SecretVersionRecord {
  if (versionId === undefined) {
    const label = stage ?? CURRENT;
    return (
      secret.versions.find(({ stages }) => stages.includes(label)) ??
      refuseNotFound(`Secrets Manager can't find the specified secret value for staging label: ${label}`)
    );
  }
  const version = secret.versions.find((candidate) => candidate.versionId === versionId);
  if (version === undefined) {
    return refuseNotFound(`Secrets Manager can't find the specified secret value for VersionId: ${versionId}`);
  }
  if (stage !== undefined && !version.stages.includes(stage)) {
    refuse({
      status: 400,
      type: "InvalidRequestException",
      message: "You provided a VersionStage that is not associated to the provided VersionId.",
    });
  }
  return version;
}

/** Returns an empty secret with a new ARN, which ends in six random characters as AWS's do. */
export function makeSecret(world: World, name: string): Secret {
  const suffix = randomBytes(3).toString("hex");
  const arn = makeArn(world, "secretsmanager", `secret:${name}-${suffix}`);
  return { arn, name, createdAt: world.now(), changedAt: world.now(), versions: [] };
}

/**
 * Returns `secret` with a version added that takes over `stages`. The version that loses `AWSCURRENT` becomes `AWSPREVIOUS`.
 *
 * The same id with the same content changes nothing, so that a retried request does no harm; with other content it is refused. The first version
 * of a secret is current whatever its stages are.
 */
export function addVersion(
  secret: Secret,
  versionId: string,
  content: SecretContent,
  now: number,
  stages: readonly string[] = [CURRENT],
): Secret {
  const existing = secret.versions.find((version) => version.versionId === versionId);
  if (existing !== undefined) {
    if (existing.string === content.string && existing.binary === content.binary) return secret;
    refuse({
      status: 400,
      type: "ResourceExistsException",
      message: `You can't use ClientRequestToken ${versionId} because that value is already in use for a version of secret ${secret.arn}.`,
    });
  }
  const taken = secret.versions.length === 0 && !stages.includes(CURRENT) ? [...stages, CURRENT] : stages;
  assertLabelsLeft(secret, taken);
  const demoted = secret.versions.map((version) => ({ ...version, stages: demote(version.stages, taken) }));
  const versions = [...demoted, { versionId, stages: taken, createdAt: now, ...content }];
  return { ...secret, changedAt: now, versions: dropDeprecated(versions, now) };
}

/** Refuses more labels than a secret can have. */
function assertLabelsLeft({ versions }: Secret, added: readonly string[]): void {
  const labels = new Set([...versions.flatMap(({ stages }) => stages), ...added]);
  if (labels.size <= MAX_LABELS) return;
  refuse({
    status: 400,
    type: "LimitExceededException",
    message: `The request failed because it would exceed the limit of ${MAX_LABELS} staging labels of a secret.`,
  });
}

/** Removes the oldest versions without a label that are more than a day old, once there are too many. */
function dropDeprecated(versions: readonly SecretVersionRecord[], now: number): readonly SecretVersionRecord[] {
  const surplus = versions.length - MAX_VERSIONS;
  if (surplus <= 0) return versions;
  const old = versions.filter(({ stages, createdAt }) => stages.length === 0 && createdAt < now - DAY_MS).slice(0, surplus);
  return versions.filter((version) => !old.includes(version));
}

function demote(own: readonly string[], taken: readonly string[]): readonly string[] {
  const losesCurrent = own.includes(CURRENT) && taken.includes(CURRENT);
  const kept = own.filter((stage) => !taken.includes(stage) && !(stage === PREVIOUS && taken.includes(CURRENT)));
  return losesCurrent ? [...kept, PREVIOUS] : kept;
}

function refuseNotFound(message: string): never {
  refuse({ status: 400, type: "ResourceNotFoundException", message });
}
