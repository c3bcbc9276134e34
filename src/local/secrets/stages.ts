/** The staging labels of a secret's versions: listed, and moved from one version to another. */
import { flagOf, numberOf, requiredText, stringOf } from "../protocol/input.ts";
import { makePage } from "../protocol/paging.ts";
import { type Input, type Output, refuse } from "../protocol/service.ts";
import type { Secret, World } from "../state/state.ts";
import { CURRENT, PREVIOUS, requirePrimary, requireSecret, requireVersion } from "./secrets.ts";

/** Answers UpdateSecretVersionStage: a label is on one version at a time, and a request that moves it must name that version. */
export function updateVersionStage(input: Input, world: World): Output {
  const secret = requirePrimary(world, requiredText(input, "SecretId"));
  const stage = requiredText(input, "VersionStage");
  const to = stringOf(input, "MoveToVersionId");
  const from = stringOf(input, "RemoveFromVersionId");
  for (const id of [to, from]) if (id !== undefined) requireVersion(secret, id, undefined);
  const holder = secret.versions.find(({ stages }) => stages.includes(stage))?.versionId;
  if (holder !== undefined && holder !== to && holder !== from) {
    refuseParameter(
      `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`,
    );
  }
  if (from !== undefined && from !== holder)
    refuseParameter(`The staging label ${stage} is not attached to the version ${from} in RemoveFromVersionId.`);
  if (stage === CURRENT && to === undefined) refuseParameter(`You can't remove the staging label ${CURRENT} from a version.`);
  world.state.secrets.set(secret.name, moveStage(secret, { stage, to, holder }));
  return { members: { ARN: secret.arn, Name: secret.name } };
}

/** Moves a stage to a version. The version that loses `AWSCURRENT` becomes `AWSPREVIOUS`. */
function moveStage(
  secret: Secret,
  { stage, to, holder }: { readonly stage: string; readonly to: string | undefined; readonly holder: string | undefined },
): Secret {
  const isDemoted = stage === CURRENT && holder !== to;
  const moved = isDemoted ? [stage, PREVIOUS] : [stage];
  const versions = secret.versions.map((version) => {
    const kept = version.stages.filter((each) => !moved.includes(each));
    const gained = [
      ...(version.versionId === to ? [stage] : []),
      ...(isDemoted && version.versionId === holder ? [PREVIOUS] : []),
    ];
    return { ...version, stages: [...kept, ...gained] };
  });
  return { ...secret, versions };
}

/** Answers ListSecretVersionIds: versions without a label are deprecated, and listed only on request. */
export function listVersionIds(input: Input, world: World): Output {
  const secret = requireSecret(world, requiredText(input, "SecretId"));
  const withDeprecated = flagOf(input, "IncludeDeprecated");
  const versions = secret.versions.filter(({ stages }) => withDeprecated || stages.length > 0);
  const page = makePage(versions, stringOf(input, "NextToken"), numberOf(input, "MaxResults", 1, 100) ?? 100);
  return {
    members: {
      ARN: secret.arn,
      Name: secret.name,
      Versions: page.items.map(({ versionId, stages, createdAt }) => ({
        VersionId: versionId,
        VersionStages: stages.length === 0 ? undefined : stages,
        CreatedDate: createdAt / 1000,
      })),
      NextToken: page.next,
    },
  };
}

function refuseParameter(message: string): never {
  refuse({ status: 400, type: "InvalidParameterException", message });
}
