/** One line from the terminal, typed after the question for it. */
import { createInterface, type Interface } from "node:readline";
import { PassThrough } from "node:stream";
import type { Context } from "../context.ts";

/** The terminal no longer holds a line back until Enter, so anything typed or pasted before arrives within this time. */
const QUIET_MS = 50;

const CTRL_C = 0x03;

/** Standard input until the question is on the screen, and afterwards. */
interface Keyboard {
  /** What is typed after `accept`. */
  readonly typed: NodeJS.ReadableStream;
  /** Returns once nothing has been typed for a while; what was typed is discarded. */
  readonly discard: () => Promise<void>;
  readonly accept: () => void;
  /** Whether Ctrl-C was part of the discarded input, or a signal came. */
  readonly isInterrupted: () => boolean;
  readonly close: () => void;
}

/** A line that Enter ended, Esc, or an interruption: Ctrl-C, Ctrl-D, or a signal. */
export type TypedLine = { readonly kind: "line"; readonly text: string } | { readonly kind: "escape" | "interrupted" };

type Terminal = Pick<Context, "stdin" | "stderr" | "signal" | "clock">;

/**
 * Asks `question` and returns the line that the user typed.
 *
 * Only what is typed when the whole question is on the screen is an answer. A pasted command line, or a key pressed while waiting, was
 * intended for something else.
 */
export async function askLine(question: string, context: Terminal): Promise<TypedLine> {
  const { stderr, signal } = context;
  const keyboard = openKeyboard(context);
  const lines = createInterface({
    input: keyboard.typed,
    output: stderr,
    terminal: true,
    historySize: 0,
    escapeCodeTimeout: 100,
  });
  try {
    await keyboard.discard();
    if (keyboard.isInterrupted()) return { kind: "interrupted" };
    const answer = readAnswer(lines, keyboard.typed, question, signal);
    // A stream calls back in order: by then the question is written.
    await new Promise<void>((written) => stderr.write("", () => written()));
    keyboard.accept();
    const typed = await answer;
    // Enter has ended the line already.
    if (typed.kind !== "line") stderr.write("\n");
    return typed;
  } finally {
    lines.close();
    keyboard.close();
  }
}

function readAnswer(lines: Interface, typed: NodeJS.ReadableStream, question: string, signal: AbortSignal): Promise<TypedLine> {
  return new Promise((resolve) => {
    const interrupt = (): void => resolve({ kind: "interrupted" });
    if (signal.aborted) interrupt();
    signal.addEventListener("abort", interrupt, { once: true });
    typed.on("keypress", (_: unknown, key: { readonly name?: string } | undefined) => {
      if (key?.name === "escape") resolve({ kind: "escape" });
    });
    lines.on("SIGINT", interrupt);
    // Ctrl-Z and fg: Node has paused it.
    lines.on("SIGCONT", () => lines.resume());
    // Ctrl-D ends the input, which is not an answer.
    lines.on("close", interrupt);
    lines.question(question, (text) => resolve({ kind: "line", text }));
  });
}

function openKeyboard({ stdin, clock, signal }: Omit<Terminal, "stderr">): Keyboard {
  const input = stdin as NodeJS.ReadStream;
  // Without raw mode, the terminal would keep an unfinished line for later. Ctrl-Z leaves raw mode for a while, through this
  // stream.
  const typed = Object.assign(new PassThrough(), { setRawMode: (mode: boolean) => input.setRawMode(mode) });
  let isAccepting = false;
  let isQuiet = false;
  let wasInterrupted = false;
  const onData = (chunk: Uint8Array | string): void => {
    if (isAccepting) {
      typed.write(chunk);
      return;
    }
    isQuiet = false;
    // In raw mode this is not a signal any more.
    wasInterrupted ||= Buffer.from(chunk).includes(CTRL_C);
  };
  const onEnd = (): void => {
    typed.end();
  };
  const isInterrupted = (): boolean => wasInterrupted || signal.aborted;
  input.setRawMode(true);
  input.on("data", onData);
  input.on("end", onEnd);
  input.resume();
  return {
    typed,
    discard: async () => {
      while (!isQuiet && !isInterrupted()) {
        isQuiet = true;
        await clock.sleep(QUIET_MS, signal);
      }
    },
    accept: () => {
      isAccepting = true;
    },
    isInterrupted,
    close: () => {
      input.off("data", onData);
      input.off("end", onEnd);
      input.pause();
      input.setRawMode(false);
    },
  };
}
