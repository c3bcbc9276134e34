/** The function that a command works on: found by name, ARN or logical id, read and written through `aws/`. */
import type { FunctionPort } from "../apply/port.ts";
import { type ReadableSnapshot, readFunction, type SettleOptions } from "../apply/settle.ts";
import { checkTarget } from "../apply/target.ts";
import type { Aws } from "../aws/connection/clients.ts";
import { getFunctionConfiguration, updateFunctionVariables } from "../aws/function.ts";
import { parseFunctionId } from "../core/arn/function-id.ts";
import { defined } from "../core/defined.ts";
import { nearNames } from "../core/near-names.ts";
import { type Target, toTarget } from "../core/target.ts";
import { type Finding, LambdaEnvError } from "../errors.ts";
import { type KnownStack, NO_STACK } from "../sources/stack/known-stack.ts";
import type { Stack } from "../sources/stack/stack.ts";
import type { DeployedFunction } from "./locate.ts";
import type { TargetRequest } from "./request.ts";
import type { Session } from "./session.ts";
import type { Surroundings } from "./surroundings.ts";

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
  /** What there is to report of it, which has been reported. */
  readonly findings: readonly Finding[];
  /** Where it was found by its stack, its logical id. */
  readonly logicalId?: string;
}

/** Whether the command looks for aliases, whose callers do not see `$LATEST`: it costs a request and a right of its own. */
export type AliasLookup = "look-for-aliases" | "ask-nothing-more";

export interface FindOptions {
  readonly lookup: AliasLookup;
  /** The alias that is moved after the write: that its callers do not see `$LATEST` is no news then. */
  readonly alias?: string | undefined;
}

/**
 * Finds the functions and reads each once it has settled; their values are guarded from here on.
 *
 * Errors: USAGE where none is named or it is not clear which, FUNCTION_NOT_FOUND with near names, and those of `readFunction`.
 */
export async function findFunctions(session: Session, options: FindOptions): Promise<readonly FoundFunction[]> {
  return [await findFunction(session, options)];
}

/** Returns the one function, for commands that work on one only. Errors: as `findFunctions`. */
export async function findFunction(session: Session, options: FindOptions): Promise<FoundFunction> {
  const { functionName } = session.project;
  if (functionName === undefined) return findInStack(session, options, session.request["logical-id"]);
  const reading = readOpened(session, openFunction(session.aws, functionName), options);
  // A stack that is named is read beside the function, and shows whether the name is a logical id of it.
  const [read, stack] = await Promise.all([
    reading.catch(asNotFound),
    session.request.stack === undefined ? undefined : session.stack.get(),
  ]);
  const { functionsOf } = stack === undefined ? { functionsOf: undefined } : await import("../sources/stack/stack.ts");
  const other = stack !== undefined && "value" in stack ? functionsOf?.(stack.value).get(functionName)?.physicalId : undefined;
  if (!(read instanceof LambdaEnvError)) {
    if (other === undefined || other === read.snapshot.functionName) return read;
    throw new LambdaEnvError("USAGE", `${functionName} is a function, and a logical id of the stack for ${other}`, {
      hint: `--function ${other}, or leave out --stack`,
    });
  }
  const known: KnownStack = mayBeLogicalId(session, functionName) ? await session.stack.get() : NO_STACK;
  const ids = "value" in known ? await logicalIds(known.value) : [];
  if (ids.includes(functionName)) return findInStack(session, options, functionName);
  throw await withNearNames(session, functionName, ids, read);
}

/** Returns how long, and with what report, a function is waited for. */
export function settleOptions({ timeout }: Pick<TargetRequest, "timeout">, surroundings: Surroundings): SettleOptions {
  const timeoutMs = timeout === undefined ? DEFAULT_TIMEOUT_MS : timeout * 1000;
  const { clock, signal, tell, writes } = surroundings;
  return { clock, timeoutMs, signal, onEvent: tell, ...(writes ? { claim: "nothing was written" } : {}) };
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

async function readOpened(session: Session, opened: OpenFunction, { lookup, alias }: FindOptions): Promise<FoundFunction> {
  const { request, surroundings } = session;
  const [snapshot, listed] = await Promise.all([
    readFunction(opened.port, settleOptions(request, surroundings)),
    lookup === "look-for-aliases" ? publishedAliases(opened, surroundings.signal) : undefined,
  ]);
  const { variables } = snapshot.environment;
  surroundings.allow([snapshot.functionArn], "parts");
  surroundings.allow(variables.keys(), "whole");
  surroundings.guard(variables.values(), "live");
  const aliases = listed ?? (await deployedAliases(session, snapshot.functionName));
  const findings = checkTarget(snapshot, alias === undefined ? [...aliases].sort() : []);
  surroundings.tell({ kind: "findings", findings });
  return { opened, snapshot, target: toTarget(snapshot), findings };
}

async function findInStack(session: Session, options: FindOptions, logicalId: string | undefined): Promise<FoundFunction> {
  const { project, aws, surroundings } = session;
  if (project.stackName === undefined && project.samconfig === undefined && project.functionName === undefined) {
    const { noFunction } = await import("./no-function.ts");
    throw await noFunction(aws, surroundings.signal);
  }
  const { locateInStack } = await import("./locate.ts");
  const located = await locateInStack(session, logicalId);
  tellLocated(session, located);
  const found = await readOpened(session, openFunction(aws, located.functionName), options);
  return { ...found, logicalId: located.logicalId };
}

/** Nobody typed what the files gave. */
function tellLocated({ project, surroundings }: Session, { logicalId, stackName }: DeployedFunction): void {
  const { samconfig, template, region, profile } = project;
  const given =
    samconfig === undefined
      ? undefined
      : {
          source: samconfig.source,
          ...(samconfig.region === undefined || region === undefined ? {} : { region }),
          ...(samconfig.profile === undefined || profile === undefined ? {} : { profile }),
        };
  surroundings.tell({
    kind: "located",
    stackName,
    logicalId,
    ...defined({ template, samconfig: given }),
  });
}

/** Those whose callers do not see `$LATEST`; undefined where the caller may not list them. */
async function publishedAliases({ aws, id }: OpenFunction, signal: AbortSignal): Promise<readonly string[] | undefined> {
  const { listAliases } = await import("../aws/versions.ts");
  const aliases = await listAliases(aws, id, { signal }).catch(() => undefined);
  return aliases?.filter(({ version, weighted }) => version !== "$LATEST" || weighted === true).map(({ name }) => name);
}

/** The stack's own list of its aliases costs nothing, once it was read for something else. */
async function deployedAliases({ stack }: Session, functionName: string): Promise<readonly string[]> {
  if (!stack.wasAsked()) return [];
  const known = await stack.get();
  if ("unavailable" in known) return [];
  const { aliasesOf } = await import("../sources/stack/stack.ts");
  return aliasesOf(known.value, functionName);
}

function asNotFound(error: unknown): LambdaEnvError {
  if (error instanceof LambdaEnvError && error.code === "FUNCTION_NOT_FOUND") return error;
  throw error;
}

/** Without a stack that was named, the samconfig file beside the template or in this folder may name one. */
function mayBeLogicalId({ project }: Session, functionName: string): boolean {
  return project.stackName !== undefined || LOGICAL_ID.test(functionName);
}

async function logicalIds(stack: Stack): Promise<readonly string[]> {
  const { functionsOf } = await import("../sources/stack/stack.ts");
  return [...functionsOf(stack).keys()];
}

/** A wrong name is answered with the near ones: those of the stack, and where the caller may list them, those of the account. */
async function withNearNames(
  { aws }: Session,
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
