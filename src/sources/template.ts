/** A template from its file, as the layer of one function. */
import { decodeText, MAX_TEXT_BYTES } from "../formats/text.ts";
import { type FunctionCode, functionCode } from "../template/code.ts";
import { templateLayer } from "../template/layer.ts";
import { parseTemplate, selectFunction, type Template } from "../template/template.ts";
import { child, textOf } from "../template/tree.ts";
import { readInputFile } from "./bytes.ts";
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

/** One function of a template: its literal name, where it has one, its variables, and where its code lies. */
export interface TemplateFunctionSource extends SourceResult {
  readonly logicalId: string;
  readonly functionName?: string;
  readonly code: FunctionCode;
}

/** Returns every function of the template in the file at `path`. Errors: as `readTemplate`. */
export async function readTemplateFunctions(
  path: string,
  options: ReadTemplateOptions,
): Promise<readonly TemplateFunctionSource[]> {
  const template = await readTemplateFile(path, options);
  return [...template.functions.values()].map((fn) => {
    const { logicalId, resource } = fn;
    const functionName = textOf(child(resource, "Properties", "FunctionName"));
    const code = functionCode(template, fn);
    return { logicalId, ...(functionName === undefined ? {} : { functionName }), ...templateLayer(template, logicalId), code };
  });
}

/** Returns the template in the file at `path`. Errors: NO_INPUT if it cannot be read; INVALID_INPUT if it is no template. */
export async function readTemplateFile(path: string, { cwd, signal }: ReadTemplateOptions): Promise<Template> {
  const bytes = await readInputFile(path, { cwd, signal, maxBytes: MAX_TEXT_BYTES });
  return parseTemplate(decodeText(bytes, path), { source: path });
}
