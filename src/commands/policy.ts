/** `lambda-env policy`: the IAM policy of the role that runs the other commands with the same options. It asks AWS nothing. */
import { assertUnqualified } from "../apply/target.ts";
import type { Context } from "../cli/context.ts";
import type { Options } from "../cli/options.ts";
import { isArn, parseArn } from "../core/arn/arn.ts";
import { parseFunctionId } from "../core/arn/function-id.ts";
import { partitionOf } from "../core/arn/partitions.ts";
import { makePolicy, type PolicyUse } from "../core/policy.ts";
import { type ExitCode, LambdaEnvError } from "../errors.ts";
import { policyDocument, renderPolicy, sayPolicyGaps } from "../output/results/policy.ts";
import { parseParameterPath, parseParameterSpec } from "../sources/parameter.ts";
import { parseSecretSpec } from "../sources/secret/secret-spec.ts";
import type { Need } from "../template/evaluate/facts.ts";

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
  const region = options.region ?? id.region ?? (env["AWS_REGION"] || env["AWS_DEFAULT_REGION"] || "*");
  const { needs, untold } = await templateNeeds(options, context);
  const of = <Kind extends Need["kind"]>(kind: Kind): readonly Extract<Need, { kind: Kind }>[] =>
    needs.filter((need): need is Extract<Need, { kind: Kind }> => need.kind === kind);
  const use: PolicyUse = {
    partition: parseArn(options.function)?.partition ?? partitionOf(region),
    region,
    account: id.accountId ?? "*",
    functionName: id.functionName,
    secrets: [...options.secret.map((spec) => parseSecretSpec(spec).id), ...of("secret").map((need) => need.id)],
    parameters: [...options.parameter.map((spec) => parseParameterSpec(spec).parameter), ...of("ssm").map((need) => need.name)],
    parameterPaths: options["parameters-by-path"].map(parseParameterPath),
    keys: options["kms-key"],
    stacks: options.stack === undefined ? [] : [options.stack],
    outputStacks: of("outputs").map((need) => need.stack),
    publishes: options.publish,
    movesAlias: options.alias !== undefined,
    usesExports: of("exports").length > 0,
  };
  return { use, untold };
}

/** What the expressions of a template ask for, and the names of the variables that may ask for more, depending on the answers. */
interface TemplateNeeds {
  readonly needs: readonly Need[];
  readonly untold: readonly string[];
}

async function templateNeeds(options: Options, context: Context): Promise<TemplateNeeds> {
  const { template: path } = options;
  if (path === undefined) return { needs: [], untold: [] };
  const [{ readTemplateFile }, { templateLayer }, { needKey }] = await Promise.all([
    import("../sources/template/template-file.ts"),
    import("../template/evaluate/layer.ts"),
    import("../template/evaluate/facts.ts"),
  ]);
  const template = await readTemplateFile(path, context);
  const unavailable = { unavailable: "nothing is asked" };
  const undeployed = { unavailable: "it depends on what is deployed" };
  const found = new Map<string, Need>();
  for (;;) {
    const needs = [...found.values()];
    const of = <Kind extends Need["kind"]>(kind: Kind): readonly Extract<Need, { kind: Kind }>[] =>
      needs.filter((need): need is Extract<Need, { kind: Kind }> => need.kind === kind);
    const layer = templateLayer(template, options["logical-id"], {
      ...(of("stack").length > 0 ? { stack: undeployed } : {}),
      ...(of("processed").length > 0 ? { processed: undeployed } : {}),
      ...(of("original").length > 0 ? { original: undeployed } : {}),
      ...(of("exports").length > 0 ? { exports: unavailable } : {}),
      outputs: new Map(of("outputs").map(({ stack }) => [stack, unavailable])),
      ssm: new Map(of("ssm").map(({ name }) => [name, unavailable])),
      secrets: new Map(of("secret").map((need) => [needKey(need), unavailable])),
      resources: new Map(of("resource").map((need) => [needKey(need), unavailable])),
    });
    const fresh = layer.needs.filter((need) => !found.has(needKey(need)));
    if (fresh.length === 0) {
      const untold = [...layer.layer.entries.values()].filter(
        (entry) => entry.kind === "unresolved" && entry.reason === undeployed.unavailable,
      );
      return { needs, untold: untold.map(({ name }) => name) };
    }
    for (const need of fresh) found.set(needKey(need), need);
  }
}
