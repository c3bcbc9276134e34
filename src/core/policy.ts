/** The IAM policies of the roles that run `lambda-env`: exactly what its requests need, on the resources in use. */
import { type Home, makeArn } from "./arn/arn.ts";
import { domainOf } from "./arn/partitions.ts";
import type { Grant } from "./grant.ts";

/** The resources that a role works with. `*` stands for an unknown region or account. */
export interface PolicyUse extends Home {
  /** Names, and patterns of names. */
  readonly functionNames: readonly string[];
  /** Tags of the functions, if their names are not known. */
  readonly tags: readonly { readonly key: string; readonly values: readonly string[] }[];
  /** The permissions that the sources and the stack need. */
  readonly grants: readonly Grant[];
  /** ARNs of customer managed keys that encrypt the variables, the secrets or the parameters. */
  readonly keys: readonly string[];
  readonly publishes: boolean;
  readonly movesAlias: boolean;
  /** Whether it goes back to earlier variables, which includes those of published versions. */
  readonly goesBack: boolean;
}

/** Whether the role is read-only, as for `diff` and `list`, or writes, as for `set`. */
export type Role = "read-only" | "writing";

export type Policy = {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
};

export type Statement = {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: { readonly StringEquals: Readonly<Record<string, readonly string[]>> };
};

/**
 * Returns the policy of one role.
 *
 * Source: the Service Authorization Reference; actions without resources have `*`.
 */
export function makePolicy(use: PolicyUse, role: Role): Policy {
  const fn = distinct(use.functionNames).map((name) => makeArn(use, "lambda", `function:${name}`));
  const ofFunctions = [
    allow("ReadFunction", ["lambda:GetFunctionConfiguration", "lambda:ListAliases"], fn),
    ...(role === "writing" ? [allow("WriteFunction", ["lambda:UpdateFunctionConfiguration"], fn)] : []),
    ...(role === "writing" ? publishStatements(use, fn) : []),
    ...(use.goesBack ? versionStatements(fn) : []),
  ];
  const statements = [
    ...ofFunctions.map((statement) => ({ ...statement, ...whereTagged(use) })),
    ...grantStatements(use.grants),
    ...keyStatements(use, role),
  ];
  return { Version: "2012-10-17", Statement: statements.filter(({ Resource }) => Resource.length > 0) };
}

/** Returns the condition for functions that are selected only by tags: the role is limited to functions with these tags. */
function whereTagged({ tags }: PolicyUse): Pick<Statement, "Condition"> {
  if (tags.length === 0) return {};
  return { Condition: { StringEquals: Object.fromEntries(tags.map(({ key, values }) => [`aws:ResourceTag/${key}`, values])) } };
}

/** Returns one statement for all grants with the same name, at the position of the first of them. */
export function grantStatements(grants: readonly Grant[]): readonly Statement[] {
  return distinct(grants.map(({ sid }) => sid)).map((name) => {
    const same = grants.filter(({ sid }) => sid === name);
    return allow(name, distinct(same.flatMap(({ actions }) => actions)), distinct(same.flatMap(({ resources }) => resources)));
  });
}

/**
 * Returns the statements for publishing. A version is read until it is ready, and the version of the alias to see whether it is
 * behind. Versions have ARNs of their own.
 */
function publishStatements({ publishes, movesAlias }: PolicyUse, fn: readonly string[]): readonly Statement[] {
  if (!publishes) return [];
  const qualified = fn.map((one) => `${one}:*`);
  return [
    allow("Publish", ["lambda:PublishVersion", ...(movesAlias ? ["lambda:UpdateAlias"] : [])], fn),
    allow("ReadPublished", ["lambda:GetFunctionConfiguration"], qualified),
  ];
}

/** Returns the statements for `history` and `undo`. Versions have ARNs of their own. */
function versionStatements(fn: readonly string[]): readonly Statement[] {
  const qualified = fn.map((one) => `${one}:*`);
  return [
    allow("ListVersions", ["lambda:ListVersionsByFunction"], fn),
    allow("ReadVersions", ["lambda:GetFunctionConfiguration"], qualified),
  ];
}

function keyStatements(use: PolicyUse, role: Role): readonly Statement[] {
  const keys = distinct(use.keys);
  const hostIn = (service: string, region = use.region): string =>
    `${service}.${region}.${domainOf(use.partition) ?? "amazonaws.com"}`;
  const through = (hosts: readonly string[]): Pick<Statement, "Condition"> =>
    use.region === "*" ? {} : { Condition: { StringEquals: { "kms:ViaService": distinct(hosts) } } };
  const ours = hostIn("lambda");
  const hosts = use.grants.flatMap(({ resources, decryptsThrough, decryptsIn }) =>
    decryptsThrough === undefined || resources.length === 0 ? [] : [hostIn(decryptsThrough, decryptsIn)],
  );
  return [
    { ...allow("Decrypt", ["kms:Decrypt"], keys), ...through([ours, ...hosts]) },
    // Lambda encrypts the new variables in the name of whoever updates the function.
    ...(role === "writing" ? [{ ...allow("Encrypt", ["kms:Encrypt", "kms:CreateGrant"], keys), ...through([ours]) }] : []),
  ];
}

/** Returns a statement that allows the actions. */
export function allow(Sid: string, Action: readonly string[], Resource: readonly string[]): Statement {
  return { Sid, Effect: "Allow", Action, Resource };
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
