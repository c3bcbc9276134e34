/** The sources that the options name, read into layers: local ones before any request, remote ones beside the function. */

import type { Context } from "../cli/context.ts";
import type { Options } from "../cli/options.ts";
import { checkEmptySource } from "../core/plan/empty-source.ts";
import type { Layer, LayerEntry } from "../core/variables.ts";
import { type Finding, LambdaEnvError } from "../errors.ts";
import { readArguments } from "../sources/argument.ts";
import { readEnvFiles } from "../sources/env-file.ts";
import { checkReferences, expandLayers } from "../sources/expand.ts";
import { type SourceResult, STDIN_SOURCE } from "../sources/source.ts";
import type { EvaluatedTemplate } from "../sources/stack/evaluated-template.ts";
import { readStdinValue } from "../sources/stdin.ts";
import type { FoundFunction } from "./find.ts";
import type { Scene } from "./scene.ts";

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
  if (options.stdin && options.env.includes("-")) {
    throw new LambdaEnvError("USAGE", "standard input cannot be both a file (--env -) and a value (--stdin)");
  }
  const files = await readEnvFiles(options.env, context);
  const words = options.stdin
    ? await readStdinValue(options.words, context.stdin, context)
    : readArguments(options.words, context.env);
  return collect([...files, words], options, context);
}

export interface RemoteSources extends SourceResults {
  /** How the template's values came about, where there is a template. */
  readonly evaluated?: EvaluatedTemplate;
}

/**
 * Reads what needs time: the template, which loads a parser, and secrets and parameters, which need requests.
 *
 * The function that is being found tells which one of the template is meant, where nothing else does.
 */
export async function readRemoteSources(
  scene: Scene,
  found: Promise<FoundFunction>,
  options: Options,
  context: Context,
): Promise<RemoteSources> {
  const [template, secrets, parameters] = await Promise.all([
    readTemplate(scene, found, context),
    readSecretSource(options, context, scene),
    readParameterSource(options, context, scene),
  ]);
  const results = collect([...(template === undefined ? [] : [template]), ...secrets, ...parameters], options, context);
  return template === undefined ? results : { ...results, evaluated: template.evaluated };
}

/** Throws the findings that are errors, all together; `what` ends the sentence of the last line. */
export function assertSound(findings: readonly Finding[], what: string | undefined): void {
  const errors = findings.filter((finding) => finding.severity === "error");
  if (errors.length === 0) return;
  const count = errors.length === 1 ? "1 mistake" : `${errors.length} mistakes`;
  throw new LambdaEnvError("INVALID_INPUT", what === undefined ? count : `${count}; ${what}`, { findings: errors });
}

async function readTemplate(
  scene: Scene,
  found: Promise<FoundFunction>,
  context: Context,
): Promise<(SourceResult & { readonly evaluated: EvaluatedTemplate }) | undefined> {
  // Loading the parser and parsing fall into the time that AWS takes for the first reply.
  await Promise.race([scene.aws.firstRequest, found.catch(ignore)]);
  await new Promise<void>((resolve) => setImmediate(resolve));
  const template = await scene.template.get();
  if (template === undefined) return undefined;
  const { readTemplateSource } = await import("./template-source.ts");
  return readTemplateSource(template, scene, found, context);
}

async function readParameterSource(options: Options, context: Context, { aws }: Scene): Promise<readonly SourceResult[]> {
  if (options.parameter.length === 0 && options["parameters-by-path"].length === 0) return [];
  const { readParameters } = await import("../sources/parameter.ts");
  return readParameters(options, aws, context);
}

async function readSecretSource(options: Options, context: Context, { aws }: Scene): Promise<readonly SourceResult[]> {
  if (options.secret.length === 0) return [];
  const { readSecrets } = await import("../sources/secret/secret.ts");
  return readSecrets(options.secret, aws, context);
}

function collect(results: readonly SourceResult[], { prune }: Options, context: Context): SourceResults {
  const layers = results.map((result) => result.layer);
  const entries = layers.flatMap((layer) => [...layer.entries.values()]);
  context.reporter.allow(
    entries.map(({ name }) => name),
    "whole",
  );
  context.reporter.guard(entries.flatMap(secretValue), "source");
  const findings = results.flatMap((result) => [...result.findings, ...checkEmpty(result, prune)]);
  assertSound(findings, context.writes ? "nothing was written" : undefined);
  return { layers, findings };
}

/**
 * Returns all layers, lowest first, with what `--expand` makes of references in `.env` files, or what there is to say of them.
 *
 * Errors: INVALID_INPUT with every reference that leads to nothing.
 */
export async function combineSources(
  remote: SourceResults,
  local: SourceResults,
  options: Options,
  context: Context,
): Promise<SourceResults> {
  const layers = [...remote.layers, ...local.layers];
  const findings = [...remote.findings, ...local.findings];
  const about = { env: context.env, literal: options.literal };
  if (!options.expand) return { layers, findings: [...findings, ...checkReferences(layers, about)] };
  const expanded = await expandLayers(layers, about);
  context.reporter.guard(
    expanded.layers.flatMap(({ entries }) => [...entries.values()].flatMap(secretValue)),
    "source",
  );
  assertSound(expanded.findings, context.writes ? "nothing was written" : undefined);
  return { layers: expanded.layers, findings };
}

/** What is wrong with a source explains why it defines nothing. */
function checkEmpty({ layer, findings, isPipe = false }: SourceResult, prune: boolean): readonly Finding[] {
  if (findings.some(({ severity }) => severity === "error")) return [];
  return checkEmptySource(layer, { prune, isPipe });
}

/** What was typed as an argument is in the log already, or in the runner's own secrets; what comes from elsewhere is not. */
function secretValue(entry: LayerEntry): readonly string[] {
  const isTyped = entry.origin.layer === "argument" && entry.origin.source !== STDIN_SOURCE;
  return entry.kind === "value" && entry.sensitive && !isTyped ? [entry.value] : [];
}

function ignore(): void {}
