/** Text with values in the user's editor, again and again until it can be used. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Target } from "../../core/target.ts";
import { type Finding, LambdaEnvError } from "../../errors.ts";
import { makePrivateFolder } from "../../files/private-folder.ts";
import { reasonOf } from "../../files/reason.ts";
import { decodeText } from "../../formats/text.ts";
import { renderFinding } from "../../output/findings/findings.ts";
import { type EditFormat, renderEditHeader, withoutEditHeader } from "../../output/messages/edit.ts";
import type { Context } from "../context.ts";
import { runEditor } from "./editor.ts";

/** The result of a text, or what is wrong with it. */
export type EditAttempt<Result> =
  | { readonly kind: "accepted"; readonly result: Result }
  | { readonly kind: "refused"; readonly findings: readonly Finding[] };

export interface EditRequest<Result> {
  /** A command line. */
  readonly editor: string;
  /** The owner of the variables. */
  readonly target: Target;
  readonly format: EditFormat;
  readonly text: string;
  readonly attempt: (text: string) => Promise<EditAttempt<Result>>;
}

/**
 * Opens the text in the editor and returns the result of `attempt`. A refused text is opened again, with the reasons on top.
 *
 * The text is in a folder of its own, which is always removed.
 * Errors: DECLINED for an empty text; INVALID_INPUT with the reasons, for a refused text that is not changed; those of
 * `runEditor` and `makePrivateFolder`.
 */
export async function editText<Result>(request: EditRequest<Result>, context: Context): Promise<Result> {
  const folder = await makePrivateFolder(context.env);
  try {
    return await editIn(folder.path, request, context);
  } finally {
    await folder.remove();
  }
}

async function editIn<Result>(
  folder: string,
  { editor, target, format, text, attempt }: EditRequest<Result>,
  context: Context,
): Promise<Result> {
  const file = join(folder, `${target.functionName}.${format === "json" ? "json" : "env"}`);
  let body = text;
  let refusal: readonly Finding[] = [];
  for (;;) {
    const header = renderEditHeader(target, sayProblems(refusal), format);
    await writeOwn(file, header + body);
    await runEditor(editor, { file, folder }, context);
    const edited = withoutEditHeader(await readOwn(file), format);
    if (refusal.length > 0 && edited === body) throw refused(refusal);
    body = edited;
    if (isEmpty(body, format)) throw new LambdaEnvError("DECLINED", "the text is empty; nothing was written");
    const above = countLines(header);
    const tried = await attempt("\n".repeat(above) + body);
    if (tried.kind === "accepted") return tried.result;
    // A script as the editor would make the same mistake again and again.
    if (context.stdin.isTTY !== true) throw refused(tried.findings);
    const next = countLines(renderEditHeader(target, sayProblems(tried.findings), format));
    refusal = tried.findings.map((finding) => moveDown(finding, next - above));
  }
}

function refused(findings: readonly Finding[]): LambdaEnvError {
  return new LambdaEnvError("INVALID_INPUT", "the text cannot be set as it is; nothing was written", { findings });
}

/** Returns the finding at its line below a header of `lines` more. */
function moveDown(finding: Finding, lines: number): Finding {
  const { at } = finding;
  return at?.line === undefined ? finding : { ...finding, at: { ...at, line: at.line + lines } };
}

function countLines(text: string): number {
  return text.split("\n").length - 1;
}

function sayProblems(findings: readonly Finding[]): readonly string[] {
  return findings.flatMap((finding) => {
    const { text, hint } = renderFinding(finding);
    return [text, ...(hint === undefined ? [] : [`hint: ${hint}`])];
  });
}

function isEmpty(body: string, format: EditFormat): boolean {
  const lines = body.split("\n").map((line) => line.trim());
  return lines.every((line) => line === "" || (format === "dotenv" && line.startsWith("#")));
}

async function writeOwn(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { mode: 0o600 });
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

/** Reads the text; a file that the editor removed is an empty text. */
async function readOwn(file: string): Promise<string> {
  const bytes = await readFile(file).catch(() => new Uint8Array());
  return decodeText(bytes, "the text");
}
