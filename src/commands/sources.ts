/** The sources that the options name, read into layers: local ones before any request, remote ones beside the function. */

import type { Aws } from "../aws/clients.ts";
import type { Context } from "../context.ts";
import type { Layer } from "../core/variables.ts";
import { type Finding, LambdaEnvError } from "../errors.ts";
import { readArguments } from "../sources/argument.ts";
import { readEnvFiles } from "../sources/env-file.ts";
import type { SourceResult } from "../sources/source.ts";
import { readStdinValue } from "../sources/stdin.ts";
import type { Options } from "./options.ts";

export interface SourceResults {
  /** Lowest first. */
  readonly layers: readonly Layer[];
  readonly findings: readonly Finding[];
}

/**
 * Reads what needs no request: env files, arguments, standard input.
 *
 * Errors: INVALID_INPUT with every mistake of all of them, so that bad input never costs a request.
 */
export async function readLocalSources(options: Options, context: Context): Promise<SourceResults> {
  if (options.stdin && options["env-file"].includes("-")) {
    throw new LambdaEnvError("USAGE", "standard input cannot be both a file (--env-file -) and a value (--stdin)");
  }
  const files = await readEnvFiles(options["env-file"], context);
  const words = options.stdin
    ? await readStdinValue(options.words, context.stdin, context)
    : readArguments(options.words, context.env);
  return collect([...files, words], context);
}

/** Reads what needs time: the template, which loads a parser, and secrets, which need requests. */
export async function readRemoteSources(options: Options, context: Context, aws: Aws): Promise<SourceResults> {
  const [template, secrets] = await Promise.all([readTemplateSource(options, context), readSecretSource(options, context, aws)]);
  return collect([...template, ...secrets], context);
}

/** Throws the findings that are errors, all together; `what` ends the sentence of the last line. */
export function assertSound(findings: readonly Finding[], what: string): void {
  const errors = findings.filter((finding) => finding.severity === "error");
  if (errors.length === 0) return;
  throw new LambdaEnvError("INVALID_INPUT", `${errors.length === 1 ? "1 mistake" : `${errors.length} mistakes`}; ${what}`, {
    findings: errors,
  });
}

async function readTemplateSource(options: Options, context: Context): Promise<readonly SourceResult[]> {
  const { template } = options;
  if (template === undefined) return [];
  const { readTemplate } = await import("../sources/template.ts");
  return [await readTemplate(template, options["logical-id"], context)];
}

async function readSecretSource(options: Options, context: Context, aws: Aws): Promise<readonly SourceResult[]> {
  if (options.secret.length === 0) return [];
  const { readSecrets } = await import("../sources/secret.ts");
  return readSecrets(options.secret, aws, context);
}

function collect(results: readonly SourceResult[], context: Context): SourceResults {
  const layers = results.map((result) => result.layer);
  context.reporter.guard(layers.flatMap((layer) => [...layer.entries.values()].flatMap(sensitiveValue)));
  const findings = results.flatMap((result) => result.findings);
  assertSound(findings, "nothing was written");
  return { layers, findings };
}

function sensitiveValue(entry: Layer["entries"] extends ReadonlyMap<string, infer Entry> ? Entry : never): readonly string[] {
  return entry.kind === "value" && entry.sensitive ? [entry.value] : [];
}
