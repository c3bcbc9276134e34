/** The composition root: command line → command → exit code, and the only place that catches and prints. */
import { type Context, systemClock } from "./cli/context.ts";
import { type Options, twinOf } from "./cli/options.ts";
import { givesAwayStdout, parseArguments, wordsBeforeProgram } from "./cli/parse.ts";
import { withMasks } from "./cli/reporter/masking.ts";
import { makeNotifier } from "./cli/reporter/notifier.ts";
import { makeReporter } from "./cli/reporter/reporter.ts";
import { listenForSignals } from "./cli/signals.ts";
import { runOptions } from "./cli/stage/run-options.ts";
import { COMMANDS } from "./commands/catalog.ts";
import { EXIT_CODES, LambdaEnvError } from "./errors.ts";
import type { EarlyNetwork } from "./network/early.ts";
import { BUG } from "./output/messages/error.ts";
import { sayUnknown } from "./output/messages/fleet.ts";

export interface MainOptions {
  readonly version: string;
  /** Returns the help of a command or a topic, or of the program. */
  readonly help: (topic?: string) => Promise<string>;
  readonly early?: EarlyNetwork | undefined;
}

/** Runs one command line and returns its exit code, or that of the program that it ran. */
export async function main(process: NodeJS.Process, { version, help, early }: MainOptions): Promise<number> {
  const argv = process.argv.slice(2);
  const { env, stdout, stderr } = process;
  const own = wordsBeforeProgram(argv);
  const has = (flag: string): boolean => own.includes(flag);
  const voice = { stdout, stderr, env };
  const asksForJson = (has("--json") || isSet(env[twinOf("json")])) && !givesAwayStdout(own, COMMANDS);
  let reporter = makeReporter({
    ...voice,
    json: asksForJson,
    noColor: has("--no-color"),
    quiet: false,
    debug: has("--debug"),
  });
  let inFlight: () => readonly string[] = () => [];
  const signals = listenForSignals(process, () => {
    const names = inFlight();
    if (names.length > 0) reporter.failure(new LambdaEnvError("INTERRUPTED", sayUnknown(names)));
  });
  const { signal } = signals;
  const assertWritten = watchForErrors(stdout);
  watchForErrors(stderr);
  try {
    const parsed = await parseArguments(argv, env, COMMANDS);
    if (parsed.kind === "help") {
      reporter.result(await help(parsed.topic));
      reporter.deliver();
      await assertWritten();
      return 0;
    }
    const { command } = parsed;
    const staged = await runOptions(parsed, { env, cwd: process.cwd(), signal });
    const { options, stage } = staged;
    const { json, quiet, debug, "no-color": noColor } = options;
    const isExport = options.format === "github-env";
    reporter = withMasks(makeReporter({ ...voice, json, noColor, quiet, debug, stage }), env, isExport);
    reporter.allow(namesGiven(options, env), "parts");
    const notifier = makeNotifier(reporter);
    inFlight = notifier.inFlight;
    for (const message of staged.messages) reporter.note(message);
    const context: Context = {
      // Most commands never read it: opening it takes time.
      get stdin() {
        return process.stdin;
      },
      stdout,
      stderr,
      env,
      cwd: process.cwd(),
      early,
      stage,
      version,
      signal,
      signals,
      clock: systemClock(),
      writes: command.writes === true,
      notify: notifier.notify,
      askMfaCode: async (serial) => {
        const { askMfaCode } = await import("./cli/prompts/mfa.ts");
        return askMfaCode(serial, context);
      },
      guard: reporter.guard,
      allow: reporter.allow,
      reporter,
    };
    await early?.proceed();
    const { run } = await command.load();
    await early?.proceed();
    const exitCode = await run(options, context);
    reporter.deliver();
    await assertWritten();
    return exitCode;
  } catch (thrown) {
    const error = explain(thrown, signal);
    // Requests that are still running are not waited for, so that the error stays the last line.
    signals.abort();
    reporter.deliverFailure(error ?? new LambdaEnvError("BUG", BUG));
    if (error === undefined) {
      reporter.bug(thrown, `lambda-env ${version}, node ${process.version}, ${process.platform}`);
      return EXIT_CODES.BUG;
    }
    reporter.failure(error);
    return EXIT_CODES[error.code];
  }
}

/** Returns whether a twin means yes. A twin that is neither yes nor no is an error of the parser. */
function isSet(twin: string | undefined): boolean {
  return ["1", "true", "yes"].includes((twin ?? "").toLowerCase());
}

/**
 * Texts that name places: options, and the region. Messages repeat them. Arguments are not included, since they may be values.
 */
function namesGiven({ words: _, program: _program, ...options }: Options, env: NodeJS.ProcessEnv): readonly string[] {
  return [...Object.values(options).flat(), env["AWS_REGION"], env["AWS_DEFAULT_REGION"]].filter(
    (value) => typeof value === "string",
  );
}

/**
 * Returns the failure behind `thrown`; undefined if it is a bug.
 *
 * A requested abort is not a bug, whichever library threw it. What had been written by then is not known here, so the message
 * does not mention it. Any other throw after a signal stays the bug that it is.
 */
export function explain(thrown: unknown, signal: AbortSignal): LambdaEnvError | undefined {
  if (thrown instanceof LambdaEnvError) return thrown;
  const isAbort = thrown instanceof Error && thrown.name === "AbortError";
  return signal.aborted && isAbort ? new LambdaEnvError("INTERRUPTED", "interrupted", { cause: thrown }) : undefined;
}

/**
 * Keeps a stream that cannot be written from stopping a command between its write and its check. Returns a function that throws
 * CANNOT_WRITE in the end if a disk was full. A reader that went away, as with `| head -1`, has got what it needs.
 */
function watchForErrors(stream: NodeJS.WriteStream): () => Promise<void> {
  let failure: NodeJS.ErrnoException | undefined;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") failure ??= error;
  });
  return async () => {
    // A stream reports its error in the turn after the write that failed.
    await new Promise<void>((resolve) => setImmediate(resolve));
    if (failure === undefined) return;
    throw new LambdaEnvError("CANNOT_WRITE", `cannot write to standard output: ${failure.code ?? failure.name}`, {
      cause: failure,
    });
  };
}
