/** The parts of the process that a command may use. */
import type { Clock } from "../apply/port.ts";
import type { Surroundings } from "../workflow/surroundings.ts";
import type { Reporter } from "./reporter/reporter.ts";
import type { ProcessSignals } from "./signals.ts";

export interface Context extends Surroundings {
  readonly stdout: NodeJS.WriteStream;
  /** Only for prompts; every message goes through the reporter. */
  readonly stderr: NodeJS.WriteStream;
  readonly reporter: Reporter;
  /** That of lambda-env. */
  readonly version: string;
  readonly signals: ProcessSignals;
}

/** Returns the clock of this machine. */
export function systemClock(): Clock {
  return {
    // Not `performance`, whose first use loads a module.
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
