/** AWS Security Token Service: who is calling, and temporary credentials for a role. */
import { makeGlobalArn, parseArn } from "../../core/arn/arn.ts";
import { requiredText, stringOf } from "../protocol/input.ts";
import { makeQueryService } from "../protocol/query-service.ts";
import { type Input, type Output, refuse, refuseInvalid } from "../protocol/service.ts";
import type { World } from "../state/state.ts";
import { makeSession } from "./session.ts";

/** Source: the service model of STS, 2011-06-15. */
export const sts = makeQueryService({
  name: "sts",
  version: "2011-06-15",
  namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
  operations: {
    GetCallerIdentity: {
      handle: (_input, world) => ({
        members: { Arn: makeGlobalArn(world, "iam", "user/local"), UserId: "AIDALOCALLOCALLOCALXX", Account: world.account },
      }),
    },
    AssumeRole: { subject: roleOf, handle: assumeRole },
    AssumeRoleWithWebIdentity: { subject: roleOf, unsigned: true, handle: assumeRole },
    GetSessionToken: { handle: (input, world) => ({ members: { Credentials: issue(input, world) } }) },
  },
});

function roleOf(input: Input): string | undefined {
  return stringOf(input, "RoleArn");
}

function assumeRole(input: Input, world: World): Output {
  const arn = requiredText(input, "RoleArn");
  const role = /^role\/(?<name>.+)$/.exec(parseArn(arn)?.resource ?? "")?.groups?.["name"];
  if (role === undefined) return refuseInvalid(`${arn} is invalid`);
  const session = requiredText(input, "RoleSessionName");
  const assumed = {
    Arn: makeGlobalArn(world, "sts", `assumed-role/${role}/${session}`),
    AssumedRoleId: `AROALOCALLOCALLOCALXX:${session}`,
  };
  return { members: { Credentials: issue(input, world), AssumedRoleUser: assumed } };
}

/** A request that names a device must have its code. */
function issue(input: Input, world: World): Readonly<Record<string, string>> {
  if (stringOf(input, "SerialNumber") !== undefined && !/^\d{6}$/.test(stringOf(input, "TokenCode") ?? "")) {
    refuse({
      status: 403,
      type: "AccessDenied",
      message: "MultiFactorAuthentication failed with invalid MFA one time pass code.",
    });
  }
  const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = makeSession(world);
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: expiresAt.toISOString(),
  };
}
