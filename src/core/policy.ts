/** The IAM policies of the roles that run `lambda-env`: what its requests need, on the resources in use, and nothing else. */
import { formatArn, type Home, isArn, makeArn, parseArn } from "./arn/arn.ts";
import { domainOf } from "./arn/partitions.ts";

/** What a role works with. `*` stands for a region or an account that is not known. */
export interface PolicyUse extends Home {
  readonly functionName: string;
  /** Names or ARNs. */
  readonly secrets: readonly string[];
  readonly parameters: readonly string[];
  readonly parameterPaths: readonly string[];
  /** ARNs of customer managed keys that encrypt the variables, the secrets or the parameters. */
  readonly keys: readonly string[];
  /** Names or ARNs of the stacks whose parameters, resources and outputs are read. */
  readonly stacks: readonly string[];
  /** Stacks of which the outputs alone are read. */
  readonly outputStacks: readonly string[];
  readonly publishes: boolean;
  readonly movesAlias: boolean;
  readonly usesExports: boolean;
}

/** Whether the role looks on, as for `diff` and `list`, or writes, as for `set`. */
export type Role = "read-only" | "writing";

export type Policy = {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
};

type Statement = {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: { readonly StringEquals: Readonly<Record<string, readonly string[]>> };
};

/**
 * Returns the policy of one role.
 *
 * Source: the Service Authorization Reference; actions that know no resource have `*`.
 */
export function makePolicy(use: PolicyUse, role: Role): Policy {
  const fn = [makeArn(use, "lambda", `function:${use.functionName}`)];
  const statements = [
    allow("ReadFunction", ["lambda:GetFunctionConfiguration", "lambda:ListAliases"], fn),
    ...(role === "writing" ? [allow("WriteFunction", ["lambda:UpdateFunctionConfiguration"], fn)] : []),
    ...(role === "writing" ? publishStatements(use, fn) : []),
    allow(
      "ReadSecrets",
      ["secretsmanager:GetSecretValue"],
      distinct(use.secrets).map((id) => secretArn(use, id)),
    ),
    // It gives nothing of a secret that GetSecretValue does not allow, and cannot be limited to some.
    allow("ReadSecretsTogether", ["secretsmanager:BatchGetSecretValue"], distinct(use.secrets).length > 1 ? ["*"] : []),
    allow(
      "ReadParameters",
      ["ssm:GetParameters"],
      distinct(use.parameters).map((name) => parameterArn(use, name)),
    ),
    allow(
      "ReadParameterFolders",
      ["ssm:GetParametersByPath"],
      distinct(use.parameterPaths).map((path) => parameterArn(use, path)),
    ),
    allow(
      "ReadStack",
      // The deployed template tells what outputs are made of, what transforms made, and why something differs.
      ["cloudformation:DescribeStacks", "cloudformation:ListStackResources", "cloudformation:GetTemplate"],
      use.stacks.map((stack) => stackArn(use, stack)),
    ),
    allow(
      "ReadOutputs",
      ["cloudformation:DescribeStacks"],
      distinct(use.outputStacks).map((stack) => stackArn(use, stack)),
    ),
    allow("ReadExports", ["cloudformation:ListExports"], use.usesExports ? ["*"] : []),
    ...keyStatements(use, role),
  ];
  return { Version: "2012-10-17", Statement: statements.filter(({ Resource }) => Resource.length > 0) };
}

/** A version is read until it is ready, and that of the alias to see whether it is behind; versions have ARNs of their own. */
function publishStatements({ publishes, movesAlias }: PolicyUse, fn: readonly string[]): readonly Statement[] {
  if (!publishes) return [];
  const qualified = fn.map((one) => `${one}:*`);
  return [
    allow("Publish", ["lambda:PublishVersion", ...(movesAlias ? ["lambda:UpdateAlias"] : [])], fn),
    allow("ReadPublished", ["lambda:GetFunctionConfiguration"], qualified),
  ];
}

function keyStatements(use: PolicyUse, role: Role): readonly Statement[] {
  const keys = distinct(use.keys);
  const through = (...services: readonly string[]): Pick<Statement, "Condition"> => {
    if (use.region === "*") return {};
    const suffix = domainOf(use.partition) ?? "amazonaws.com";
    return { Condition: { StringEquals: { "kms:ViaService": services.map((name) => `${name}.${use.region}.${suffix}`) } } };
  };
  const reading = [
    "lambda",
    ...(use.secrets.length > 0 ? ["secretsmanager"] : []),
    ...(use.parameters.length + use.parameterPaths.length > 0 ? ["ssm"] : []),
  ];
  return [
    { ...allow("Decrypt", ["kms:Decrypt"], keys), ...through(...reading) },
    // Lambda encrypts the new variables in the name of whoever updates the function.
    ...(role === "writing" ? [{ ...allow("Encrypt", ["kms:Encrypt", "kms:CreateGrant"], keys), ...through("lambda") }] : []),
  ];
}

function allow(Sid: string, Action: readonly string[], Resource: readonly string[]): Statement {
  return { Sid, Effect: "Allow", Action, Resource };
}

/** Secrets Manager puts a hyphen and six characters behind a secret's name, in the ARN alone. */
function secretArn(use: PolicyUse, id: string): string {
  if (isArn(id)) return /-[A-Za-z0-9]{6}$/.test(id) ? id : `${id}-??????`;
  return makeArn(use, "secretsmanager", `secret:${id}-??????`);
}

/** A parameter's name begins with a slash or not, and its ARN has one; a version or a label is no part of it. */
function parameterArn(use: PolicyUse, name: string): string {
  const arn = parseArn(name);
  if (arn !== undefined) return formatArn({ ...arn, resource: arn.resource.replace(/:.*/s, "") });
  const [bare = ""] = name.replace(/^\//, "").replace(/\/$/, "").split(":");
  return makeArn(use, "ssm", `parameter/${bare}`);
}

function stackArn(use: PolicyUse, stack: string): string {
  return isArn(stack) ? stack : makeArn(use, "cloudformation", `stack/${stack}/*`);
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
