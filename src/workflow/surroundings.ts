/** What the workflow needs from outside. It prints nothing: it reports facts, and its callers put them into words. */
import type { Clock } from "../apply/port.ts";
import type { RunEvent } from "../core/run-event.ts";
import type { ActiveStage } from "../core/stage/active-stage.ts";
import type { Stdin } from "../files/bytes.ts";
import type { EarlyNetwork } from "../network/early.ts";

export interface Surroundings {
  readonly stdin: Stdin;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The connection that was opened before the program was loaded. */
  readonly early?: EarlyNetwork | undefined;
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** The stage of the run; its values are among the options. */
  readonly stage?: ActiveStage | undefined;
  /** Whether the command changes the function: only then do its errors say that nothing was written. */
  readonly writes: boolean;
  readonly notify: (event: RunEvent) => void;
  /** Registers values that a log must not show: those of secret sources, or those of the function. */
  readonly guard: (values: Iterable<string>, kind: "source" | "live") => void;
  /** Registers public texts: a value that equals one of them, or a part of one, is never masked. */
  readonly allow: (texts: Iterable<string>, extent: "whole" | "parts") => void;
  /** Returns the code of an MFA device that the user types; undefined where nobody can be asked. */
  readonly askMfaCode: (serial: string) => Promise<string | undefined>;
}
