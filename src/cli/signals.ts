/** Signals of the process: their effect while one of our commands works, and while a program of the user's does. */
import { setMaxListeners } from "node:events";

export interface ProcessSignals {
  /** Aborted by the first signal that asks to stop. */
  readonly signal: AbortSignal;
  /** Aborts everything that is still running, as a signal would. */
  readonly abort: () => void;
  /**
   * Passes each signal to `listener` instead, until the returned function is called; from then on signals have the effect that
   * they had before.
   */
  readonly handOver: (listener: (name: NodeJS.Signals) => void) => () => void;
  /** Ends the process by the signal, if the system supports it. */
  readonly raise: (name: NodeJS.Signals) => void;
}

type SignalSource = Pick<NodeJS.Process, "once" | "on" | "off" | "kill" | "pid">;

const STOPPING = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;
/** Signals that programs treat as commands. */
const PASSED_ON = [...STOPPING, "SIGUSR1", "SIGUSR2"] as const;

/**
 * Starts to listen for signals. The first one asks the command to finish its check and stop; a second one of its kind ends the
 * process, after `onEnd`, like any unhandled signal.
 */
export function listenForSignals(process: SignalSource, onEnd: () => void): ProcessSignals {
  const controller = new AbortController();
  // Every request listens to it, and a template may need many at once.
  setMaxListeners(0, controller.signal);
  const raise = (name: NodeJS.Signals): void => {
    process.kill(process.pid, name);
  };
  const seen = new Set<NodeJS.Signals>();
  const endBy = (name: NodeJS.Signals): void => {
    process.off(name, stop);
    raise(name);
  };
  const stop = (name: NodeJS.Signals): void => {
    controller.abort();
    if (seen.has(name)) {
      onEnd();
      endBy(name);
    }
    seen.add(name);
  };
  for (const name of STOPPING) process.on(name, stop);
  return {
    signal: controller.signal,
    abort: () => controller.abort(),
    handOver: (listener) => {
      for (const name of STOPPING) process.off(name, stop);
      for (const name of PASSED_ON) process.on(name, listener);
      return () => {
        for (const name of PASSED_ON) process.off(name, listener);
        for (const name of STOPPING) process.on(name, stop);
      };
    },
    raise: endBy,
  };
}
