/**
 * One execution environment of a function: its bootstrap as a process, with a Runtime API of its own.
 *
 * `@vercel/fun` does the same for many languages, but does not fit here: it passes the host's PATH and an AWS_EXECUTION_ENV to
 * the process, has no trace id, a fixed ARN and deadline, knows only `$LATEST`, reads payloads as text, and prints the function's
 * log.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { kill } from "node:process";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type RuntimeAnswer, type RuntimeApi, startRuntimeApi } from "./api.ts";
import { makeRuntimeEnvironment, type RuntimeSettings } from "./environment.ts";

export interface Invocation {
  readonly requestId: string;
  /** As invoked: with the qualifier, if there was one. */
  readonly functionArn: string;
  readonly traceId: string;
  readonly payload: Uint8Array;
}

export interface InvocationResult {
  readonly payload: Uint8Array;
  readonly isError: boolean;
  /** What the function wrote to its log during the invocation. */
  readonly log: Buffer;
}

export interface Runtime {
  /** Runs one event; events wait for each other. Starts the process for the first, and again after an event that ended it. */
  readonly invoke: (invocation: Invocation) => Promise<InvocationResult>;
  /** Ends the process for good, with everything that it started. An event in progress fails. */
  readonly stop: () => Promise<void>;
  /** Like `stop`, but lets the events that have arrived finish. */
  readonly retire: () => Promise<void>;
}

/** Lambda's limit for a start. Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
const START_TIMEOUT_MS = 10_000;
/** How long a process may take to clean up before it is killed. */
const STOP_TIMEOUT_MS = 2_000;
const STOP_PAUSE_MS = 500;

/** Returns a runtime whose process starts with its first event. */
export function makeRuntime(settings: RuntimeSettings): Runtime {
  let last: Promise<unknown> = Promise.resolve();
  let sandbox: Sandbox | undefined;
  let isStopped = false;

  async function handle(invocation: Invocation, record: (chunk: Buffer) => void): Promise<RuntimeAnswer> {
    if (!isStopped && (sandbox === undefined || sandbox.hasEnded())) sandbox = await startSandbox(settings);
    if (isStopped || sandbox === undefined) {
      await sandbox?.stop();
      return makeError("Runtime.ExitError", invocation, "Runtime was stopped");
    }
    const answer = await sandbox.handle(invocation, record);
    if (answer.kind === "fatal") await sandbox.stop();
    return answer;
  }

  async function run(invocation: Invocation): Promise<InvocationResult> {
    const lines: Buffer[] = [];
    const record = (chunk: Buffer): void => void lines.push(chunk);
    record(Buffer.from(`START RequestId: ${invocation.requestId} Version: ${settings.version}\n`));
    const answer = await handle(invocation, record);
    // Log output written before the answer has arrived by the next turn of the event loop.
    await nextTurn();
    record(Buffer.from(`END RequestId: ${invocation.requestId}\n`));
    return { payload: answer.payload, isError: answer.kind !== "response", log: Buffer.concat(lines) };
  }

  const stop = async (): Promise<void> => {
    isStopped = true;
    await sandbox?.stop();
    // This also ends a process that was just about to start.
    await last;
  };
  return {
    invoke: (invocation) => {
      const result = last.then(() => run(invocation));
      last = result.catch(() => undefined);
      return result;
    },
    stop,
    retire: async () => {
      await last;
      await stop();
    },
  };
}

/** A process and its Runtime API. */
interface Sandbox {
  readonly hasEnded: () => boolean;
  /** Resolves with the runtime's answer, or with Lambda's answer for a runtime that did not give one. */
  readonly handle: (invocation: Invocation, record: (chunk: Buffer) => void) => Promise<RuntimeAnswer>;
  readonly stop: () => Promise<void>;
}

async function startSandbox(settings: RuntimeSettings): Promise<Sandbox> {
  const api = await startRuntimeApi();
  const bootstrap = join(settings.folder, "bootstrap");
  const instance = { runtimeApi: api.address, logStreamName: makeLogStreamName(settings.version) };
  // A group of its own: `stop` reaches whatever the bootstrap has started.
  const child = spawn(bootstrap, [], {
    cwd: settings.folder,
    env: makeRuntimeEnvironment(settings, instance),
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let end: Ending | undefined;
  const ended = watch(child, bootstrap).then((ending) => {
    end = ending;
    api.close();
    return ending;
  });
  let record: (chunk: Buffer) => void = () => undefined;
  child.stdout.on("data", (chunk: Buffer) => record(chunk));
  child.stderr.on("data", (chunk: Buffer) => record(chunk));

  return {
    hasEnded: () => end !== undefined,
    handle: async (invocation, recorder) => {
      record = recorder;
      const dies = ended.then((ending) => makeError(ending.errorType, invocation, ending.message));
      const failure = await within(START_TIMEOUT_MS, [api.started, dies]);
      if (failure === "late") return makeTimeout(START_TIMEOUT_MS, invocation);
      if (failure !== undefined) {
        // After reporting the reason it ends by itself; its cleanup must not be cut short.
        await within(STOP_TIMEOUT_MS, [ended]);
        return failure;
      }
      const answer = await within(settings.timeoutMs, [deliver(api, invocation, settings.timeoutMs), dies]);
      return answer === "late" ? makeTimeout(settings.timeoutMs, invocation) : answer;
    },
    stop: () => terminate(child, ended),
  };
}

function deliver(
  api: RuntimeApi,
  { requestId, functionArn, traceId, payload }: Invocation,
  timeoutMs: number,
): Promise<RuntimeAnswer> {
  return api.deliver({ requestId, functionArn, traceId, payload, deadlineMs: Date.now() + timeoutMs });
}

interface Ending {
  readonly errorType: string;
  readonly message: string;
}

/** Resolves when the process has ended, or could not be started, with Lambda's words for that. */
function watch(child: ChildProcess, bootstrap: string): Promise<Ending> {
  return new Promise((resolve) => {
    child.once("error", (error) => {
      const code = "code" in error ? String(error.code) : error.name;
      resolve({ errorType: "Runtime.InvalidEntrypoint", message: `fork/exec ${bootstrap}: ${code}` });
    });
    child.once("exit", (code, signal) => {
      const why =
        signal !== null
          ? `with error: signal: ${signal}`
          : code === 0
            ? "without providing a reason"
            : `with error: exit status ${code}`;
      resolve({ errorType: "Runtime.ExitError", message: `Runtime exited ${why}` });
    });
  });
}

/** Returns an answer of a kind after which the process ends: Lambda starts a new one for the next event. */
function makeError(errorType: string, { requestId }: Invocation, message: string): RuntimeAnswer {
  const error = { errorType, errorMessage: `RequestId: ${requestId} Error: ${message}` };
  return { kind: "fatal", payload: Buffer.from(JSON.stringify(error)) };
}

function makeTimeout(timeoutMs: number, invocation: Invocation): RuntimeAnswer {
  return makeError("Sandbox.Timedout", invocation, `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`);
}

/** Returns the value of the first of `promises` to settle, or `late` after `ms`. */
async function within<T>(ms: number, promises: readonly Promise<T>[]): Promise<T | "late"> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), ms);
  });
  try {
    return await Promise.race([...promises, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function terminate(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  // Sent repeatedly, since a shell loses a signal that comes between its fork and the exec, but not so often that it cuts the
  // cleanup short.
  for (let waited = 0; waited < STOP_TIMEOUT_MS; waited += STOP_PAUSE_MS) {
    signalGroup(child, "SIGTERM");
    if ((await within(STOP_PAUSE_MS, [ended])) !== "late") break;
  }
  signalGroup(child, "SIGKILL");
  await ended;
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    kill(-pid, signal);
  } catch {
    // No process of the group is left.
  }
}

function makeLogStreamName(version: string): string {
  const day = new Date().toISOString().slice(0, 10).replaceAll("-", "/");
  return `${day}/[${version}]${randomBytes(16).toString("hex")}`;
}
