/** A template from its file, as the layer of one function. */

import { readInputFile } from "../files/bytes.ts";
import { decodeText, MAX_TEXT_BYTES } from "../formats/text.ts";
import { templateLayer } from "../template/evaluate/layer.ts";
import { parseTemplate, selectFunction, type Template } from "../template/template.ts";
import type { SourceResult } from "./source.ts";

export interface ReadTemplateOptions {
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/**
 * Returns what the template in the file at `path` says of the function `logicalId`, or of its only function.
 *
 * Errors: NO_INPUT if the file cannot be read; INVALID_INPUT if it is no template; USAGE if the function is not clear.
 */
export async function readTemplate(
  path: string,
  logicalId: string | undefined,
  { cwd, signal }: ReadTemplateOptions,
): Promise<SourceResult> {
  const template = await readTemplateFile(path, { cwd, signal });
  return templateLayer(template, selectFunction(template, logicalId).logicalId);
}

/** Returns the template in the file at `path`. Errors: NO_INPUT if it cannot be read; INVALID_INPUT if it is no template. */
export async function readTemplateFile(path: string, { cwd, signal }: ReadTemplateOptions): Promise<Template> {
  const bytes = await readInputFile(path, { cwd, signal, maxBytes: MAX_TEXT_BYTES });
  return parseTemplate(decodeText(bytes, path), { source: path });
}
