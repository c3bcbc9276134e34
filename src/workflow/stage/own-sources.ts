/** Reads the sources that a stage names for single functions: each once, and only for a function that the run is about. */
import { lazy } from "../../core/lazy.ts";
import { nearNames } from "../../core/near-names.ts";
import type { ActiveStage } from "../../core/stage/active-stage.ts";
import { type ErrorCode, type Finding, LambdaEnvError } from "../../errors.ts";
import { attemptEach, throwFailures } from "../../sources/failures.ts";
import { functionsOf, type Stack } from "../../sources/stack/stack.ts";
import type { FoundFunction } from "../find/open.ts";
import type { SourceRequest, TargetRequest } from "../request.ts";
import {
  type OpenOwnSources,
  type OwnSources,
  prefetchSources,
  type RemoteSources,
  readLocalSources,
  readRemoteSources,
  type SourceResults,
  type SourceSession,
} from "../sources.ts";
import type { Surroundings } from "../surroundings.ts";
import { type OwnRequest, ownRequests } from "./own-requests.ts";

type Request = TargetRequest & SourceRequest;

/**
 * Returns the sources of the functions of the stage. Those that need no request are read now, unless the options name other functions.
 *
 * Errors: those of `readLocalSources`, with the function's name.
 */
export async function openOwnSources(request: Request, stage: ActiveStage, surroundings: Surroundings): Promise<OwnSources> {
  const own = ownRequests(stage, request).map(({ key, given }) => ({
    key,
    given,
    local: lazy(() => named(key, () => readLocalSources(given, surroundings))),
  }));
  const { failures } = await attemptEach(own.filter(isExpected(request)), ({ local }) => local.get());
  throwFailures(failures);
  return { open: (session) => open(session, own, stage, isExpected(request)) };
}

interface OwnSource extends OwnRequest<Request> {
  readonly local: { readonly get: () => Promise<SourceResults> };
}

/** Returns whether the options name the function by its key, or no function. */
function isExpected(request: Request): (own: { readonly key: string }) => boolean {
  const typed = [...request.function, ...request["logical-id"]];
  return ({ key }) => typed.length === 0 || typed.includes(key);
}

function open(
  session: SourceSession,
  own: readonly OwnSource[],
  stage: ActiveStage,
  isExpected: (one: OwnSource) => boolean,
): OpenOwnSources {
  const prefetched = new Map(
    own.map((one) => {
      const ofFunction: SourceSession = {
        ...session,
        request: one.given,
        project: { ...session.project, template: undefined },
        template: lazy(async () => undefined),
      };
      return [one.key, { session: ofFunction, shared: lazy(async () => prefetchSources(ofFunction)) }] as const;
    }),
  );
  for (const one of own) if (isExpected(one)) void prefetched.get(one.key)?.shared.get();
  const known = lazy(() => readKnown(session, stage));
  const readOne = async ({ key, local }: OwnSource, found: FoundFunction): Promise<RemoteSources> => {
    const remote = prefetched.get(key);
    const here = await local.get();
    if (remote === undefined) return here;
    const there = await named(key, async () => readRemoteSources(remote.session, found, await remote.shared.get()));
    return {
      layers: [...there.layers, ...here.layers],
      findings: nameFindings(key, [...there.findings, ...here.findings]),
      copiedFrom: there.copiedFrom ?? [],
    };
  };
  return {
    assertKnown: async () => {
      await known.get();
    },
    read: async (found) => {
      const isOf = await known.get();
      const read: RemoteSources[] = [];
      for (const one of own) if (isOf(one.key, found)) read.push(await readOne(one, found));
      return {
        layers: read.flatMap(({ layers }) => layers),
        findings: read.flatMap(({ findings }) => findings),
        copiedFrom: read.flatMap(({ copiedFrom = [] }) => copiedFrom),
      };
    },
  };
}

/** Returns whether a key of the file names a function. */
type IsOf = (key: string, found: FoundFunction) => boolean;

const byItself: IsOf = (key, { logicalId, target }) => key === logicalId || key === target.functionName;

/**
 * Returns a function that decides which function a key names: only a stack knows the logical id of a function that was named otherwise.
 *
 * Errors: INVALID_INPUT for a key that is neither in the stack nor in the template; those of reading the stack.
 */
async function readKnown({ project, stack, template }: SourceSession, stage: ActiveStage): Promise<IsOf> {
  if (project.stackName === undefined) return byItself;
  const known = await stack.get();
  if ("unavailable" in known) {
    // Values of one function must not be missing because it is not known which one it is.
    if (known.error !== undefined) throw known.error;
    return byItself;
  }
  const functions = functionsOf(known.value);
  assertFunctions(stage, known.value, [...functions.keys(), ...((await template.get())?.functions.keys() ?? [])]);
  return (key, found) => byItself(key, found) || functions.get(key)?.physicalId === found.target.functionName;
}

function assertFunctions({ name, at, functions }: ActiveStage, stack: Stack, ids: readonly string[]): void {
  const physical = [...functionsOf(stack).values()].map(({ physicalId }) => physicalId);
  const unknown = [...functions.keys()].filter((key) => !ids.includes(key) && !physical.includes(key));
  const [first] = unknown;
  if (first === undefined) return;
  const place = `${at.source}${at.line === undefined ? "" : `:${at.line}`}`;
  const near = unknown.flatMap((key) => nearNames(key, ids));
  const all = `its functions: ${[...new Set(ids)].sort().join(", ")}`;
  throw new LambdaEnvError(
    "INVALID_INPUT",
    `${place}: stage ${name} has sources for ${unknown.join(", ")}, and stack ${stack.name} does not have such a function`,
    { hint: near.length === 0 ? all : `did you mean ${[...new Set(near)].join(" or ")}?` },
  );
}

/** What concerns the run, whichever source meets it first. */
const OF_THE_RUN: ReadonlySet<ErrorCode> = new Set(["NO_CREDENTIALS", "NO_REGION", "INTERRUPTED", "UNAVAILABLE", "BUG"]);

/** Runs `work`; a failure of it names the function. */
async function named<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof LambdaEnvError) || OF_THE_RUN.has(error.code)) throw error;
    const { code, message, hint, cause, findings } = error;
    throw new LambdaEnvError(code, `${key}: ${message}`, {
      ...(hint !== undefined && { hint }),
      ...(cause !== undefined && { cause }),
      findings: nameFindings(key, findings),
    });
  }
}

function nameFindings(key: string, findings: readonly Finding[]): readonly Finding[] {
  return findings.map((finding) => ({ ...finding, functions: [key] }));
}
