/** What the workflow needs of the world around it. It prints nothing: it reports facts, and somebody above puts them into words. */
import type { Clock } from "../apply/port.ts";
import type { RunEvent } from "../core/run-event.ts";
import type { Stdin } from "../files/bytes.ts";

export interface Surroundings {
  readonly stdin: Stdin;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Whether the command changes the function: only then its errors say that nothing was written. */
  readonly writes: boolean;
  readonly tell: (event: RunEvent) => void;
  /** Names values that a log must not show: those of sources that are kept secret, or those of the function. */
  readonly guard: (values: Iterable<string>, kind: "source" | "live") => void;
  /** Names texts that are public: a value that is one of them, or a part of one, is never masked. */
  readonly allow: (texts: Iterable<string>, extent: "whole" | "parts") => void;
}
