/** Text with values in the user's editor, again and again until it can be used. */
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { defined } from "../../core/defined.ts";
import type { Target } from "../../core/target.ts";
import { type Finding, LambdaEnvError, reword } from "../../errors.ts";
import { makePrivateFolder } from "../../files/private-folder.ts";
import { reasonOf } from "../../files/reason.ts";
import { decodeText } from "../../formats/text.ts";
import { renderFinding } from "../../output/findings/findings.ts";
import { type EditFormat, renderEditHeader, sayKept, sayNotKept, withoutEditHeader } from "../../output/messages/edit.ts";
import type { Context } from "../context.ts";
import { runEditor } from "./editor.ts";

/** The encodings by their byte order marks. Editors of Windows save them. */
const UTF_16: ReadonlyMap<string, string> = new Map([
  ["fffe", "utf-16le"],
  ["feff", "utf-16be"],
]);

/** The result of a text, or what is wrong with it. */
export type EditAttempt<Result> =
  | { readonly kind: "accepted"; readonly result: Result }
  | { readonly kind: "refused"; readonly findings: readonly Finding[] };

export interface EditRequest<Result, Ended = Result> {
  /** A command line. */
  readonly editor: string;
  /** The owner of the variables. */
  readonly target: Target;
  readonly format: EditFormat;
  readonly text: string;
  readonly attempt: (text: string) => Promise<EditAttempt<Result>>;
  /** What is done with the result. */
  readonly use: (result: Result) => Promise<Ended>;
}

/**
 * Opens the text in the editor, and returns what `use` makes of the result of `attempt`. A refused text is opened again, with the
 * reasons on top.
 *
 * The text is in a folder of its own, which is always removed. If a text that somebody changed cannot be used, it is kept beside
 * it, and the error says where.
 * Errors: DECLINED for an empty text; INVALID_INPUT with the reasons, for a refused text that is not changed; those of `use`, of
 * `runEditor` and of `makePrivateFolder`.
 */
export async function editText<Result, Ended>(request: EditRequest<Result, Ended>, context: Context): Promise<Ended> {
  const { target, format, use } = request;
  const folder = await makePrivateFolder(context.env);
  const file = join(folder.path, `${target.functionName}.${format === "json" ? "json" : "env"}`);
  try {
    return await use(await editIn({ file, folder: folder.path }, request, context));
  } catch (error) {
    throw (await isWorthKeeping(file, request)) ? await withKeptText(error, () => folder.keep(file), context) : error;
  } finally {
    await folder.remove();
  }
}

/** Returns whether the file has more than the text that was opened: one that somebody typed. */
async function isWorthKeeping(file: string, { format, text }: Pick<EditRequest<unknown>, "format" | "text">): Promise<boolean> {
  const typed = withoutEditHeader((await readOwn(file)).toString("latin1"), format);
  return typed !== Buffer.from(text).toString("latin1") && !isEmpty(typed, format);
}

/** Keeps the text, and returns the error with its place. */
async function withKeptText(error: unknown, keep: () => Promise<string>, { reporter }: Context): Promise<unknown> {
  const path = await keep().catch((cause: unknown) => {
    reporter.warn(sayNotKept(reasonOf(cause)));
    return undefined;
  });
  if (path === undefined) return error;
  const isOutdated = error instanceof LambdaEnvError && (error.code === "CONFLICT" || error.code === "OVERWRITTEN");
  const kept = sayKept(path, !isOutdated && process.platform !== "win32");
  if (error instanceof LambdaEnvError) return reword(error, { hint: error.hint === undefined ? kept : `${error.hint}; ${kept}` });
  reporter.warn(kept);
  return error;
}

/** Why a text is opened again. */
interface Refusal {
  readonly error: LambdaEnvError;
  /** Returns the reasons, with their places in a text that is below so many lines. */
  readonly reasonsBelow: (lines: number) => readonly string[];
}

/** The file in the folder that is its own. */
interface EditPlace {
  readonly file: string;
  readonly folder: string;
}

async function editIn<Result>(
  { file, folder }: EditPlace,
  request: EditRequest<Result, unknown>,
  context: Context,
): Promise<Result> {
  const { editor, format, text } = request;
  // Bytes, so that what cannot be read as text is opened again as it was typed.
  let body = Buffer.from(text);
  let refusal: Refusal | undefined;
  for (;;) {
    const header = headerFor(request, refusal);
    await writeOwn(file, Buffer.concat([Buffer.from(header), body]));
    await runEditor(editor, { file, folder }, context);
    const edited = Buffer.from(withoutEditHeader((await readOwn(file)).toString("latin1"), format), "latin1");
    if (refusal !== undefined && edited.equals(body)) throw refusal.error;
    body = edited;
    if (isEmpty(body.toString("latin1"), format)) {
      throw new LambdaEnvError("DECLINED", "the text is empty; nothing was written");
    }
    const tried = await tryText(body, countLines(header), request);
    if (tried.kind === "accepted") return tried.result;
    // A script as the editor would make the same mistake again and again.
    if (context.stdin.isTTY !== true) throw tried.refusal.error;
    refusal = tried.refusal;
  }
}

type Tried<Result> =
  | { readonly kind: "accepted"; readonly result: Result }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** Tries the text that was below so many lines. */
async function tryText<Result>(
  body: Uint8Array,
  above: number,
  { attempt }: Pick<EditRequest<Result>, "attempt">,
): Promise<Tried<Result>> {
  const decoded = decodeBelow(body, above);
  if (decoded instanceof LambdaEnvError) {
    const reasonsBelow = (lines: number): readonly string[] => {
      const error = decodeBelow(body, lines);
      return error instanceof LambdaEnvError ? sayReasons({ text: error.message, ...defined({ hint: error.hint }) }) : [];
    };
    return { kind: "refused", refusal: { error: decoded, reasonsBelow } };
  }
  const tried = await attempt(decoded);
  if (tried.kind === "accepted") return tried;
  const { findings } = tried;
  const error = new LambdaEnvError("INVALID_INPUT", "the text cannot be set as it is; nothing was written", { findings });
  const reasonsBelow = (lines: number): readonly string[] =>
    findings.flatMap((finding) => sayReasons(renderFinding(moveDown(finding, lines - above))));
  return { kind: "refused", refusal: { error, reasonsBelow } };
}

/** Returns the text with as many empty lines above it, so that places count them; or why it is not text. */
function decodeBelow(body: Uint8Array, lines: number): string | LambdaEnvError {
  try {
    return decodeText(Buffer.concat([Buffer.alloc(lines, "\n"), body]), "editor");
  } catch (error) {
    if (!(error instanceof LambdaEnvError)) throw error;
    const { message, hint } = error;
    return new LambdaEnvError("INVALID_INPUT", `${message}; nothing was written`, defined({ hint }));
  }
}

/** Returns the lines above the text; the reasons name places below themselves. */
function headerFor({ target, format }: Pick<EditRequest<unknown>, "target" | "format">, refusal: Refusal | undefined): string {
  const above = (lines: number): string => renderEditHeader(target, refusal?.reasonsBelow(lines) ?? [], format);
  return above(countLines(above(0)));
}

/** Returns the finding at its line below a header of `lines` more. */
function moveDown(finding: Finding, lines: number): Finding {
  const { at } = finding;
  return at?.line === undefined ? finding : { ...finding, at: { ...at, line: at.line + lines } };
}

function countLines(text: string): number {
  return text.split("\n").length - 1;
}

function sayReasons({ text, hint }: { readonly text: string; readonly hint?: string | undefined }): readonly string[] {
  return [text, ...(hint === undefined ? [] : [`hint: ${hint}`])];
}

function isEmpty(body: string, format: EditFormat): boolean {
  const lines = body.split("\n").map((line) => line.trim());
  return lines.every((line) => line === "" || (format === "dotenv" && line.startsWith("#")));
}

/** Writes the file whole or not at all: it may hold what somebody typed. */
async function writeOwn(file: string, text: Uint8Array): Promise<void> {
  try {
    await writeFile(`${file}.new`, text, { mode: 0o600 });
    await rename(`${file}.new`, file);
  } catch (error) {
    throw new LambdaEnvError(
      "CANNOT_WRITE",
      `the text for the editor cannot be written: ${reasonOf(error)}; nothing was changed`,
      {
        hint: "name a folder with room for it: TMPDIR=FOLDER",
        cause: error,
      },
    );
  }
}

/** Returns the bytes of the text, as UTF-8 if the file says that it is UTF-16; a file that the editor removed is an empty text. */
async function readOwn(file: string): Promise<Buffer> {
  const bytes = await readFile(file).catch(() => Buffer.alloc(0));
  const utf16 = UTF_16.get(bytes.subarray(0, 2).toString("hex"));
  if (utf16 === undefined) return bytes;
  try {
    return Buffer.from(new TextDecoder(utf16, { fatal: true }).decode(bytes));
  } catch {
    return bytes;
  }
}
