/** What a command may touch of the process that it runs in. */
import type { Readable } from "node:stream";
import type { Clock } from "../apply/port.ts";
import type { Reporter } from "./reporter.ts";

export interface Context {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WriteStream;
  /** For prompts only; every message goes through the reporter. */
  readonly stderr: NodeJS.WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Whether the command changes the function: only then its errors say that nothing was written. */
  readonly writes: boolean;
  readonly reporter: Reporter;
}

/** Returns the clock of this machine. */
export function systemClock(): Clock {
  return {
    // Not `performance`, the first use of which loads a module.
    now: () => Number(process.hrtime.bigint()) / 1e6,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        const done = (): void => {
          clearTimeout(timer);
          signal.removeEventListener("abort", done);
          resolve();
        };
        const timer = setTimeout(done, ms);
        signal.addEventListener("abort", done, { once: true });
      }),
  };
}
