/** What a run says on its streams. Everything but the result passes through here, is escaped, and is cleaned of known values. */
import { makeTextRedactor } from "./core/redact.ts";
import type { Finding, LambdaEnvError } from "./errors.ts";
import { type MessageKind, renderBug, renderError, renderMessage } from "./output/error.ts";
import { escapeForeign } from "./output/escape.ts";
import { renderFinding } from "./output/findings.ts";
import { makeStyle, type Style, type StyleInput } from "./output/style.ts";

interface Stream {
  readonly isTTY?: boolean;
  readonly write: (text: string) => unknown;
}

export interface ReporterOptions {
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly env: StyleInput["env"];
  readonly noColor: boolean;
  readonly quiet: boolean;
  readonly debug: boolean;
}

export interface Reporter {
  /** Keeps these values from ever reaching stderr, in any spelling that `makeTextRedactor` knows. */
  readonly guard: (values: Iterable<string>) => void;
  /** Names texts that are public: a value that is part of one, such as the region, hides nothing and stays readable. */
  readonly allow: (texts: Iterable<string>) => void;
  /** Returns a text without the guarded values, for what is not written through here. */
  readonly redact: (text: string) => string;
  /** The style of standard output. */
  readonly style: Style;
  /** Writes the result, as a renderer made it. */
  readonly result: (text: string) => void;
  readonly note: (text: string) => void;
  readonly warn: (text: string, hint?: string) => void;
  /** Tells the findings that do not stop the command: warnings always, notices unless quiet. */
  readonly findings: (findings: readonly Finding[]) => void;
  readonly debug: (text: string) => void;
  /** Writes a line for the CI runner to stderr as it is. */
  readonly command: (line: string) => void;
  /** Shows one line that the next message replaces; on a terminal only. */
  readonly progress: (text: string) => void;
  readonly clearProgress: () => void;
  readonly failure: (error: LambdaEnvError) => void;
  readonly bug: (error: unknown, versions: string) => void;
}

/** Returns the voice of one run. */
export function makeReporter(options: ReporterOptions): Reporter {
  const { stdout, stderr, env, noColor, quiet } = options;
  const style = makeStyle({ isTTY: stderr.isTTY === true, env, noColor });
  const guarded = new Set<string>();
  const allowed = new Set<string>();
  let redact = (text: string): string => text;
  let progressShown = false;

  const update = (known: Set<string>, texts: Iterable<string>): void => {
    for (const text of texts) known.add(text);
    const values = [...guarded].filter((value) => ![...allowed].some((text) => text.includes(value)));
    redact = makeTextRedactor(values.flatMap((value) => [value, ...value.split(/\r\n|\r|\n/).map(escapeForeign)]));
  };
  const clearProgress = (): void => {
    if (progressShown) stderr.write("\r\u001b[K");
    progressShown = false;
  };
  const line = (text: string): void => {
    clearProgress();
    stderr.write(`${redact(text)}\n`);
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
    guard: (values) => update(guarded, values),
    allow: (texts) => update(allowed, texts),
    redact: (text) => redact(text),
    style: makeStyle({ isTTY: stdout.isTTY === true, env, noColor }),
    result: (text) => {
      clearProgress();
      stdout.write(text);
    },
    note: (text) => {
      if (!quiet) message("note", text);
    },
    warn,
    findings: (findings) => {
      for (const finding of findings) {
        const { text, hint } = renderFinding(finding);
        if (finding.severity === "warning") warn(text, hint);
        else if (finding.severity === "notice" && !quiet) message("note", text);
      }
    },
    debug,
    command: (text) => {
      clearProgress();
      stderr.write(`${text}\n`);
    },
    progress: (text) => {
      if (quiet || stderr.isTTY !== true) return;
      stderr.write(`\r\u001b[K${redact(renderMessage("note", text, style))}`);
      progressShown = true;
    },
    clearProgress,
    failure: (error) => {
      line(renderError(error, style));
      for (const text of causes(error)) debug(text);
    },
    bug: (error, versions) =>
      line(renderBug(error instanceof Error ? (error.stack ?? error.message) : String(error), versions, style)),
  };
}

/** Names and codes of the chain of causes, outermost first. Their own texts may quote what was sent or received, so none is told. */
function causes(error: LambdaEnvError): readonly string[] {
  const texts: string[] = [];
  let cause: unknown = error.cause;
  while (cause instanceof Error && texts.length < 10) {
    const { requestId, httpStatusCode } = ("$metadata" in cause ? cause.$metadata : {}) as {
      readonly requestId?: string;
      readonly httpStatusCode?: number;
    };
    const facts = [
      "code" in cause && typeof cause.code === "string" ? cause.code : undefined,
      httpStatusCode === undefined ? undefined : `status ${httpStatusCode}`,
      requestId === undefined ? undefined : `request ${requestId}`,
    ].filter((fact) => fact !== undefined);
    texts.push(`caused by ${cause.name}${facts.length === 0 ? "" : ` (${facts.join(", ")})`}`);
    cause = cause.cause;
  }
  return texts;
}
