/** The function that a command works on: found by name or ARN, read and written through `aws/`. */
import type { FunctionPort } from "../apply/port.ts";
import { type ReadableSnapshot, readFunction } from "../apply/settle.ts";
import { assertUnqualified, checkTarget, parseFunctionId } from "../apply/target.ts";
import { type Aws, connect } from "../aws/clients.ts";
import { getFunctionConfiguration, updateFunctionVariables } from "../aws/function.ts";
import type { Context } from "../context.ts";
import { nearNames } from "../core/near-names.ts";
import { LambdaEnvError } from "../errors.ts";
import type { Options } from "./options.ts";
import { tellEvent } from "./progress.ts";

const DEFAULT_TIMEOUT_MS = 120_000;
/** Functions to look through for a near name: two pages of an account's list, not a tour of it. */
const MAX_LISTED = 100;

/** A connection to one function; nothing has been requested yet. */
export interface OpenFunction {
  readonly aws: Aws;
  readonly port: FunctionPort;
  /** Names of the function's aliases; none where the caller may not list them. */
  readonly aliases: (signal: AbortSignal) => Promise<readonly string[]>;
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
export function openFunction(options: Options, context: Context): OpenFunction {
  const { reporter, env } = context;
  const id = parseFunctionId(requireFunction(options));
  assertUnqualified(id);
  if (id.region !== undefined && options.region !== undefined && id.region !== options.region) {
    throw new LambdaEnvError("USAGE", `--region is ${options.region}, and the ARN says ${id.region}`, {
      hint: "leave out --region",
    });
  }
  const aws = connect({
    region: options.region ?? id.region,
    profile: options.profile,
    endpointUrl: options["endpoint-url"],
    env,
    onEndpoint: (url) => reporter.note(`requests go to ${url}, which is not AWS`),
  });
  return {
    aws,
    aliases: async (signal) => {
      const { listAliases } = await import("../aws/versions.ts");
      return (await listAliases(aws, id.id, { signal }).catch(() => [])).map((alias) => alias.name);
    },
    port: {
      read: (signal) => withNearNames(aws, id.functionName, () => getFunctionConfiguration(aws, id.id, { signal })),
      write: (request, signal) => updateFunctionVariables(aws, id.id, request, { signal }),
    },
  };
}

/** Whether the command looks for aliases, whose callers do not see `$LATEST`: it costs a request and a right of its own. */
export type AliasLookup = "look-for-aliases" | "ask-nothing-more";

/** Reads the function once it has settled; its values are kept from stderr from here on. */
export async function readTarget(
  { port, aliases }: OpenFunction,
  options: Options,
  context: Context,
  lookup: AliasLookup,
): Promise<ReadableSnapshot> {
  const [snapshot, names] = await Promise.all([
    readFunction(port, settleOptions(options, context)),
    lookup === "look-for-aliases" ? aliases(context.signal) : [],
  ]);
  context.reporter.allow([snapshot.functionArn]);
  context.reporter.guard(snapshot.environment.variables.values());
  context.reporter.findings(checkTarget(snapshot, names));
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
    const { listFunctions } = await import("../aws/versions.ts");
    const names = await listFunctions(aws, { limit: MAX_LISTED }).catch(() => []);
    const near = nearNames(name, names);
    if (near.length === 0) throw error;
    throw new LambdaEnvError(error.code, error.message, { hint: `did you mean ${near.join(" or ")}?`, cause: error.cause });
  }
}
