/** Reads the functions of a selection: from lists if there are many, individually if there are few. */

import { makePace } from "../../apply/fleet/pace.ts";
import { takeTurns } from "../../apply/fleet/paced-port.ts";
import type { FunctionPort } from "../../apply/port.ts";
import { readFunction, type SettleOptions, unreadable } from "../../apply/settle.ts";
import { listPages } from "../../aws/listing.ts";
import { parseArn } from "../../core/arn/arn.ts";
import { parseFunctionId } from "../../core/arn/function-id.ts";
import { defined } from "../../core/defined.ts";
import type { FunctionSnapshot, ReadableSnapshot } from "../../core/function.ts";
import { LambdaEnvError } from "../../errors.ts";
import type { Session } from "../session.ts";
import { mapBounded } from "./bounded.ts";
import type { ChosenFunction } from "./choose.ts";
import { type FindOptions, type FoundFunction, openFunction, readOpened, settleOptions, toFound } from "./open.ts";
import { type FunctionProblem, problemOf } from "./problems.ts";
import { makeReader, SHARED_PER_SECOND } from "./reader.ts";

/**
 * Up to this many functions are read individually, which also shows their state and aliases, and which a write may be planned
 * from.
 */
const MAX_SINGLE = 10;
const IN_FLIGHT = 16;

export interface ManyFound {
  readonly functions: readonly FoundFunction[];
  readonly problems: readonly FunctionProblem[];
}

/** Returns the functions that can be read, in their order. Errors: those that concern the whole run. */
export async function readMany(session: Session, chosen: readonly ChosenFunction[], options: FindOptions): Promise<ManyFound> {
  const isFew = chosen.length <= MAX_SINGLE;
  const listed = isFew ? new Map<string, FunctionSnapshot>() : await readLists(session, chosen);
  const take = isFew ? atOnce : inTurn(session);
  const alone = chosen.filter((one) => !listed.has(one.functionName));
  const countDone = makeProgress(session, alone.length);
  const single = await mapBounded(alone, IN_FLIGHT, (one) =>
    countDone(orProblem(one, () => readSingle(session, one, isFew ? options : { ...options, lookup: "ask-nothing-more" }, take))),
  );
  const results = new Map(alone.map((one, index) => [one, single[index]]));
  for (const one of chosen) {
    const snapshot = listed.get(one.functionName);
    if (snapshot !== undefined) results.set(one, await orProblem(one, () => fromList(session, one, snapshot, options)));
  }
  return split(chosen.map((one) => results.get(one)));
}

/** Sends a request: at once, or when it is its turn. */
type Take = <Reply>(signal: AbortSignal, send: () => Promise<Reply>) => Promise<Reply>;

const atOnce: Take = (_, send) => send();

function inTurn(session: Session): Take {
  const { clock } = session.surroundings;
  const pace = makePace({ clock, perSecond: SHARED_PER_SECOND });
  const { timeoutMs } = settleOptions(session.request, session.surroundings);
  return (signal, send) => takeTurns(pace, signal, { clock, timeoutMs }, send);
}

/** Reads functions that came from a list individually, as a write must be planned from such a read. */
export async function readAgain(session: Session, found: readonly FoundFunction[]): Promise<ManyFound> {
  const { clock } = session.surroundings;
  const { timeoutMs } = settleOptions(session.request, session.surroundings);
  const reader = makeReader(session, makePace({ clock, perSecond: SHARED_PER_SECOND }));
  const again = async (one: FoundFunction): Promise<FunctionResult> =>
    orProblem({ functionName: one.target.functionName }, async () => {
      const { opened, logicalId } = one;
      const read: FunctionPort["read"] = (signal) =>
        takeTurns(reader.pace, signal, { clock, timeoutMs }, () => reader.read(opened, signal));
      const snapshot = await readFunction({ read }, waiting(session, one.target.functionName));
      const fresh = await toFound(session, { opened, snapshot, alias: undefined, aliases: [] });
      const findings = [
        ...one.findings,
        ...fresh.findings.filter(({ code }) => !one.findings.some((reported) => reported.code === code)),
      ];
      return { ...fresh, findings, ...defined({ logicalId }) };
    });
  const [first, ...others] = found;
  // One request shows whether GetFunction is allowed, so that not all of them have to fail.
  const countDone = makeProgress(session, found.length);
  const rest = (one: FoundFunction): Promise<FunctionResult> => countDone(again(one));
  const results = first === undefined ? [] : [await rest(first), ...(await mapBounded(others, IN_FLIGHT, rest))];
  return split(results);
}

type FunctionResult = { readonly found: FoundFunction } | { readonly problem: FunctionProblem };

function split(results: readonly (FunctionResult | undefined)[]): ManyFound {
  return {
    functions: results.flatMap((result) => (result !== undefined && "found" in result ? [result.found] : [])),
    problems: results.flatMap((result) => (result !== undefined && "problem" in result ? [result.problem] : [])),
  };
}

async function orProblem(
  one: Pick<ChosenFunction, "functionName" | "logicalId">,
  read: () => Promise<FoundFunction>,
): Promise<FunctionResult> {
  try {
    return { found: await read() };
  } catch (error) {
    return { problem: problemOf(one.functionName || (one.logicalId ?? ""), error) };
  }
}

/** Returns a function that reports each finished read. */
function makeProgress({ surroundings }: Session, total: number): <Result>(reading: Promise<Result>) => Promise<Result> {
  let done = 0;
  return async (reading) => {
    const result = await reading;
    done += 1;
    surroundings.notify({ kind: "reading", done, total });
    return result;
  };
}

/** Events are reported for the function they happen to; one sentence at the end says that nothing was written. */
function waiting({ request, surroundings }: Session, functionName: string): SettleOptions {
  const { claim: _, ...options } = settleOptions(request, surroundings);
  return { ...options, onEvent: (event) => surroundings.notify({ kind: "fleet-member", functionName, event }) };
}

async function readSingle(
  session: Session,
  { functionName, logicalId }: ChosenFunction,
  options: FindOptions,
  take: Take,
): Promise<FoundFunction> {
  if (functionName === "") {
    throw new LambdaEnvError("FUNCTION_NOT_FOUND", `${logicalId} is not deployed yet`, {
      hint: "deploy the stack first: sam deploy",
    });
  }
  const opened = openFunction(session.aws, functionName);
  const port = { ...opened.port, read: (signal: AbortSignal) => take(signal, () => opened.port.read(signal)) };
  const found = await readOpened(session, { ...opened, port }, options, waiting(session, functionName));
  return { ...found, opened, ...defined({ logicalId }) };
}

async function fromList(
  session: Session,
  { functionName, logicalId }: ChosenFunction,
  snapshot: FunctionSnapshot,
  { alias }: FindOptions,
): Promise<FoundFunction> {
  const { environment } = snapshot;
  if (environment.kind === "unreadable") throw unreadable(`the variables of ${snapshot.functionName}`, environment, {});
  const readable: ReadableSnapshot = { ...snapshot, environment };
  const found = await toFound(session, { opened: openFunction(session.aws, functionName), snapshot: readable, alias });
  return { ...found, isListed: true, ...defined({ logicalId }) };
}

/**
 * Returns the list entries of the chosen functions, by the names they were chosen by.
 *
 * An account may have many more functions: lists are only read as long as that takes fewer requests than reading the rest
 * individually. If listing is denied, all are read individually.
 */
async function readLists(
  { aws, surroundings }: Session,
  chosen: readonly ChosenFunction[],
): Promise<ReadonlyMap<string, FunctionSnapshot>> {
  const found = new Map(
    chosen.flatMap(({ functionName, listed }) => (listed === undefined ? [] : [[functionName, listed] as const])),
  );
  // Lists show what `$LATEST` has.
  const missing = chosen.filter(
    ({ functionName }) =>
      functionName !== "" && !found.has(functionName) && parseFunctionId(functionName).qualifier === undefined,
  );
  const byName = new Map<string, ChosenFunction[]>();
  for (const one of missing) {
    const name = parseFunctionId(one.functionName).functionName;
    byName.set(name, [...(byName.get(name) ?? []), one]);
  }
  let left = missing.length;
  if (left === 0) return found;
  let pages = 0;
  try {
    for await (const page of listPages(aws, { signal: surroundings.signal })) {
      for (const snapshot of page) {
        for (const { functionName } of byName.get(snapshot.functionName) ?? []) {
          if (!isOfAccount(functionName, snapshot)) continue;
          found.set(functionName, snapshot);
          left -= 1;
        }
      }
      pages += 1;
      if (left === 0 || pages >= missing.length) break;
    }
  } catch (error) {
    if (!(error instanceof LambdaEnvError) || error.code !== "ACCESS_DENIED") throw error;
  }
  return found;
}

/** Lists contain the functions of one account: an ARN may belong to another account's function of the same name. */
function isOfAccount(functionName: string, { functionArn }: FunctionSnapshot): boolean {
  const { accountId } = parseFunctionId(functionName);
  return accountId === undefined || accountId === parseArn(functionArn)?.account;
}
