/** The file of a template. */
import { readInputFile } from "../../files/bytes.ts";
import { decodeText, MAX_TEXT_BYTES } from "../../formats/text.ts";
import { parseTemplate, type Template } from "../../template/template.ts";

/** Returns the template in the file at `path`. Errors: NO_INPUT if it cannot be read; INVALID_INPUT if it is not a template. */
export async function readTemplateFile(
  path: string,
  { cwd, signal }: { readonly cwd: string; readonly signal: AbortSignal },
): Promise<Template> {
  const bytes = await readInputFile(path, { cwd, signal, maxBytes: MAX_TEXT_BYTES });
  return parseTemplate(decodeText(bytes, path), { source: path });
}
