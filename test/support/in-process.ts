/** A run of the built program inside this process, by the same `start` that `bin/` calls. */
import { AsyncLocalStorage } from "node:async_hooks";
import { EventEmitter } from "node:events";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { Readable, Writable } from "node:stream";
import type { CliOptions, CliResult } from "./cli.ts";

const ENTRY = resolve(import.meta.dirname, "../../dist/entry.cjs");

interface Program {
  readonly start: (process: NodeJS.Process) => Promise<number>;
}

export type StreamName = "stdout" | "stderr";

/** Each run sees its own environment, however many there are at once: the AWS SDK reads `process.env` by itself. */
const environments = new AsyncLocalStorage<NodeJS.ProcessEnv>();
const ownEnvironment = process.env;
Object.defineProperty(process, "env", { get: () => environments.getStore() ?? ownEnvironment });

/**
 * Runs `lambda-env` with `args` to its end. What only a process has, such as signals or keys, this run does not. With `columns` its
 * standard output and standard error say that they are a terminal of that width.
 */
export async function runInProcess(
  args: readonly string[],
  { cwd = tmpdir(), input = "", columns }: CliOptions & { readonly columns?: number },
  env: NodeJS.ProcessEnv,
  onWrite: (stream: StreamName, text: string) => void = () => {},
): Promise<CliResult> {
  const { start } = createRequire(import.meta.url)(ENTRY) as Program;
  const stdout = makeSink((text) => onWrite("stdout", text), columns);
  const stderr = makeSink((text) => onWrite("stderr", text), columns);
  // The same object for the program and for the SDK, as in a process. An entry that is undefined is not there.
  const own = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
  const fake = Object.assign(new EventEmitter(), {
    argv: [process.execPath, ENTRY, ...args],
    env: own,
    stdin: Readable.from([Buffer.from(input)], { objectMode: false }),
    stdout: stdout.stream,
    stderr: stderr.stream,
    cwd: () => cwd,
    version: process.version,
    platform: process.platform,
  });
  const code = await environments.run(own, () => start(fake as unknown as NodeJS.Process));
  return { stdout: stdout.text(), stderr: stderr.text(), code };
}

function makeSink(
  onWrite: (text: string) => void,
  columns: number | undefined,
): { readonly stream: Writable; readonly text: () => string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _, done) => {
      chunks.push(chunk);
      onWrite(chunk.toString());
      done();
    },
  });
  if (columns !== undefined) Object.assign(stream, { isTTY: true, columns });
  return { stream, text: () => Buffer.concat(chunks).toString() };
}
