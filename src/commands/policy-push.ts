/** `lambda-env policy --push`: the policy of the role that runs `push` with the same options. It sends no requests to AWS. */
import type { Context } from "../cli/context.ts";
import type { Options } from "../cli/options.ts";
import { type Home, parseArn } from "../core/arn/arn.ts";
import { partitionOf } from "../core/arn/partitions.ts";
import { regionOfEnvironment } from "../core/arn/region.ts";
import { makePushPolicy, type PushUse } from "../core/store/store-policy.ts";
import type { ExitCode } from "../errors.ts";
import { policyDocument, renderPolicy, sayPushPolicyGaps } from "../output/results/policy.ts";
import { SOURCES } from "../sources/index.ts";
import { readProject } from "../workflow/project.ts";
import { destinationOf, sourceRequest } from "../workflow/push/push-request.ts";

export async function printPushPolicy(options: Options, context: Context): Promise<ExitCode> {
  const use = await findPushUse(options, context);
  const { reporter } = context;
  const readOnly = makePushPolicy(use, "read-only");
  const writing = makePushPolicy(use, "writing");
  reporter.result(options.json ? policyDocument(readOnly, writing) : renderPolicy(options["read-only"] ? readOnly : writing));
  for (const text of sayPushPolicyGaps(use, options["read-only"] ? "read-only" : "writing")) reporter.note(text);
  return 0;
}

async function findPushUse(options: Options, context: Context): Promise<PushUse> {
  const keys = options["kms-key"];
  // The key is one that exists, or that of a new secret.
  const { kind, id, creates } = destinationOf({ ...options, "kms-key": [] }, context.stage);
  const sources = sourceRequest(options, context.stage);
  const project = await readProject(sources, context);
  const arn = parseArn(id);
  const region = arn?.region ?? project.region ?? regionOfEnvironment(context.env) ?? "*";
  const home: Home = {
    partition: arn?.partition ?? partitionOf(region),
    region,
    account: arn?.account ?? context.stage?.account ?? "*",
  };
  const { secretArn } = await import("../sources/secret/secret-grants.ts");
  const from = sources.from.length === 0 ? undefined : await SOURCES.function.grants?.(sources, aboutFunctions(home, context));
  return {
    ...home,
    secrets: kind === "secret" ? [secretArn(id, home)] : [],
    paths: kind === "parameters" ? [id] : [],
    creates: kind === "secret" && creates,
    grants: from?.grants ?? [],
    keys,
  };
}

function aboutFunctions(home: Home, { cwd, signal }: Context) {
  return { home, logicalIds: [], cwd, signal };
}
