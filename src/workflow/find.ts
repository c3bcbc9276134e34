/** The function that a command works on: found by name, ARN or logical id, read and written through `aws/`. */
import type { FunctionPort } from "../apply/port.ts";
import { type ReadableSnapshot, readFunction, type SettleOptions } from "../apply/settle.ts";
import { checkTarget, parseFunctionId } from "../apply/target.ts";
import type { Aws } from "../aws/connection/clients.ts";
import { getFunctionConfiguration, updateFunctionVariables } from "../aws/function.ts";
import type { Context } from "../cli/context.ts";
import type { Options } from "../cli/options.ts";
import { tellEvent } from "../cli/progress.ts";
import { nearNames } from "../core/near-names.ts";
import { type Finding, LambdaEnvError } from "../errors.ts";
import type { Stack } from "../sources/stack/stack.ts";
import type { Located } from "./locate.ts";
import { NO_STACK, type Scene } from "./scene.ts";

const DEFAULT_TIMEOUT_MS = 120_000;
/** Functions to look through for a near name: two pages of an account's list, not a tour of it. */
const MAX_LISTED = 100;
/** CloudFormation allows nothing else in a logical id. */
const LOGICAL_ID = /^[A-Za-z0-9]+$/;

/** A connection to one function; nothing has been requested yet. */
export interface OpenFunction {
  readonly aws: Aws;
  /** What to send as `FunctionName`. */
  readonly id: string;
  readonly port: FunctionPort;
}

/** The function, read. */
export interface FoundFunction {
  readonly opened: OpenFunction;
  readonly snapshot: ReadableSnapshot;
  readonly target: Target;
  /** What there is to tell of it, which has been told on stderr. */
  readonly findings: readonly Finding[];
  /** Where it was found by its stack, its logical id. */
  readonly logicalId?: string;
}

/** What a command tells of the function before it changes anything. */
export interface Target {
  readonly functionName: string;
  readonly functionArn: string;
  readonly account: string;
  readonly region: string;
  readonly revisionId?: string;
}

/** Whether the command looks for aliases, whose callers do not see `$LATEST`: it costs a request and a right of its own. */
export type AliasLookup = "look-for-aliases" | "ask-nothing-more";

/**
 * Finds and reads the function once it has settled; its values are kept from stderr from here on.
 *
 * Errors: USAGE where none is named or it is not clear which, FUNCTION_NOT_FOUND with near names, and those of `readFunction`.
 */
export async function findFunction(
  scene: Scene,
  options: Options,
  context: Context,
  lookup: AliasLookup,
): Promise<FoundFunction> {
  const { functionName } = scene.project;
  if (functionName === undefined) return findInStack(scene, options, context, lookup, options["logical-id"]);
  const opened = openFunction(scene.aws, functionName);
  const reading = readOpened(scene, opened, options, context, lookup);
  // A stack that is named is read beside the function, and tells whether the name is a logical id of it.
  const [read, stack] = await Promise.all([
    reading.catch(asNotFound),
    options.stack === undefined ? undefined : scene.stack.get(),
  ]);
  const { functionsOf } = stack === undefined ? { functionsOf: undefined } : await import("../sources/stack/stack.ts");
  const other = stack !== undefined && "value" in stack ? functionsOf?.(stack.value).get(functionName)?.physicalId : undefined;
  if (!(read instanceof LambdaEnvError)) {
    if (other === undefined || other === read.snapshot.functionName) return read;
    throw new LambdaEnvError("USAGE", `${functionName} is a function, and a logical id of the stack for ${other}`, {
      hint: `--function ${other}, or leave out --stack`,
    });
  }
  const known = mayBeLogicalId(scene, functionName) ? await scene.stack.get() : NO_STACK;
  const ids = "value" in known ? await logicalIds(known.value) : [];
  if (ids.includes(functionName)) return findInStack(scene, options, context, lookup, functionName);
  throw await withNearNames(scene, functionName, ids, read);
}

export function settleOptions(options: Options, context: Context): SettleOptions {
  const timeoutMs = options.timeout === undefined ? DEFAULT_TIMEOUT_MS : options.timeout * 1000;
  const { clock, signal, reporter, writes } = context;
  return { clock, timeoutMs, signal, onEvent: tellEvent(reporter), ...(writes ? { claim: "nothing was written" } : {}) };
}

function openFunction(aws: Aws, functionName: string): OpenFunction {
  const { id } = parseFunctionId(functionName);
  return {
    aws,
    id,
    port: {
      read: (signal) => getFunctionConfiguration(aws, id, { signal }),
      write: (request, signal) => updateFunctionVariables(aws, id, request, { signal }),
    },
  };
}

async function readOpened(
  scene: Scene,
  opened: OpenFunction,
  options: Options,
  context: Context,
  lookup: AliasLookup,
): Promise<FoundFunction> {
  const [snapshot, listed] = await Promise.all([
    readFunction(opened.port, settleOptions(options, context)),
    lookup === "look-for-aliases" ? publishedAliases(opened, context) : undefined,
  ]);
  const { variables } = snapshot.environment;
  context.reporter.allow([snapshot.functionArn], "parts");
  context.reporter.allow(variables.keys(), "whole");
  context.reporter.guard(variables.values(), "live");
  const aliases = listed ?? (await deployedAliases(scene, snapshot.functionName));
  const findings = checkTarget(snapshot, options.alias === undefined ? [...aliases].sort() : []);
  context.reporter.findings(findings);
  return { opened, snapshot, target: describeTarget(snapshot), findings };
}

async function findInStack(
  scene: Scene,
  options: Options,
  context: Context,
  lookup: AliasLookup,
  logicalId: string | undefined,
): Promise<FoundFunction> {
  if (
    scene.project.stackName === undefined &&
    scene.project.samconfig === undefined &&
    scene.project.functionName === undefined
  ) {
    const { noFunction } = await import("./no-function.ts");
    throw await noFunction(scene.aws, context.signal);
  }
  const { locateInStack } = await import("./locate.ts");
  const located = await locateInStack(scene, logicalId);
  tellLocated(scene, located, context);
  const found = await readOpened(scene, openFunction(scene.aws, located.functionName), options, context, lookup);
  return { ...found, logicalId: located.logicalId };
}

/** Says what was taken from where, since nobody typed it. */
function tellLocated({ project }: Scene, { logicalId, stackName }: Located, { reporter }: Context): void {
  const { samconfig, template } = project;
  const parts = [
    `stack ${stackName}`,
    ...(samconfig?.region === undefined ? [] : [`region ${project.region}`]),
    ...(samconfig?.profile === undefined ? [] : [`profile ${project.profile}`]),
  ];
  const from = samconfig === undefined ? "" : `${samconfig.source}: `;
  reporter.note(`${from}${parts.join(", ")}; ${template === undefined ? "" : `${template}: `}function ${logicalId}`);
}

/** Those whose callers do not see `$LATEST`; undefined where the caller may not list them. */
async function publishedAliases({ aws, id }: OpenFunction, { signal }: Context): Promise<readonly string[] | undefined> {
  const { listAliases } = await import("../aws/versions.ts");
  const aliases = await listAliases(aws, id, { signal }).catch(() => undefined);
  return aliases?.filter(({ version, weighted }) => version !== "$LATEST" || weighted === true).map(({ name }) => name);
}

/** The stack's own list of its aliases costs nothing, once it was read for something else. */
async function deployedAliases({ stack }: Scene, functionName: string): Promise<readonly string[]> {
  if (!stack.wasAsked()) return [];
  const known = await stack.get();
  if ("unavailable" in known) return [];
  const { aliasesOf } = await import("../sources/stack/stack.ts");
  return aliasesOf(known.value, functionName);
}

function describeTarget(snapshot: ReadableSnapshot): Target {
  const { functionName, functionArn, revisionId } = snapshot;
  const [, , , region = "", account = ""] = functionArn.split(":");
  return { functionName, functionArn, account, region, ...(revisionId === undefined ? {} : { revisionId }) };
}

function asNotFound(error: unknown): LambdaEnvError {
  if (error instanceof LambdaEnvError && error.code === "FUNCTION_NOT_FOUND") return error;
  throw error;
}

/** Without a stack that was named, the samconfig file beside the template or in this folder may name one. */
function mayBeLogicalId({ project }: Scene, functionName: string): boolean {
  return project.stackName !== undefined || LOGICAL_ID.test(functionName);
}

async function logicalIds(stack: Stack): Promise<readonly string[]> {
  const { functionsOf } = await import("../sources/stack/stack.ts");
  return [...functionsOf(stack).keys()];
}

/** A wrong name is answered with the near ones: those of the stack, and where the caller may list them, those of the account. */
async function withNearNames(
  { aws }: Scene,
  functionName: string,
  ids: readonly string[],
  error: LambdaEnvError,
): Promise<LambdaEnvError> {
  const { listFunctions } = await import("../aws/versions.ts");
  const { functionName: wanted, accountId: account } = parseFunctionId(functionName);
  // The caller's own functions say nothing of an ARN of another account.
  const ofAccount = account === undefined ? {} : { account };
  const names = await listFunctions(aws, { limit: MAX_LISTED, ...ofAccount }).catch(() => []);
  const near = nearNames(wanted, [...ids, ...names]);
  if (near.length === 0) return error;
  return new LambdaEnvError(error.code, error.message, { hint: `did you mean ${near.join(" or ")}?`, cause: error.cause });
}
