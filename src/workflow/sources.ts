/** The sources that a run names, read into layers: those that need no request first, the others beside the function. */
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
import type { SourceRequest, TargetRequest } from "./request.ts";
import type { Session } from "./session.ts";
import type { Surroundings } from "./surroundings.ts";

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
export async function readLocalSources(request: SourceRequest, surroundings: Surroundings): Promise<SourceResults> {
  const { env, words, stdin } = request;
  if (stdin && env.includes("-")) {
    throw new LambdaEnvError("USAGE", "standard input cannot be both a file (--env -) and a value (--stdin)");
  }
  const files = await readEnvFiles(env, surroundings);
  const typed = stdin ? await readStdinValue(words, surroundings.stdin, surroundings) : readArguments(words, surroundings.env);
  return collect([...files, typed], request, surroundings);
}

/** What is read while the function is: nothing of it needs to know which function that is. */
export interface Prefetched {
  readonly shared: Promise<readonly SourceResult[]>;
}

type SourceSession = Session<TargetRequest & SourceRequest>;

/**
 * Starts what takes time and does not depend on the function: requests for secrets and parameters, and the template's parser, whose
 * loading and work fall into the time that AWS takes for the first reply. Failures wait until `readRemoteSources` asks for them.
 */
export function prefetchSources(session: SourceSession): Prefetched {
  const shared = Promise.all([readSecretSource(session), readParameterSource(session)]).then((read) => read.flat());
  shared.catch(ignore);
  if (session.project.template !== undefined) void parseMeanwhile(session);
  return { shared };
}

/** Not before the first request is on its way: parsing would keep it. */
async function parseMeanwhile({ aws, template }: SourceSession): Promise<void> {
  await aws.firstRequest;
  await new Promise<void>((resolve) => setImmediate(resolve));
  await Promise.all([template.get(), import("./template-source.ts")]).catch(ignore);
}

export interface RemoteSources extends SourceResults {
  /** How the template's values came about, where there is a template. */
  readonly evaluated?: EvaluatedTemplate;
}

/** Returns the sources of `found` that need time: the template as it is for this function, and what all functions share. */
export async function readRemoteSources(
  session: SourceSession,
  found: FoundFunction,
  { shared }: Prefetched,
): Promise<RemoteSources> {
  const [template, others] = await Promise.all([readTemplate(session, found), shared]);
  const results = [...(template === undefined ? [] : [template]), ...others];
  const collected = collect(results, session.request, session.surroundings);
  return template === undefined ? collected : { ...collected, evaluated: template.evaluated };
}

/** Throws the findings that are errors, all together; `what` ends the sentence of the last line. */
export function assertSound(findings: readonly Finding[], what: string | undefined): void {
  const errors = findings.filter((finding) => finding.severity === "error");
  if (errors.length === 0) return;
  const count = errors.length === 1 ? "1 mistake" : `${errors.length} mistakes`;
  throw new LambdaEnvError("INVALID_INPUT", what === undefined ? count : `${count}; ${what}`, { findings: errors });
}

async function readTemplate(
  session: SourceSession,
  found: FoundFunction,
): Promise<(SourceResult & { readonly evaluated: EvaluatedTemplate }) | undefined> {
  const template = await session.template.get();
  if (template === undefined) return undefined;
  const { readTemplateSource } = await import("./template-source.ts");
  return readTemplateSource(template, session, found);
}

async function readParameterSource({ request, aws, surroundings }: SourceSession): Promise<readonly SourceResult[]> {
  if (request.parameter.length === 0 && request["parameters-by-path"].length === 0) return [];
  const { readParameters } = await import("../sources/parameter.ts");
  return readParameters(request, aws, surroundings);
}

async function readSecretSource({ request, aws, surroundings }: SourceSession): Promise<readonly SourceResult[]> {
  if (request.secret.length === 0) return [];
  const { readSecrets } = await import("../sources/secret/secret.ts");
  return readSecrets(request.secret, aws, surroundings);
}

function collect(
  results: readonly SourceResult[],
  { prune }: Pick<SourceRequest, "prune">,
  { allow, guard, writes }: Surroundings,
): SourceResults {
  const layers = results.map((result) => result.layer);
  const entries = layers.flatMap((layer) => [...layer.entries.values()]);
  allow(
    entries.map(({ name }) => name),
    "whole",
  );
  guard(entries.flatMap(secretValue), "source");
  const findings = results.flatMap((result) => [...result.findings, ...checkEmpty(result, prune)]);
  assertSound(findings, writes ? "nothing was written" : undefined);
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
  { expand, literal }: Pick<SourceRequest, "expand" | "literal">,
  { env, guard, writes }: Surroundings,
): Promise<SourceResults> {
  const layers = [...remote.layers, ...local.layers];
  const findings = [...remote.findings, ...local.findings];
  const about = { env, literal };
  if (!expand) return { layers, findings: [...findings, ...checkReferences(layers, about)] };
  const expanded = await expandLayers(layers, about);
  guard(
    expanded.layers.flatMap(({ entries }) => [...entries.values()].flatMap(secretValue)),
    "source",
  );
  assertSound(expanded.findings, writes ? "nothing was written" : undefined);
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
