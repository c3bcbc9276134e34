/**
 * `lambda-env policy`: the IAM policy of the role that runs the other commands with the same options. It sends no requests to
 * AWS.
 */
import type { Context } from "../cli/context.ts";
import type { Options } from "../cli/options.ts";
import { type Home, isArn, makeArn, parseArn } from "../core/arn/arn.ts";
import { parseFunctionId, qualifiedName } from "../core/arn/function-id.ts";
import { partitionOf } from "../core/arn/partitions.ts";
import { regionOfEnvironment } from "../core/arn/region.ts";
import type { Grant } from "../core/grant.ts";
import { makePolicy, type PolicyUse } from "../core/policy.ts";
import { type ExitCode, LambdaEnvError } from "../errors.ts";
import { policyDocument, renderPolicy, sayPolicyGaps } from "../output/results/policy.ts";
import { type KnownSource, sourcesThatNeed } from "../sources/index.ts";
import type { SourceGrants } from "../sources/source.ts";
import { stackGrant } from "../sources/stack/stack-grants.ts";
import { assertWritableNames, type Project, readProject } from "../workflow/project.ts";
import type { NamesInStack } from "../workflow/stack-names.ts";
import { ownRequests } from "../workflow/stage/own-requests.ts";

export async function run(options: Options, context: Context): Promise<ExitCode> {
  if (options.push) return (await import("./policy-push.ts")).printPushPolicy(options, context);
  const { use, named, undetermined } = await findUse(options, context);
  const { reporter } = context;
  const readOnly = makePolicy(use, "read-only");
  const writing = makePolicy(use, "writing");
  const policy = options["read-only"] ? readOnly : writing;
  reporter.result(options.json ? policyDocument(readOnly, writing) : renderPolicy(policy));
  const mayBeLogicalId = options.stack !== undefined && options.function.some((name) => !isArn(name));
  const fromProfile = options.from.length > 0 ? options["from-profile"] : undefined;
  for (const text of sayPolicyGaps({ ...named, use, mayBeLogicalId, undetermined, fromProfile })) reporter.note(text);
  return 0;
}

interface FoundUse {
  readonly use: PolicyUse;
  readonly named: NamesInStack;
  readonly undetermined: readonly string[];
}

async function findUse(options: Options, context: Context): Promise<FoundUse> {
  const { env } = context;
  if (!options["read-only"]) assertWritableNames(options);
  const project = await readProject(options, context);
  const named = await nameFunctions(project, context);
  const ids = named.names.flatMap((name) => (isPattern(name) ? [] : [parseFunctionId(name)]));
  const region = project.region ?? regionOfEnvironment(env) ?? "*";
  const home = {
    partition: parseArn(named.names.find(isArn) ?? "")?.partition ?? partitionOf(region),
    region,
    account: ids.find(({ accountId }) => accountId !== undefined)?.accountId ?? context.stage?.account ?? "*",
  };
  const { grants, undetermined } = await sourceGrants(
    { ...options, template: project.template },
    { home, project, named },
    context,
  );
  const use: PolicyUse = {
    ...home,
    functionNames: named.names.map((name) => (isPattern(name) ? name : qualifiedName(parseFunctionId(name)))),
    tags: isOnlyTagged(project) ? (project.selection?.tags ?? []) : [],
    grants: [...findingGrants(project), ...grants, ...historyGrants(options, home, named.names)],
    keys: options["kms-key"],
    publishes: options.publish,
    movesAlias: options.alias !== undefined,
    goesBack: options.history !== undefined,
  };
  return { use, named, undetermined };
}

function isPattern(name: string): boolean {
  return /[*?]/.test(name);
}

/** Returns whether only tags determine the functions: without a name or a stack's function. */
function isOnlyTagged({ selection, logicalId }: Project): boolean {
  if (selection === undefined || selection.all || logicalId !== undefined) return false;
  const { names, patterns, logicalIds, tags } = selection;
  return tags.length > 0 && names.length + patterns.length + logicalIds.length === 0;
}

/** Errors: USAGE if nothing names a function; those of the template. */
async function nameFunctions(project: Project, context: Context): Promise<NamesInStack> {
  const { functionName, logicalId, selection, stackName, template: path } = project;
  const names = [
    ...(functionName === undefined ? [] : [functionName]),
    ...(selection?.names ?? []),
    ...(selection?.patterns ?? []),
  ];
  const alone = { isWholeStack: false, tooLong: [] };
  if (names.length > 0) return { ...alone, names, logicalIds: logicalId === undefined ? [] : [logicalId] };
  if (isOnlyTagged(project)) return { ...alone, names: ["*"], logicalIds: [] };
  const logicalIds = [...(selection?.logicalIds ?? []), ...(logicalId === undefined ? [] : [logicalId])];
  if (selection?.all !== true && logicalIds.length === 0) {
    throw new LambdaEnvError("USAGE", "no function is named", { hint: "lambda-env policy --function NAME|ARN, or --all" });
  }
  const [{ readTemplateFile }, { namesInStack }] = await Promise.all([
    import("../sources/template/template-file.ts"),
    import("../workflow/stack-names.ts"),
  ]);
  const template = path === undefined ? undefined : await readTemplateFile(path, context);
  return namesInStack(template, { stackName, logicalIds });
}

/**
 * Returns what finding the functions needs. Lists contain the variables of every function of the account, so only patterns get
 * that permission.
 */
function findingGrants({ selection, stackName }: Project): readonly Grant[] {
  const { patterns = [], tags = [] } = selection ?? {};
  const isListed = patterns.length > 0 && tags.length === 0 && stackName === undefined;
  return [
    { sid: "ListFunctions", actions: ["lambda:ListFunctions"], resources: isListed ? ["*"] : [] },
    { sid: "ReadTags", actions: ["tag:GetResources"], resources: tags.length > 0 ? ["*"] : [] },
  ];
}

/** Returns what storing sets of variables and going back to them needs. */
function historyGrants({ history, "read-only": isReadOnly }: Options, home: Home, names: readonly string[]): readonly Grant[] {
  if (history === undefined) return [];
  const folder = `parameter/${history.replace(/^\/|\/$/g, "")}`;
  const resources = names.map((name) => {
    const functionName = isPattern(name) ? name : parseFunctionId(name).functionName;
    return makeArn(home, "ssm", `${folder}/${functionName}`);
  });
  const actions = ["ssm:GetParameterHistory", ...(isReadOnly ? [] : ["ssm:PutParameter"])];
  return [{ sid: "KeepHistory", actions, resources, decryptsThrough: "ssm" }];
}

interface Granting {
  readonly home: Home;
  readonly project: Project;
  readonly named: NamesInStack;
}

/** Returns the permissions for the sources: explicitly named resources first, then those that a template refers to. */
async function sourceGrants(
  options: Options,
  { home, project, named }: Granting,
  { cwd, signal, stage }: Context,
): Promise<Required<SourceGrants>> {
  const about = { home, logicalIds: named.logicalIds, cwd, signal };
  const given = isOnlyTagged(project) ? { ...options, template: undefined } : options;
  const grantsOf = (sources: readonly KnownSource[], of = given): Promise<readonly SourceGrants[]> =>
    Promise.all(sources.map(async (source) => (await source.grants?.(of, about)) ?? { grants: [] }));
  const ofFunction = await grantsOf(sourcesThatNeed("function").filter((source) => source.isNamed(given)));
  const others = [...sourcesThatNeed("nothing"), ...sourcesThatNeed("aws")];
  const own = ownRequests(stage, given).map((one) => grantsOf(others, one.given));
  const shared = [...(await grantsOf(others)), ...(await Promise.all(own)).flat()];
  const stack = stackGrant(project.stackName === undefined ? [] : [project.stackName], home);
  return {
    grants: [...shared.flatMap(({ grants }) => grants), stack, ...ofFunction.flatMap(({ grants }) => grants)],
    undetermined: [...shared, ...ofFunction].flatMap(({ undetermined = [] }) => undetermined),
  };
}
