/** The ground floor: one error class, and the one table from error code to exit code. */

/** The exit codes of `lambda-env`. The README documents them as stable. */
export type ExitCode = 0 | 1 | 2 | 64 | 65 | 66 | 69 | 73 | 75 | 77 | 78 | 126 | 127 | 130;

/** Every failure that we can explain, with its exit code. Numbers from 64 on are those of sysexits.h. */
export const EXIT_CODES = {
  AWS_ERROR: 1,
  FUNCTION_NOT_FOUND: 1,
  STACK_NOT_FOUND: 1,
  VARIABLE_NOT_FOUND: 1,
  UPDATE_FAILED: 1,
  FUNCTION_FAILED: 1,
  NOT_VERIFIED: 1,
  DECLINED: 1,
  EDITOR_FAILED: 1,
  BUG: 1,
  USAGE: 64,
  CONFIRMATION_REQUIRED: 64,
  NOT_WRITABLE: 64,
  INVALID_INPUT: 65,
  NO_INPUT: 66,
  UNAVAILABLE: 69,
  CANNOT_WRITE: 73,
  CONFLICT: 75,
  OVERWRITTEN: 75,
  NOT_SETTLED: 75,
  ACCESS_DENIED: 77,
  UNREADABLE: 77,
  NO_CREDENTIALS: 78,
  NO_REGION: 78,
  COMMAND_NOT_RUNNABLE: 126,
  COMMAND_NOT_FOUND: 127,
  INTERRUPTED: 130,
} as const satisfies Record<string, ExitCode>;

export type ErrorCode = keyof typeof EXIT_CODES;

/** A place in an input: `source` is the text that names it to the user (`.env`, `template.yaml`); lines and columns start at 1. */
export interface Place {
  readonly source: string;
  readonly line?: number;
  readonly column?: number;
}

export type Severity = "error" | "warning" | "notice";

/**
 * One error, warning or note about the input, of which there may be several. It carries facts, never a value; the words are in
 * `output/`. `core/finding.ts` closes the set of codes.
 */
export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  readonly name?: string;
  readonly at?: Place;
  /** Names of functions: in a run with several, those it concerns, unless it concerns all. */
  readonly functions?: readonly string[];
  readonly args: Readonly<Record<string, string | number>>;
}

export interface LambdaEnvErrorOptions {
  /** The next thing to type. */
  readonly hint?: string;
  readonly cause?: unknown;
  /** The mistakes behind an `INVALID_INPUT`, all of them. */
  readonly findings?: readonly Finding[];
  /**
   * Present if a service refused a request without processing it, because there were too many: the same request may be sent
   * later.
   */
  readonly throttled?: true;
}

/**
 * A failure that we can explain; anything else that is thrown is a bug and keeps its stack.
 *
 * `message` is lower case, has no full stop, names the subject and never contains a value.
 */
export class LambdaEnvError extends Error {
  override readonly name = "LambdaEnvError";
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly findings: readonly Finding[];
  readonly throttled: boolean;

  constructor(code: ErrorCode, message: string, options: LambdaEnvErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.findings = options.findings ?? [];
    this.throttled = options.throttled ?? false;
  }
}

/** Returns the failure in other words, and the same in all else. */
export function reword(
  { code, message, hint, cause, findings, throttled }: LambdaEnvError,
  words: { readonly message?: string; readonly hint?: string },
): LambdaEnvError {
  const said = words.hint ?? hint;
  return new LambdaEnvError(code, words.message ?? message, {
    ...(said !== undefined && { hint: said }),
    ...(cause !== undefined && { cause }),
    ...(throttled && { throttled: true }),
    findings,
  });
}
