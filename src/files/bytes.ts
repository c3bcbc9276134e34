/** Bytes from a file or from standard input: read once, completely, and up to a limit. */
import { createReadStream, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { addAbortSignal, type Readable } from "node:stream";
import { LambdaEnvError } from "../errors.ts";
import { shownPath } from "./path.ts";
import { reasonOf } from "./reason.ts";

/** Standard input, or a stream instead of it. */
export type Stdin = Readable & { readonly isTTY?: boolean };

export interface ReadFileOptions {
  readonly cwd: string;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

export interface ReadStdinOptions {
  /** The hint for when standard input is a terminal. */
  readonly hint: string;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/**
 * Returns the bytes of the file at `path`, as the user typed it.
 *
 * A pipe (`<(…)`, `/dev/fd/63`) is read like any file: opened once, to its end.
 * Errors: NO_INPUT if it cannot be read; INVALID_INPUT beyond `maxBytes`.
 */
export async function readInputFile(path: string, { cwd, maxBytes, signal }: ReadFileOptions): Promise<Uint8Array> {
  const shown = shownPath(path);
  const file = resolve(cwd, path);
  try {
    const stats = statSync(file);
    // Setting up a stream takes milliseconds, so it is only used for what may block or never end: pipes, devices, and /proc,
    // which does not report sizes.
    if (!stats.isFile() || stats.size === 0) return await collect(createReadStream(file, { signal }), shown, maxBytes);
    if (stats.size > maxBytes) throw tooLarge(shown, maxBytes);
    return checked(readFileSync(file), shown, maxBytes);
  } catch (error) {
    if (error instanceof LambdaEnvError) throw error;
    if (signal.aborted) throw interrupted();
    throw unreadable(path, error);
  }
}

/** Throws NO_INPUT where there is nothing at `path`, as `readInputFile` would; a pipe is not opened. */
export function assertExists(path: string, cwd: string): void {
  try {
    statSync(resolve(cwd, path));
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): LambdaEnvError {
  const shown = shownPath(path);
  return new LambdaEnvError("NO_INPUT", `cannot read ${shown}: ${reasonOf(error)}`, {
    hint:
      shown === path
        ? "check the path; it is relative to the current folder"
        : "this option takes a file; to set a variable, give it as an argument: lambda-env set NAME=VALUE",
  });
}

/** Returns whether `path` is a pipe, such as that of `<(…)`: its content depends on a command that may fail. */
export function isPipe(path: string, cwd: string): boolean {
  const stats = statSync(resolve(cwd, path), { throwIfNoEntry: false });
  return stats !== undefined && (stats.isFIFO() || stats.isSocket());
}

/**
 * Returns all bytes of standard input.
 *
 * Errors: USAGE if it is a terminal, where waiting for the end would look like a hang; NO_INPUT if it cannot be read;
 * INVALID_INPUT beyond `maxBytes`.
 */
export async function readStdin(stdin: Stdin, { hint, maxBytes, signal }: ReadStdinOptions): Promise<Uint8Array> {
  if (stdin.isTTY === true)
    throw new LambdaEnvError("USAGE", "standard input is a terminal, and nothing is piped into it", { hint });
  try {
    return await collect(addAbortSignal(signal, stdin), "standard input", maxBytes);
  } catch (error) {
    if (error instanceof LambdaEnvError) throw error;
    if (signal.aborted) throw interrupted();
    throw new LambdaEnvError("NO_INPUT", `cannot read standard input: ${reasonOf(error)}`, { hint });
  }
}

async function collect(stream: AsyncIterable<Uint8Array>, subject: string, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > maxBytes) throw tooLarge(subject, maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Returns `bytes` if they are within the limit: the file may have grown since its size was read. */
function checked(bytes: Uint8Array, subject: string, maxBytes: number): Uint8Array {
  if (bytes.length > maxBytes) throw tooLarge(subject, maxBytes);
  return bytes;
}

function tooLarge(subject: string, maxBytes: number): LambdaEnvError {
  return new LambdaEnvError("INVALID_INPUT", `${subject} is larger than ${maxBytes} bytes`);
}

function interrupted(): LambdaEnvError {
  return new LambdaEnvError("INTERRUPTED", "interrupted");
}
