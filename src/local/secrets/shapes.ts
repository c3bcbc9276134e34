/** Secrets as the replies of Secrets Manager show them, and the filters that lists take. */
import { isObject } from "../../core/json.ts";
import { requiredText, stringsOf } from "../protocol/input.ts";
import { refuse } from "../protocol/service.ts";
import type { Secret, SecretVersionRecord, World } from "../state/state.ts";

type Members = Readonly<Record<string, unknown>>;

/** Returns the members of a secret's value. Units: dates are seconds since 1970, as JSON 1.1 has them. */
export function renderValue(secret: Secret, { versionId, stages, createdAt, string, binary }: SecretVersionRecord): Members {
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: versionId,
    SecretString: string,
    SecretBinary: binary,
    VersionStages: stages,
    CreatedDate: createdAt / 1000,
  };
}

/** Returns the members of one row of a list. */
export function renderListed(secret: Secret): Members {
  const { isRotated, owner, primaryRegion, replicas } = secret.facts ?? {};
  return {
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description,
    KmsKeyId: secret.kmsKeyId,
    Tags: secret.tags,
    CreatedDate: secret.createdAt / 1000,
    LastChangedDate: secret.changedAt / 1000,
    RotationEnabled: isRotated,
    OwningService: owner,
    PrimaryRegion: primaryRegion,
    ReplicationStatus: replicas?.map((region) => ({ Region: region, Status: "InSync" })),
    DeletedDate: secret.deletedAt === undefined ? undefined : secret.deletedAt / 1000,
    // Deprecated versions are not among them.
    SecretVersionsToStages: Object.fromEntries(
      secret.versions.flatMap(({ versionId, stages }) => (stages.length === 0 ? [] : [[versionId, stages]])),
    ),
  };
}

/** Returns the secrets that match every filter, by name. Only the filter on names is supported here. */
export function selectSecrets(world: World, filters: readonly unknown[]): readonly Secret[] {
  const prefixes = filters.map(readNameFilter);
  return [...world.state.secrets.values()]
    .filter(({ name }) => prefixes.every((any) => any.some((prefix) => name.startsWith(prefix))))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readNameFilter(filter: unknown): readonly string[] {
  if (!isObject(filter) || requiredText(filter, "Key") !== "name") {
    return refuse({
      status: 400,
      type: "InvalidParameterException",
      message: "The local endpoint supports only the filter with the key name",
    });
  }
  return stringsOf(filter, "Values") ?? [];
}
