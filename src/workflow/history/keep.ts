/** Stores a function's variables before they are overwritten. */
import type { FunctionPort } from "../../apply/port.ts";
import { putSecureParameter } from "../../aws/parameter-history.ts";
import { changesOfWrite, type DescribeStored, formatStoredSet, type StoredSet, storeSet } from "../../core/history/stored-set.ts";
import type { Target } from "../../core/target.ts";
import type { Values } from "../../core/variables.ts";
import { LambdaEnvError } from "../../errors.ts";
import type { PlannedRun } from "../change/plan-change.ts";
import type { PlanLock } from "../change/plan-file.ts";
import type { PlannedTarget } from "../change/plan-target.ts";
import type { ChangeRequest } from "../request.ts";
import type { Session } from "../session.ts";
import { fingerprinterOf, ownerOf, parameterOf } from "./history-store.ts";

/** Source: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const MAX_BYTES = { standard: 4096, advanced: 8192 } as const;

interface Keeping {
  readonly session: Session<ChangeRequest>;
  readonly path: string;
  readonly describe: DescribeStored;
}

/**
 * Returns `lock` with ports that store the variables of a function before each write over them.
 *
 * Errors: INVALID_INPUT if a set is too large for its parameter.
 */
export function keepHistory(lock: PlanLock, { session, targets }: PlannedRun, path: string, describe: DescribeStored): PlanLock {
  const keeping = { session, path, describe };
  const byArn = new Map(targets.map((planned) => [planned.target.functionArn, planned]));
  for (const { target, plan } of targets) {
    if (plan.changes.length > 0) assertFits(makeSet(plan.current, plan.desired, target), target, keeping);
  }
  return {
    ...lock,
    lockPort: (target, port) => {
      const planned = byArn.get(target.functionArn);
      return lock.lockPort(target, planned === undefined ? port : keepingPort(planned, port, keeping));
    },
  };
}

/** Returns a port that stores nothing new for a write that was refused and is sent again over the same variables. */
function keepingPort({ target, plan }: PlannedTarget, port: FunctionPort, keeping: Keeping): FunctionPort {
  let live: Values = plan.current;
  let stored: string | undefined;
  return {
    read: async (signal) => {
      const snapshot = await port.read(signal);
      if (snapshot.environment.kind === "readable") live = snapshot.environment.variables;
      return snapshot;
    },
    write: async (request, signal) => {
      const after = new Map(Object.entries(request.variables));
      const set = makeSet(live, after, target);
      const text = assertFits(set, target, keeping);
      if (text !== stored) await store(set, text, target, keeping, signal);
      stored = text;
      return port.write(request, signal);
    },
  };
}

function makeSet(before: Values, after: Values, target: Target): StoredSet {
  return { ...storeSet(before, after, fingerprinterOf(target)), owner: ownerOf(target) };
}

async function store(set: StoredSet, text: string, target: Target, keeping: Keeping, signal: AbortSignal): Promise<void> {
  const { session, path, describe } = keeping;
  await putSecureParameter(
    session.aws,
    {
      name: parameterOf(path, target),
      value: text,
      description: describe(changesOfWrite(set)),
      tier: tierOf(session.request) === "advanced" ? "Advanced" : "Standard",
    },
    { signal },
  );
}

function tierOf(request: ChangeRequest): "standard" | "advanced" {
  return request["history-tier"] === "advanced" ? "advanced" : "standard";
}

/** Returns the text to store. */
function assertFits(set: StoredSet, { functionName }: Target, { session }: Keeping): string {
  const text = formatStoredSet(set);
  const tier = tierOf(session.request);
  const bytes = Buffer.byteLength(text);
  if (bytes <= MAX_BYTES[tier]) return text;
  throw new LambdaEnvError(
    "INVALID_INPUT",
    `the variables of ${functionName} take ${bytes} bytes in the history, and a ${tier} parameter holds ${MAX_BYTES[tier]}`,
    { hint: tier === "standard" ? "--history-tier advanced, which AWS charges for" : "leave out --history for this write" },
  );
}
