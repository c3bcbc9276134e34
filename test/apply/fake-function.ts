/** A function in memory behind the port: revisions, updates that take time, other writers, and replies that get lost. */
import type { Clock, FunctionPort } from "../../src/apply/port.ts";
import type { FunctionSnapshot, WriteRequest } from "../../src/core/function.ts";
import type { Values } from "../../src/core/variables.ts";
import { LambdaEnvError } from "../../src/errors.ts";

/** Values by name; undefined removes. */
type Edit = Readonly<Record<string, string | undefined>>;

/** What happens at one read. `others` write first; `old` shows what was there before the last update. */
export interface ReadStep {
  readonly others?: Edit | undefined;
  readonly fault?: "unavailable" | "unreadable" | "old" | "throttled" | "deleted" | undefined;
}

/** What happens at one write. `others` write first. */
export interface WriteStep {
  readonly others?: Edit | undefined;
  readonly fault?:
    | "busy"
    | "denied"
    | "lost-before"
    | "lost-after"
    | "answered-before"
    | "answered-after"
    | "withheld-before"
    | "withheld-after"
    | "hangs-before"
    | "hangs-after"
    | "fails"
    | "fails-but-keeps"
    | "throttled"
    | "deleted"
    | undefined;
  readonly settleMs?: number;
}

export interface FakeOptions {
  readonly clock: Clock;
  readonly variables: Edit;
  readonly reads?: readonly ReadStep[];
  readonly writes?: readonly WriteStep[];
  /** Some emulators have no revision ids. */
  readonly withoutRevisions?: boolean;
  /** Called at each write, before anything else happens. */
  readonly onWrite?: (request: WriteRequest) => void;
  readonly onRead?: () => void;
}

export interface FakeFunction {
  readonly port: FunctionPort;
  readonly live: () => Values;
  /** Values that other writers, or the start, gave last. */
  readonly theirs: () => Values;
  /** Names that other writers have changed. */
  readonly touched: () => ReadonlySet<string>;
  readonly isDeleted: () => boolean;
  /** Our updates that the service took. */
  readonly commits: () => number;
  /** Every reply to a read, in order. */
  readonly replies: readonly FunctionSnapshot[];
  readonly requests: readonly WriteRequest[];
}

interface Configuration {
  readonly variables: Values;
  readonly revision: number;
  readonly status: "Successful" | "InProgress" | "Failed";
  readonly settlesAt: number;
  /** The outcome of the update. */
  readonly outcome: "Successful" | "Failed";
  readonly afterwards: Values;
}

export function makeFakeFunction(options: FakeOptions): FakeFunction {
  const { clock } = options;
  const reads = [...(options.reads ?? [])];
  const writes = [...(options.writes ?? [])];
  const replies: FunctionSnapshot[] = [];
  const requests: WriteRequest[] = [];
  const start = edited(new Map(), options.variables);
  let theirs = start;
  const touched = new Set<string>();
  let isDeleted = false;
  let commits = 0;
  let current: Configuration = {
    variables: start,
    revision: 1,
    status: "Successful",
    settlesAt: 0,
    outcome: "Successful",
    afterwards: start,
  };
  let previous = current;

  const settle = (): void => {
    if (current.status !== "InProgress" || clock.now() < current.settlesAt) return;
    current = { ...current, status: current.outcome, variables: current.afterwards, revision: current.revision + 1 };
  };
  const update = (variables: Values, settleMs: number, outcome: Configuration["outcome"], afterwards: Values): void => {
    previous = current;
    const revision = current.revision + 1;
    current = { variables, revision, status: "InProgress", settlesAt: clock.now() + settleMs, outcome, afterwards };
    settle();
  };
  const writeOfOthers = (edit: Edit | undefined): void => {
    settle();
    if (edit === undefined || current.status === "InProgress") return;
    theirs = edited(theirs, edit);
    for (const name of Object.keys(edit)) touched.add(name);
    const variables = edited(current.variables, edit);
    update(variables, 0, "Successful", variables);
  };

  const strike = (fault: string | undefined): void => {
    if (fault === "throttled") throw new LambdaEnvError("UNAVAILABLE", "the host keeps throttling", { throttled: true });
    if (fault === "deleted") isDeleted = true;
    if (isDeleted) throw new LambdaEnvError("FUNCTION_NOT_FOUND", "the function does not exist");
  };

  const read = async (signal: AbortSignal): Promise<FunctionSnapshot> => {
    options.onRead?.();
    const step = reads.shift() ?? {};
    if (signal.aborted) throw new LambdaEnvError("INTERRUPTED", "interrupted");
    writeOfOthers(step.others);
    strike(step.fault);
    if (step.fault === "unavailable") throw new LambdaEnvError("UNAVAILABLE", "the host cannot be reached");
    const shown = step.fault === "old" ? previous : current;
    const reply: FunctionSnapshot = {
      functionName: "my-fn",
      functionArn: "arn:aws:lambda:eu-west-1:123456789012:function:my-fn",
      ...(options.withoutRevisions ? {} : { revisionId: `revision-${shown.revision}` }),
      state: "Active",
      lastUpdateStatus: shown.status,
      ...(shown.status === "Failed" ? { lastUpdateStatusReasonCode: "KMSKeyAccessDenied" } : {}),
      environment:
        step.fault === "unreadable"
          ? { kind: "unreadable", errorCode: "AccessDeniedException" }
          : { kind: "readable", variables: new Map(shown.variables) },
      hasCapacityProvider: false,
    };
    replies.push(reply);
    return reply;
  };

  const write: FunctionPort["write"] = async (request, signal) => {
    options.onWrite?.(request);
    requests.push(request);
    const { fault, others, settleMs = 0 } = writes.shift() ?? {};
    const lost = { kind: "ambiguous", cause: new Error("connection reset") } as const;
    const answered = { ...lost, answer: "500 (ServiceException)" } as const;
    // An error of the key instead of the variables; what AWS has done by then is not documented.
    const withheld = { kind: "unreadable", errorCode: "AccessDeniedException", action: "kms:Encrypt" } as const;
    writeOfOthers(others);
    strike(fault);
    if (fault === "denied") throw new LambdaEnvError("ACCESS_DENIED", "not allowed");
    if (fault === "lost-before") return lost;
    if (fault === "answered-before") return answered;
    if (fault === "hangs-before") return aborted(signal).then(() => lost);
    if (fault === "busy" || current.status === "InProgress") return { kind: "busy" };
    if (!options.withoutRevisions && request.revisionId !== `revision-${current.revision}`) return { kind: "stale" };
    if (fault === "withheld-before") return { kind: "accepted", withheld };
    const sent = new Map(Object.entries(request.variables));
    const failed = fault === "fails" || fault === "fails-but-keeps";
    update(sent, settleMs, failed ? "Failed" : "Successful", fault === "fails" ? current.variables : sent);
    commits++;
    if (fault === "lost-after") return lost;
    if (fault === "answered-after") return answered;
    if (fault === "withheld-after") return { kind: "accepted", withheld };
    if (fault === "hangs-after") return aborted(signal).then(() => lost);
    return { kind: "accepted" };
  };

  return {
    port: { read, write },
    live: () => current.variables,
    theirs: () => theirs,
    touched: () => touched,
    isDeleted: () => isDeleted,
    commits: () => commits,
    replies,
    requests,
  };
}

function edited(values: Values, edit: Edit): Values {
  const result = new Map(values);
  for (const [name, value] of Object.entries(edit)) {
    if (value === undefined) result.delete(name);
    else result.set(name, value);
  }
  return result;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
