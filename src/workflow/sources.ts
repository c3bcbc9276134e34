/** Reads the sources that a run names into layers: those that need no request first, the others beside the function. */
import { readFunction } from "../apply/settle.ts";
import { makeFinding } from "../core/finding.ts";
import { nameChooser } from "../core/select.ts";
import type { Target } from "../core/target.ts";
import type { Layer } from "../core/variables.ts";
import { type Finding, LambdaEnvError } from "../errors.ts";
import { assertExists } from "../files/bytes.ts";
import { checkReferences, expandLayers } from "../sources/expand.ts";
import { attemptEach, throwFailures } from "../sources/failures.ts";
import { type KnownSource, LAYER_KINDS, SOURCES, sourcesThatNeed } from "../sources/index.ts";
import type { AwsReading, SourceResult } from "../sources/source.ts";
import type { EvaluatedTemplate } from "../sources/stack/evaluated-template.ts";
import type { Gathered } from "../sources/stack/template-facts.ts";
import { chooseFindings, wantedNames } from "./choice.ts";
import { collectResults, type Sourced, sourced } from "./collect-results.ts";
import { type FoundFunction, settleOptions } from "./find/open.ts";
import type { SourceRequest, TargetRequest } from "./request.ts";
import { secretValue } from "./secret-value.ts";
import type { Session } from "./session.ts";
import type { Surroundings } from "./surroundings.ts";

export interface SourceResults {
  /** Lowest first. */
  readonly layers: readonly Layer[];
  readonly findings: readonly Finding[];
  /** Those that only some functions have. */
  readonly own?: OwnSources;
}

/** The sources of single functions, which a stage names. `open` starts what takes time; each is read once. */
export interface OwnSources {
  readonly open: (session: SourceSession) => OpenOwnSources;
}

export interface OpenOwnSources {
  /** Errors: INVALID_INPUT for a function that the stack does not have. */
  readonly assertKnown: () => Promise<void>;
  /** Errors: those of the sources, each with the function's name. */
  readonly read: (found: FoundFunction) => Promise<RemoteSources>;
}

/**
 * Reads the sources that need no request: env files, arguments, standard input.
 *
 * Errors: NO_INPUT and INVALID_INPUT with every mistake of all of them, so that bad input never costs a request.
 */
export async function readLocalSources(request: SourceRequest, surroundings: Surroundings): Promise<SourceResults> {
  assertOneTakesStdin(request);
  for (const source of Object.values(SOURCES)) if (source.isNamed(request)) await source.check?.(request);
  const named = sourcesThatNeed("nothing").filter((source) => source.isNamed(request));
  const { done, failures } = await attemptEach(named, async (source) =>
    sourced(source, await source.read(request, surroundings)),
  );
  const results = done.flat();
  // Of the sources that are read later it is known now whether their files are there.
  const files = Object.values(SOURCES).flatMap((source: KnownSource) => source.files?.(request) ?? []);
  const missing = await attemptEach(files, async (path) => assertExists(path, surroundings.cwd));
  throwFailures(
    [...failures, ...missing.failures],
    results.flatMap(({ findings }) => findings),
  );
  return collectSources(results, request, surroundings);
}

/** Errors: USAGE. */
function assertOneTakesStdin(request: SourceRequest): void {
  const [first, second] = Object.values(SOURCES).flatMap(({ takesStdin }) => takesStdin?.(request) ?? []);
  if (first === undefined || second === undefined) return;
  throw new LambdaEnvError("USAGE", `standard input cannot be both ${first} and ${second}`);
}

/** Sources that are read at the same time as the function: none of them needs to know which function that is. */
export interface Prefetched {
  readonly shared: Promise<readonly Sourced[]>;
  readonly own?: OpenOwnSources;
}

export type SourceSession = Session<TargetRequest & SourceRequest>;

/**
 * Starts what takes time and does not depend on the function: requests for secrets and parameters, and the template's parser,
 * whose loading and work run while AWS prepares the first reply. `readRemoteSources` reports their failures.
 */
export function prefetchSources(session: SourceSession, local?: SourceResults): Prefetched {
  const { request, aws, surroundings } = session;
  const named = sourcesThatNeed("aws").filter((source) => source.isNamed(request));
  const settling = settleOptions(request, surroundings);
  const reading: AwsReading = {
    signal: surroundings.signal,
    wants: wantedNames(request),
    readSettled: (read) => readFunction({ read }, settling),
  };
  const results = named.map(async (source) => sourced(source, await source.read(request, aws, reading)));
  const shared = Promise.all(results).then((read) => read.flat());
  shared.catch(ignore);
  if (session.project.template !== undefined) void prepareMeanwhile(session);
  return { shared, ...(local?.own && { own: local.own.open(session) }) };
}

/** Loads and parses while AWS works, but not before the first request has been sent: parsing would delay it. */
async function prepareMeanwhile(session: SourceSession): Promise<void> {
  await session.aws.firstRequest;
  await new Promise<void>((resolve) => setImmediate(resolve));
  await Promise.all(sourcesThatNeed("function").map((source) => source.prepare(session))).catch(ignore);
}

export interface RemoteSources extends Pick<SourceResults, "layers" | "findings"> {
  /** Layers of this function alone: each is above all others of its kind. */
  readonly above?: readonly Layer[];
  /** The functions that values are copied from. */
  readonly copiedFrom?: readonly Target[];
  /** How the template's values were evaluated, if there is a template. */
  readonly evaluated?: EvaluatedTemplate;
}

/**
 * Returns the sources of `found` that take time: those that depend on the function, such as the template, and those that all
 * functions share.
 */
export async function readRemoteSources(
  session: SourceSession,
  found: FoundFunction,
  { shared, known, own: ofFunctions }: SharedSources,
): Promise<RemoteSources> {
  const { request, surroundings } = session;
  const isOfStack = known !== undefined && found.logicalId !== undefined;
  const reading = { ...session, wants: wantedNames(request), ...(isOfStack && { known }) };
  const own = sourcesThatNeed("function").map(async (source) => {
    const read = source.read(request, reading, found);
    return sourced(source, await (isOfStack ? read.catch(asNotOfTemplate) : read));
  });
  const results = (await Promise.all([...own, shared])).flat();
  const evaluated = results.find((result) => result.evaluated !== undefined)?.evaluated;
  const collected = collectSources(results, request, surroundings);
  const { layers: above, findings: ofOwn, copiedFrom: others = [] } = (await ofFunctions?.read(found)) ?? NO_SOURCES;
  const copiedFrom = [...results.flatMap((result) => result.copiedFrom ?? []), ...others];
  const about = { template: session.project.template ?? "the template" };
  const findings = [
    ...collected.findings,
    ...ofOwn,
    ...(isOfStack && evaluated === undefined ? [makeFinding("NOT_OF_TEMPLATE", "notice", about)] : []),
    ...copiedFrom
      .filter(({ functionArn }) => functionArn === found.target.functionArn)
      .map(({ functionName }) => makeFinding("COPIED_FROM_ITSELF", "warning", {}, { at: { source: functionName } })),
  ];
  return { ...collected, above, findings, copiedFrom, ...(evaluated && { evaluated }) };
}

export const NO_SOURCES: RemoteSources = { layers: [], findings: [] };

/** Reports the functions of other accounts and regions than `here` that values are copied from; all others are in the heading. */
export function reportCopiedFrom(
  { copiedFrom = [] }: Pick<RemoteSources, "copiedFrom">,
  here: Target | undefined,
  { notify, allow }: Surroundings,
): void {
  for (const target of copiedFrom) {
    allow([target.functionArn], "parts");
    if (target.account !== here?.account || target.region !== here.region) notify({ kind: "copied-from", target });
  }
}

/**
 * Returns an empty result if the template does not contain the function: a stack may have functions that its template no longer
 * contains, or that transforms create.
 */
function asNotOfTemplate(error: unknown): readonly SourceResult[] {
  if (error instanceof LambdaEnvError && error.code === "USAGE") return [];
  throw error;
}

/** The shared sources of several functions, with the facts of their stack that the template's values need. */
export interface SharedSources extends Prefetched {
  readonly known?: Gathered;
}

/**
 * Reads what several functions share: secrets, parameters, and the facts of their stack that the template's values need.
 *
 * Errors: those of the sources, once for all functions.
 */
export async function readShared(
  session: SourceSession,
  found: readonly FoundFunction[],
  prefetched: Prefetched,
): Promise<SharedSources> {
  await prefetched.own?.assertKnown();
  const results = await prefetched.shared;
  collectSources(results, session.request, session.surroundings);
  reportCopiedFrom({ copiedFrom: results.flatMap((result) => result.copiedFrom ?? []) }, found[0]?.target, session.surroundings);
  const template = await session.template.get();
  const located = found.flatMap(({ logicalId }) => logicalId ?? []);
  if (template === undefined || located.length === 0) return prefetched;
  const { gatherTemplateFacts } = await import("../sources/template/template-source.ts");
  const reading = { ...session, wants: wantedNames(session.request) };
  return { ...prefetched, known: await gatherTemplateFacts(template, reading, located) };
}

/** Throws the findings that are errors, all together; `what` ends the last line. */
export function assertSound(findings: readonly Finding[], what: string | undefined): void {
  const errors = findings.filter((finding) => finding.severity === "error");
  if (errors.length === 0) return;
  const count = errors.length === 1 ? "1 mistake" : `${errors.length} mistakes`;
  throw new LambdaEnvError("INVALID_INPUT", what === undefined ? count : `${count}; ${what}`, { findings: errors });
}

export function collectSources(
  read: readonly Sourced[],
  request: Pick<SourceRequest, "prune" | "only" | "except">,
  surroundings: Surroundings,
): SourceResults {
  const results = collectResults(read, request, surroundings);
  assertSound(results.findings, surroundings.writes ? "nothing was written" : undefined);
  return results;
}

/** Returns all layers, lowest first. */
export function layersOf(remote: RemoteSources, local: SourceResults): readonly Layer[] {
  const layers = [...remote.layers, ...local.layers, ...(remote.above ?? [])];
  return layers.sort((a, b) => LAYER_KINDS.indexOf(a.kind) - LAYER_KINDS.indexOf(b.kind));
}

/**
 * Returns all layers, lowest first, with references in `.env` files replaced by `--expand`, or the findings about them.
 *
 * Names that are not chosen are among them: others may refer to them.
 * Errors: INVALID_INPUT with every reference of a chosen name that cannot be resolved.
 */
export async function combineSources(
  remote: RemoteSources,
  local: SourceResults,
  { expand, literal, ...choice }: Pick<SourceRequest, "expand" | "literal" | "only" | "except">,
  { env, guard, writes }: Surroundings,
): Promise<SourceResults> {
  const layers = layersOf(remote, local);
  const findings = [...remote.findings, ...local.findings];
  const about = { env, literal };
  const chooses = nameChooser(choice);
  if (!expand) return { layers, findings: [...findings, ...chooseFindings(checkReferences(layers, about), chooses)] };
  const expanded = await expandLayers(layers, about);
  guard(
    expanded.layers.flatMap(({ entries }) => [...entries.values()].flatMap(secretValue)),
    "source",
  );
  assertSound(chooseFindings(expanded.findings, chooses), writes ? "nothing was written" : undefined);
  return { layers: expanded.layers, findings };
}

function ignore(): void {}
