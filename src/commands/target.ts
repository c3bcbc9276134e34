/** The function that a command works on: found by name or ARN, read and written through `aws/`. */
import type { FunctionPort } from "../apply/port.ts";
import { type ReadableSnapshot, readFunction } from "../apply/settle.ts";
import { type Aws, connect } from "../aws/clients.ts";
import { getFunctionConfiguration, updateFunctionVariables } from "../aws/function.ts";
import type { Context } from "../context.ts";
import { parseFunctionReference } from "../core/function-reference.ts";
import { LambdaEnvError } from "../errors.ts";
import { nearest } from "./nearest.ts";
import type { Options } from "./options.ts";
import { tellEvent } from "./progress.ts";

const DEFAULT_TIMEOUT_MS = 120_000;

/** A connection to one function; nothing has been requested yet. */
export interface OpenFunction {
  readonly aws: Aws;
  readonly port: FunctionPort;
}

/** What a command tells of the function before it changes anything. */
export interface Target {
  readonly functionName: string;
  readonly functionArn: string;
  readonly account: string;
  readonly region: string;
  readonly revisionId?: string;
}

/** Errors: USAGE without a function, NOT_WRITABLE for a version or an alias. */
export async function openFunction(options: Options, context: Context): Promise<OpenFunction> {
  const { reporter, env } = context;
  const reference = parseFunctionReference(requireFunction(options));
  if (reference.region !== undefined && options.region !== undefined && reference.region !== options.region) {
    throw new LambdaEnvError("USAGE", `--region is ${options.region}, and the ARN says ${reference.region}`, {
      hint: "leave out --region",
    });
  }
  const aws = await connect({
    region: options.region ?? reference.region,
    profile: options.profile,
    endpointUrl: options["endpoint-url"],
    env,
    onEndpoint: (url) => reporter.note(`requests go to ${url}, which is not AWS`),
  });
  const name = reference.functionName;
  return {
    aws,
    port: {
      read: (signal) => withNearNames(aws, name, () => getFunctionConfiguration(aws, name, { signal })),
      write: (request, signal) => updateFunctionVariables(aws, name, request, { signal }),
    },
  };
}

/** Reads the function once it has settled; its values are kept from stderr from here on. */
export async function readTarget({ port }: OpenFunction, options: Options, context: Context): Promise<ReadableSnapshot> {
  const snapshot = await readFunction(port, settleOptions(options, context));
  context.reporter.guard(snapshot.environment.variables.values());
  if (snapshot.hasCapacityProvider) {
    context.reporter.warn(
      "the function runs on a capacity provider: callers reach $LATEST.PUBLISHED, not the $LATEST that is read here",
    );
  }
  return snapshot;
}

export function settleOptions(
  options: Options,
  context: Context,
): { clock: Context["clock"]; timeoutMs: number; signal: AbortSignal; onEvent: ReturnType<typeof tellEvent> } {
  const timeoutMs = options.timeout === undefined ? DEFAULT_TIMEOUT_MS : options.timeout * 1000;
  return { clock: context.clock, timeoutMs, signal: context.signal, onEvent: tellEvent(context.reporter) };
}

export function describeTarget(snapshot: ReadableSnapshot): Target {
  const { functionName, functionArn, revisionId } = snapshot;
  const [, , , region = "", account = ""] = functionArn.split(":");
  return { functionName, functionArn, account, region, ...(revisionId === undefined ? {} : { revisionId }) };
}

function requireFunction(options: Options): string {
  if (options.function !== undefined) return options.function;
  throw new LambdaEnvError("USAGE", "no function is named", { hint: "--function NAME, or LAMBDA_ENV_FUNCTION" });
}

/** A wrong name is answered with the near ones, where the caller may list functions. */
async function withNearNames<T>(aws: Aws, name: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof LambdaEnvError) || error.code !== "FUNCTION_NOT_FOUND") throw error;
    const { listFunctionNames } = await import("../aws/functions.ts");
    const names = await listFunctionNames(aws).catch(() => []);
    const near = nearest(name, names);
    if (near.length === 0) throw error;
    throw new LambdaEnvError(error.code, error.message, { hint: `did you mean ${near.join(" or ")}?`, cause: error.cause });
  }
}
