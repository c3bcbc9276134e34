/** The tool as a process of its own: whatever ends it, the step still says what is known. */
import { spawn } from "node:child_process";

export interface ToolOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted, with the name of the signal, when the job is cancelled. */
  readonly cancelled: AbortSignal;
  /** Whether standard output is collected too, beside being printed. */
  readonly collects: boolean;
}

export interface ToolResult {
  readonly exitCode: number;
  /** What it wrote to standard output, where that was collected. */
  readonly stdout: string;
}

/** What a shell reports for a process that SIGINT ended. */
const INTERRUPTED = 130;

/** Returns a signal that is aborted when the job is cancelled. The runner sends SIGINT, and SIGTERM 7.5 seconds later. */
export function listenForCancel(process: NodeJS.Process): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => controller.abort(name));
  return controller.signal;
}

/**
 * Runs the tool on the Node that runs this and on its standard error, and returns how it ended.
 *
 * It gets the first signal only: it then checks a write that was sent, and stops. The runner's second one is no reason to leave a write
 * unchecked.
 */
export function runTool(
  program: string,
  args: readonly string[],
  { cwd, env, cancelled, collects }: ToolOptions,
): Promise<ToolResult> {
  if (cancelled.aborted) return Promise.resolve({ exitCode: INTERRUPTED, stdout: "" });
  const child = spawn(process.execPath, ["--", program, ...args], {
    cwd,
    env,
    stdio: ["ignore", collects ? "pipe" : "inherit", "inherit"],
  });
  const chunks: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    process.stdout.write(chunk);
  });
  const stop = (): void => {
    child.kill(cancelled.reason as NodeJS.Signals);
  };
  cancelled.addEventListener("abort", stop, { once: true });
  return new Promise((done, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      cancelled.removeEventListener("abort", stop);
      const ended = cancelled.aborted || signal === "SIGINT" || signal === "SIGTERM" ? INTERRUPTED : 1;
      done({ exitCode: code ?? ended, stdout: Buffer.concat(chunks).toString("utf8") });
    });
  });
}
