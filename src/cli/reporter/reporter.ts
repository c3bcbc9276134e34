/**
 * The messages of a run on its streams. Everything except the result passes through here and is escaped. Texts are made without
 * values.
 */
import type { ActiveStage } from "../../core/stage/active-stage.ts";
import type { Finding, LambdaEnvError } from "../../errors.ts";
import { addFailure, addStage } from "../../output/documents/json.ts";
import { escapeForeign } from "../../output/escape.ts";
import { type Look, makeLook } from "../../output/look.ts";
import {
  type MessageKind,
  renderBug,
  renderError,
  renderFindings,
  renderMessage,
  sayCauses,
} from "../../output/messages/error.ts";
import { parseInputNames, sayInputs } from "../../output/messages/inputs.ts";
import type { StyleInput } from "../../output/style.ts";
import { cutToWidth, displayWidth } from "../../output/width.ts";

interface Stream {
  readonly isTTY?: boolean;
  /** The width of the terminal. */
  readonly columns?: number;
  readonly write: (text: string) => unknown;
}

export interface ReporterOptions {
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly env: StyleInput["env"];
  readonly noColor: boolean;
  readonly quiet: boolean;
  readonly debug: boolean;
  /** Whether the result is one document. */
  readonly json: boolean;
  /** The stage of the run, which every document names. */
  readonly stage?: ActiveStage | undefined;
}

/** Set by the pipeline action: the inputs of its step, by the options that they stand for. */
const INPUTS_VARIABLE = "LAMBDA_ENV_GITHUB_INPUTS";

const HINT_LINE = /^(lambda-env: hint: )(.*)$/gm;

/** Whether values come from a secret source (a file, a secret, a parameter), or are those of the function. */
export type GuardedKind = "source" | "live";

export interface Reporter {
  /** Registers values that the log of a job must not show, whoever prints them. Without a runner that masks, it does nothing. */
  readonly guard: (values: Iterable<string>, kind: GuardedKind) => void;
  /** Registers public texts: a value that equals one of them, or a part of one, is never masked. */
  readonly allow: (texts: Iterable<string>, extent: "whole" | "parts") => void;
  /** How standard output shows text. */
  readonly look: Look;
  /** The look of standard error. */
  readonly messageLook: Look;
  /** Returns a hint in the words of the caller: options, or the inputs of a step. */
  readonly sayHint: (hint: string) => string;
  /** Writes the result from a renderer. A document is held back, so that a failure can still become part of it. */
  readonly result: (text: string) => void;
  /** Writes the document that is held back, at the end of a run or when somebody waits for it. */
  readonly deliver: () => void;
  /**
   * Writes the document of a failed run, with everything that is held back; nothing in text mode, or if one was already written.
   */
  readonly deliverFailure: (error: LambdaEnvError) => void;
  readonly note: (text: string) => void;
  readonly warn: (text: string, hint?: string) => void;
  /** Reports the findings that do not stop the command: warnings always, notices unless quiet. */
  readonly findings: (findings: readonly Finding[]) => void;
  readonly debug: (text: string) => void;
  /** Writes a line for the CI runner to stderr unchanged. */
  readonly command: (line: string) => void;
  /**
   * Shows one line that the next message replaces; only on a terminal. `forms` say the same in decreasing length: the first that
   * fits is shown.
   */
  readonly progress: (...forms: readonly string[]) => void;
  /** Reports the progress of the run with a note if no progress line is shown. */
  readonly step: (text: string) => void;
  readonly clearProgress: () => void;
  readonly failure: (error: LambdaEnvError) => void;
  readonly bug: (error: unknown, versions: string) => void;
}

/** Returns the reporter of one run. */
export function makeReporter(options: ReporterOptions): Reporter {
  const { stdout, stderr, env, noColor, quiet, json, stage } = options;
  const messageLook = makeLook({ isTTY: stderr.isTTY === true, env, noColor, columns: stderr.columns });
  const { style } = messageLook;
  const inputs = parseInputNames(env[INPUTS_VARIABLE]);
  const sayHint = (hint: string): string => (inputs === undefined ? hint : sayInputs(hint, inputs));
  let progressShown = false;
  let held: string | undefined;
  let isDelivered = false;

  const clearProgress = (): void => {
    if (progressShown) stderr.write("\r\u001b[K");
    progressShown = false;
  };
  const line = (text: string): void => {
    clearProgress();
    stderr.write(`${text.replace(HINT_LINE, (_, label: string, hint: string) => `${label}${sayHint(hint)}`)}\n`);
  };
  const write = (text: string): void => {
    clearProgress();
    stdout.write(text);
  };
  const deliver = (): void => {
    if (held === undefined) return;
    write(held);
    held = undefined;
    isDelivered = true;
  };
  const message = (kind: MessageKind, text: string): void => line(renderMessage(kind, text, style));
  const debug = (text: string): void => {
    if (options.debug) message("debug", text);
  };
  const warn = (text: string, hint?: string): void => {
    message("warning", text);
    if (hint !== undefined) message("hint", hint);
  };

  return {
    guard: () => {},
    allow: () => {},
    look: makeLook({ isTTY: stdout.isTTY === true, env, noColor, columns: stdout.columns }),
    messageLook,
    sayHint,
    result: (text) => {
      if (json) held = stage === undefined ? text : addStage(text, stage);
      else write(text);
    },
    deliver,
    deliverFailure: (error) => {
      if (!json || isDelivered) return;
      const document = addFailure(held, error);
      held = stage === undefined ? document : addStage(document, stage);
      deliver();
    },
    note: (text) => {
      if (!quiet) message("note", text);
    },
    warn,
    findings: (findings) => {
      const of = (severity: Finding["severity"]): readonly Finding[] => findings.filter((one) => one.severity === severity);
      for (const text of renderFindings(of("warning"), "warning", style)) line(text);
      if (!quiet) for (const text of renderFindings(of("notice"), "note", style)) line(text);
    },
    debug,
    command: (text) => {
      clearProgress();
      stderr.write(`${text}\n`);
    },
    progress: (...forms) => {
      if (quiet || stderr.isTTY !== true) return;
      // The window may have been resized since.
      const columns = stderr.columns || messageLook.columns;
      const line = fitLine([...forms.map((text) => renderMessage("note", text, style)), ...forms.map(escapeForeign)], columns);
      stderr.write(`\r\u001b[K${line}`);
      progressShown = true;
    },
    step: (text) => {
      if (!quiet && stderr.isTTY !== true) message("note", text);
    },
    clearProgress,
    failure: (error) => {
      // The error is the last message.
      for (const text of sayCauses(error)) debug(text);
      line(renderError(error, style));
    },
    bug: (error, versions) => line(renderBug(error, versions, style)),
  };
}

/** Returns the first form that fits into one line of the terminal, or the last one cut: a line that wraps cannot be replaced. */
function fitLine(forms: readonly string[], columns = Number.POSITIVE_INFINITY): string {
  // Some terminals wrap as soon as their last column is filled.
  const width = columns - 1;
  return forms.find((form) => displayWidth(form) <= width) ?? cutToWidth(forms.at(-1) ?? "", width);
}
