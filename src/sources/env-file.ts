/** `--env`: variables from files and from standard input. */
import { makeFinding } from "../core/finding.ts";
import { type LayerEntry, makeLayer, type Origin } from "../core/variables.ts";
import { LambdaEnvError } from "../errors.ts";
import { isPipe, readInputFile, readStdin, type Stdin } from "../files/bytes.ts";
import { shownPath } from "../files/path.ts";
import { decryptFile } from "../formats/encrypted.ts";
import { encryptionOf } from "../formats/encrypted-file.ts";
import { parseEnvFile } from "../formats/env-file.ts";
import type { ParsedFile } from "../formats/parsed.ts";
import { decodeText, MAX_TEXT_BYTES } from "../formats/text.ts";
import { attemptEach, throwFailures } from "./failures.ts";
import { type CallerEnvironment, type SourceResult, STDIN_SOURCE } from "./source.ts";

export interface ReadEnvFilesOptions {
  readonly cwd: string;
  readonly env: CallerEnvironment;
  readonly stdin: Stdin;
  readonly signal: AbortSignal;
}

/**
 * Returns a layer for each of `paths`, in their order; `-` is standard input.
 *
 * A name that was left out of the file according to one of our comments is an unresolved entry, so that it does not count as
 * absent.
 * Errors, of all files in one: NO_INPUT if a file cannot be read; INVALID_INPUT if it is not text; USAGE if standard input is a terminal or named
 * twice.
 * Mistakes on single lines are findings.
 */
export async function readEnvFiles(paths: readonly string[], options: ReadEnvFilesOptions): Promise<readonly SourceResult[]> {
  if (paths.filter(isStdin).length > 1) {
    throw new LambdaEnvError("USAGE", "--env - is given twice, and standard input can be read only once");
  }
  const { done, failures } = await attemptEach(paths, (path) => readEnvFile(path, options));
  throwFailures(
    failures,
    done.flatMap(({ findings }) => findings),
  );
  return done;
}

async function readEnvFile(path: string, options: ReadEnvFilesOptions): Promise<SourceResult> {
  const source = isStdin(path) ? STDIN_SOURCE : path;
  const text = decodeText(await readBytes(path, options), source);
  if (isTemplate(text)) {
    throw new LambdaEnvError("INVALID_INPUT", `${shownPath(source)} is a template, not a .env file`, {
      hint: `-t ${shownPath(source)}`,
    });
  }
  const parsed = parseEnvFile(text, { source });
  const tool = encryptionOf(text);
  if (tool !== undefined && tool !== "dotenvx") {
    const finding = makeFinding("FILE_ENCRYPTED", "error", { tool, file: source, format: parsed.format }, { at: { source } });
    return { layer: makeLayer("env-file", source, []), findings: [finding] };
  }
  const file = await decryptFile(parsed, { source, env: options.env });
  const layer = makeLayer("env-file", source, makeEntries(file, source));
  return { layer, findings: file.findings, isPipe: isStdin(path) || isPipe(path, options.cwd) };
}

function readBytes(path: string, options: ReadEnvFilesOptions): Promise<Uint8Array> {
  const { cwd, signal } = options;
  if (!isStdin(path)) return readInputFile(path, { cwd, maxBytes: MAX_TEXT_BYTES, signal });
  const hint = "pipe a file in, or name it: --env FILE";
  return readStdin(options.stdin, { hint, maxBytes: MAX_TEXT_BYTES, signal });
}

function makeEntries({ entries, omitted }: ParsedFile, source: string): readonly LayerEntry[] {
  const at = (place: { readonly line: number; readonly column?: number }): Origin => ({ layer: "env-file", source, ...place });
  return [
    ...omitted.map(
      ({ name, line }): LayerEntry => ({
        kind: "unresolved",
        name,
        origin: at({ line }),
        reason: "left out of the file: .env cannot hold it",
      }),
    ),
    ...entries.map(
      ({ name, value, line, column, ...how }): LayerEntry => ({
        kind: "value",
        name,
        value,
        sensitive: true,
        origin: at({ line, column }),
        ...how,
      }),
    ),
  ];
}

/** Returns whether it is a CloudFormation or SAM template, in YAML or JSON. */
function isTemplate(text: string): boolean {
  return /^Resources:[ \t]*(?:#.*)?$/m.test(text) || /^\s*\{[\s\S]*"Resources"\s*:\s*\{/.test(text);
}

function isStdin(path: string): boolean {
  return path === "-";
}
