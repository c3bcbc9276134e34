/** The IAM policies of the roles that run `push`: exactly what its requests need, on the place that it writes to. */
import { type Home, makeArn } from "../arn/arn.ts";
import { domainOf } from "../arn/partitions.ts";
import type { Grant } from "../grant.ts";
import { allow, grantStatements, type Policy, type Role, type Statement } from "../policy.ts";

export interface PushUse extends Home {
  /** ARNs of the secrets, which may end in question marks for the characters that AWS appends. */
  readonly secrets: readonly string[];
  /** Paths of Parameter Store. */
  readonly paths: readonly string[];
  readonly creates: boolean;
  /** The permissions that the sources need. */
  readonly grants: readonly Grant[];
  /** ARNs of customer managed keys that encrypt the secret or the parameters. */
  readonly keys: readonly string[];
}

/**
 * Returns the policy of one role: that of `push --dry-run`, or that of `push`.
 *
 * Source: the Service Authorization Reference.
 */
export function makePushPolicy(use: PushUse, role: Role): Policy {
  const { secrets, paths, creates, keys, grants } = use;
  const isWriting = role === "writing";
  const folders = paths.map((path) => makeArn(use, "ssm", `parameter${path}`));
  const parameters = folders.map((folder) => `${folder}/*`);
  const writing = [
    allow("WriteSecret", ["secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"], secrets),
    allow("CreateSecret", ["secretsmanager:CreateSecret"], creates ? secrets : []),
    allow("WriteParameters", ["ssm:GetParameterHistory", "ssm:PutParameter"], parameters),
  ];
  const statements = [
    allow("ReadSecret", ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"], secrets),
    allow("ReadParameterFolder", ["ssm:GetParametersByPath"], folders),
    ...(isWriting ? writing : []),
    ...grantStatements(grants),
    { ...allow("UseKey", ["kms:Decrypt", ...(isWriting ? encryptingActions(use) : [])], keys), ...throughStore(use) },
  ];
  return { Version: "2012-10-17", Statement: statements.filter(({ Resource }) => Resource.length > 0) };
}

/** Parameters of the standard tier are encrypted by the key itself, everything else by a data key. */
function encryptingActions({ paths }: PushUse): readonly string[] {
  return [...(paths.length > 0 ? ["kms:Encrypt"] : []), "kms:GenerateDataKey"];
}

function throughStore({ region, partition, secrets }: PushUse): Pick<Statement, "Condition"> {
  if (region === "*") return {};
  const service = secrets.length > 0 ? "secretsmanager" : "ssm";
  return {
    Condition: { StringEquals: { "kms:ViaService": [`${service}.${region}.${domainOf(partition) ?? "amazonaws.com"}`] } },
  };
}
