/** The files that `--out` and `--report` write: none may replace a file that is read, another output, or a foreign file. */

import { LambdaEnvError } from "../../errors.ts";
import { readInputFile } from "../../files/bytes.ts";
import { assertWritable, writeFileSafely } from "../../files/file-write.ts";
import { resolveTarget, shownPath } from "../../files/path.ts";
import { removeLeftovers } from "../../files/temporary.ts";
import { MAX_TEXT_BYTES } from "../../formats/text.ts";
import { isEarlierOutput, type OutputKind } from "../../output/documents/recognize.ts";
import { sayLeftovers } from "../../output/messages/files.ts";
import type { Context } from "../context.ts";
import type { Options } from "../options.ts";

interface Output {
  readonly kind: OutputKind;
  readonly path: string;
}

/** They contain no values, so a shared folder such as /tmp is allowed. */
const SHARED = "allowed";

/**
 * Returns once it is certain that `--out` and `--report` have files of their own, before anything is requested.
 *
 * Errors: USAGE if one would overwrite a source, which may be the only copy of a secret; CANNOT_WRITE if it cannot be written, or
 * would replace a file that is not an earlier output of the same kind.
 */
export async function prepareOutputs(options: Options, context: Context): Promise<void> {
  const outputs = outputsOf(options);
  if (outputs.length === 0) return;
  const { cwd } = context;
  await assertFilesApart(outputs, options, context);
  for (const { kind, path } of outputs) {
    reportLeftovers(path, await removeLeftovers(path, cwd), context);
    await assertWritable(path, { cwd, sharedFolder: SHARED });
    const text = await readIfThere(path, context);
    if (text !== undefined && !isEarlierOutput(kind, text)) throw foreign(kind, path);
  }
}

/** Writes `text` to `path`. Errors: CANNOT_WRITE, also if the existing file is not an earlier output of the same kind. */
export async function writeOutput({ kind, path }: Output, text: string, { cwd, signal }: Context): Promise<void> {
  const { kind: result } = await writeFileSafely(path, text, {
    cwd,
    sharedFolder: SHARED,
    // After an interruption there is still a report to write.
    signal: signal.aborted && kind !== "plan" ? new AbortController().signal : signal,
    mayReplace: (old) => old === undefined || isEarlierOutput(kind, old),
  });
  if (result === "refused") throw foreign(kind, path);
}

/** Reports how many temporary folders of killed runs were removed. */
export function reportLeftovers(path: string, count: number, { reporter }: Context): void {
  if (count > 0) reporter.note(sayLeftovers(shownPath(path), count));
}

function outputsOf({ out, report }: Options): readonly Output[] {
  const reports = report.flatMap((spec): readonly Output[] => {
    const [, kind, path] = /^(markdown|gitlab|junit|json)=(.+)$/s.exec(spec) ?? [];
    return kind === undefined || path === undefined ? [] : [{ kind: kind as OutputKind, path }];
  });
  return [...(out === undefined ? [] : [{ kind: "plan", path: out } as const]), ...reports];
}

async function assertFilesApart(outputs: readonly Output[], options: Options, { cwd }: Context): Promise<void> {
  const { plan, template, env: envFiles, "config-file": configFile } = options;
  if (outputs.some(({ path }) => path === "-")) {
    throw new LambdaEnvError("USAGE", "a plan or a report is written to a file, and - is not a file", {
      hint: "--out plan.json; --report markdown prints to standard output",
    });
  }
  const read = [template, plan, configFile, ...envFiles].flatMap((path) => (path === undefined || path === "-" ? [] : [path]));
  const taken = new Set(await Promise.all(read.map((path) => targetOf(path, cwd))));
  for (const { path } of outputs) {
    const target = await targetOf(path, cwd);
    if (taken.has(target)) {
      throw new LambdaEnvError("USAGE", `${shownPath(path)} would overwrite a file that another option reads or writes`, {
        hint: "give each --out and --report a file of its own",
      });
    }
    taken.add(target);
  }
}

/** Returns the text of an existing file. A file that cannot be read as text is foreign, whatever it is. */
async function readIfThere(path: string, { cwd, signal }: Context): Promise<string | undefined> {
  try {
    const bytes = await readInputFile(path, { cwd, signal, maxBytes: MAX_TEXT_BYTES });
    return new TextDecoder("utf-8").decode(bytes);
  } catch (error) {
    return error instanceof LambdaEnvError && error.code === "NO_INPUT" ? undefined : NOT_OURS;
  }
}

const NOT_OURS = "not a document of lambda-env";

const TITLES: Readonly<Record<OutputKind, string>> = {
  plan: "plan of lambda-env",
  markdown: "Markdown report of lambda-env",
  gitlab: "GitLab report of lambda-env",
  junit: "JUnit report of lambda-env",
  json: "JSON report of lambda-env",
};

function foreign(kind: OutputKind, path: string): LambdaEnvError {
  return new LambdaEnvError("CANNOT_WRITE", `${shownPath(path)} exists and is not an earlier ${TITLES[kind]}`, {
    hint: "name another file",
  });
}

/** Returns the path with links resolved. One that cannot be resolved is returned unchanged: reading or writing it reports why. */
function targetOf(path: string, cwd: string): Promise<string> {
  return resolveTarget(path, cwd).catch(() => path);
}
