/** A template from its file. */
import { decodeText, MAX_TEXT_BYTES } from "../formats/text.ts";
import { parseTemplate, type Template } from "../template/template.ts";
import { readInputFile } from "./bytes.ts";

export interface ReadTemplateOptions {
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/**
 * Returns the template in the file at `path`, which also names it to the user.
 *
 * Errors: NO_INPUT if the file cannot be read; INVALID_INPUT if it is not UTF-8 or no template.
 */
export async function readTemplate(path: string, { cwd, signal }: ReadTemplateOptions): Promise<Template> {
  const bytes = await readInputFile(path, { cwd, signal, maxBytes: MAX_TEXT_BYTES });
  return parseTemplate(decodeText(bytes, path), { source: path });
}
