/** The file of a template. */
import { LambdaEnvError } from "../../errors.ts";
import { readInputFile } from "../../files/bytes.ts";
import { shownPath } from "../../files/path.ts";
import { decodeText, MAX_TEXT_BYTES } from "../../formats/text.ts";
import { parseTemplate, type Template } from "../../template/template.ts";

/** Returns the template in the file at `path`. Errors: NO_INPUT if it cannot be read; INVALID_INPUT if it is not a template. */
export async function readTemplateFile(
  path: string,
  { cwd, signal }: { readonly cwd: string; readonly signal: AbortSignal },
): Promise<Template> {
  const bytes = await readInputFile(path, { cwd, signal, maxBytes: MAX_TEXT_BYTES });
  const text = decodeText(bytes, path);
  try {
    return parseTemplate(text, { source: path });
  } catch (error) {
    if (error instanceof LambdaEnvError && isEnvText(text)) throw envFile(path, error);
    throw error;
  }
}

/** Returns whether each line of `text` that is not blank or a comment assigns a variable. */
function isEnvText(text: string): boolean {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "" && !/^\s*#/.test(line));
  return lines.length > 0 && lines.every((line) => /^\s*(?:export\s+)?[A-Za-z_]\w*=/.test(line));
}

function envFile(path: string, cause: LambdaEnvError): LambdaEnvError {
  return new LambdaEnvError("INVALID_INPUT", `${shownPath(path)} is a .env file, not a template`, {
    hint: `-e ${shownPath(path)}`,
    cause,
  });
}
