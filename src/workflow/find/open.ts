/** Opens one function by its name, and reads it once it has settled. */

import type { FunctionPort } from "../../apply/port.ts";
import { readFunction, type SettleOptions } from "../../apply/settle.ts";
import { checkTarget } from "../../apply/target.ts";
import type { Aws } from "../../aws/connection/clients.ts";
import { getFunctionConfiguration, updateFunctionVariables } from "../../aws/function.ts";
import { parseFunctionId } from "../../core/arn/function-id.ts";
import { defined } from "../../core/defined.ts";
import type { FunctionSnapshot, ReadableSnapshot } from "../../core/function.ts";
import { type Target, toTarget } from "../../core/target.ts";
import type { Finding } from "../../errors.ts";
import type { TargetRequest } from "../request.ts";
import type { Session } from "../session.ts";
import type { Surroundings } from "../surroundings.ts";

const DEFAULT_TIMEOUT_MS = 120_000;

/** A connection to one function; nothing has been requested yet. */
export interface OpenFunction {
  readonly aws: Aws;
  /** What to send as `FunctionName`. */
  readonly id: string;
  /** A version or an alias, which cannot be written to. */
  readonly qualifier?: string;
  readonly port: FunctionPort;
}

/** The function, read. */
export interface FoundFunction {
  readonly opened: OpenFunction;
  readonly snapshot: ReadableSnapshot;
  readonly target: Target;
  /** Findings about it. */
  readonly findings: readonly Finding[];
  /** The logical id by which it was found in its stack. */
  readonly logicalId?: string;
  /** Present if it was read from a list, from which a write must not be planned. */
  readonly isListed?: true;
}

/** Whether the command looks up aliases, whose callers do not see `$LATEST`: it costs a request and a permission. */
type AliasLookup = "look-for-aliases" | "ask-nothing-more";

export interface FindOptions {
  readonly lookup: AliasLookup;
  /** The alias that is moved after the write: it needs no warning that its callers do not see `$LATEST`. */
  readonly alias?: string | undefined;
  /** What a run without a named function does in a project with several: select all of them, or report a mistake. */
  readonly unnamed?: "every-function" | "one-function";
}

/** Returns how long to wait for a function, and with which report. */
export function settleOptions({ timeout }: Pick<TargetRequest, "timeout">, surroundings: Surroundings): SettleOptions {
  const timeoutMs = timeout === undefined ? DEFAULT_TIMEOUT_MS : timeout * 1000;
  const { clock, signal, notify, writes } = surroundings;
  return { clock, timeoutMs, signal, onEvent: notify, ...(writes ? { claim: "nothing was written" } : {}) };
}

/** Opens the function of that name or ARN. Errors: USAGE for anything else. */
export function openFunction(aws: Aws, functionName: string): OpenFunction {
  const { id, qualifier } = parseFunctionId(functionName);
  return {
    aws,
    id,
    ...defined({ qualifier }),
    port: {
      read: (signal) => getFunctionConfiguration(aws, id, { qualifier, signal }),
      write: (request, signal) => updateFunctionVariables(aws, id, request, { signal }),
    },
  };
}

/** Reads an opened function; its values are guarded from here on. Errors: those of `readFunction`. */
export async function readOpened(
  session: Session,
  opened: OpenFunction,
  { lookup, alias }: FindOptions,
  waiting: SettleOptions = settleOptions(session.request, session.surroundings),
): Promise<FoundFunction> {
  const { signal } = session.surroundings;
  const [snapshot, listed] = await Promise.all([
    readFunction(opened.port, waiting),
    lookup === "look-for-aliases" && opened.qualifier === undefined ? publishedAliases(opened, signal) : undefined,
  ]);
  const deployed = listed === undefined && opened.qualifier === undefined ? await deployedAliases(session, snapshot) : [];
  // A stack does not say where its aliases point.
  const aliases = listed ?? (deployed.length === 0 ? [] : ((await publishedAliases(opened, signal)) ?? deployed));
  return toFound(session, { opened, snapshot, alias, aliases });
}

interface Read {
  readonly opened: OpenFunction;
  readonly snapshot: ReadableSnapshot;
  readonly alias: string | undefined;
  /** Undefined if they were not looked up, or may not be. */
  readonly aliases?: readonly string[] | undefined;
}

/** Returns a function that was read, with the findings about it. */
export async function toFound(session: Session, { opened, snapshot, alias, aliases }: Read): Promise<FoundFunction> {
  const { surroundings } = session;
  const { variables } = snapshot.environment;
  surroundings.allow([snapshot.functionArn], "parts");
  surroundings.allow(variables.keys(), "whole");
  surroundings.guard(variables.values(), "live");
  const known = aliases ?? (await deployedAliases(session, snapshot));
  const findings = checkTarget(snapshot, alias === undefined ? [...known].sort() : []);
  return { opened, snapshot, target: toTarget(snapshot), findings };
}

/** Returns the aliases whose callers do not see `$LATEST`; undefined if the caller may not list them. */
async function publishedAliases({ aws, id }: OpenFunction, signal: AbortSignal): Promise<readonly string[] | undefined> {
  const { listAliases } = await import("../../aws/versions.ts");
  const aliases = await listAliases(aws, id, { signal }).catch(() => undefined);
  return aliases?.filter(({ version, weighted }) => version !== "$LATEST" || weighted === true).map(({ name }) => name);
}

/**
 * Returns the stack's own list of its aliases, which costs nothing if it was already read; the template may say where one points.
 */
async function deployedAliases({ stack, template }: Session, { functionName }: FunctionSnapshot): Promise<readonly string[]> {
  if (!stack.wasAsked()) return [];
  const known = await stack.get();
  if ("unavailable" in known) return [];
  const root = template.wasAsked() ? (await template.get())?.root : undefined;
  const [{ aliasesOf }, { child, textOf }] = await Promise.all([
    import("../../sources/stack/stack.ts"),
    import("../../template/read/tree.ts"),
  ]);
  const isAtLatest = (logicalId: string): boolean =>
    root !== undefined && textOf(child(root, "Resources", logicalId, "Properties", "FunctionVersion")) === "$LATEST";
  return aliasesOf(known.value, functionName, isAtLatest);
}
