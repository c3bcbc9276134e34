/** `lambda-env policy`: the IAM policy of the role that runs the other commands with the same options. It asks AWS nothing. */

import { assertUnqualified } from "../apply/target.ts";
import type { Context } from "../cli/context.ts";
import type { Options } from "../cli/options.ts";
import { type Home, isArn, parseArn } from "../core/arn/arn.ts";
import { parseFunctionId } from "../core/arn/function-id.ts";
import { partitionOf } from "../core/arn/partitions.ts";
import { regionOfEnvironment } from "../core/arn/region.ts";
import { makePolicy, type PolicyUse } from "../core/policy.ts";
import { type ExitCode, LambdaEnvError } from "../errors.ts";
import { policyDocument, renderPolicy, sayPolicyGaps } from "../output/results/policy.ts";
import { type KnownSource, sourcesThatNeed } from "../sources/index.ts";
import type { SourceGrants } from "../sources/source.ts";
import { stackGrant } from "../sources/stack/stack-grants.ts";

export async function run(options: Options, context: Context): Promise<ExitCode> {
  const { use, untold } = await findUse(options, context);
  const { reporter } = context;
  const readOnly = makePolicy(use, "read-only");
  const writing = makePolicy(use, "writing");
  const policy = options["read-only"] ? readOnly : writing;
  reporter.result(options.json ? policyDocument(readOnly, writing) : renderPolicy(policy));
  const mayBeLogicalId = options.stack !== undefined && !isArn(options.function ?? "");
  for (const text of sayPolicyGaps({ use, mayBeLogicalId, untold })) reporter.note(text);
  return 0;
}

async function findUse(
  options: Options,
  context: Context,
): Promise<{ readonly use: PolicyUse; readonly untold: readonly string[] }> {
  const { env } = context;
  if (options.function === undefined) {
    throw new LambdaEnvError("USAGE", "no function is named", { hint: "lambda-env policy --function NAME|ARN" });
  }
  const id = parseFunctionId(options.function);
  assertUnqualified(id);
  const region = options.region ?? id.region ?? regionOfEnvironment(env) ?? "*";
  const home = {
    partition: parseArn(options.function)?.partition ?? partitionOf(region),
    region,
    account: id.accountId ?? "*",
  };
  const { grants, untold } = await sourceGrants(options, home, context);
  const use: PolicyUse = {
    ...home,
    functionName: id.functionName,
    grants,
    keys: options["kms-key"],
    publishes: options.publish,
    movesAlias: options.alias !== undefined,
  };
  return { use, untold };
}

/** What is named by itself stands before what a template refers to, and the statements of each service in one order, whichever needs them. */
async function sourceGrants(options: Options, home: Home, context: Context): Promise<Required<SourceGrants>> {
  const { cwd, signal } = context;
  const about = { home, logicalId: options["logical-id"], cwd, signal };
  const grantsOf = (sources: readonly KnownSource[]): Promise<readonly SourceGrants[]> =>
    Promise.all(sources.map(async (source) => (await source.grants?.(options, about)) ?? { grants: [] }));
  const ofFunction = await grantsOf(sourcesThatNeed("function").filter((source) => source.isNamed(options)));
  const shared = await grantsOf([...sourcesThatNeed("nothing"), ...sourcesThatNeed("aws")]);
  const stack = stackGrant(options.stack === undefined ? [] : [options.stack], home);
  return {
    grants: [...shared.flatMap(({ grants }) => grants), stack, ...ofFunction.flatMap(({ grants }) => grants)],
    untold: [...shared, ...ofFunction].flatMap(({ untold = [] }) => untold),
  };
}
