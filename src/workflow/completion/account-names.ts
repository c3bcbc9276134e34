/** Names that the account has: of functions, and of the variables of one. */
import { readFunctionPage } from "../../aws/listing.ts";
import { openSession, type Session } from "../session.ts";
import { readCache, writeCache } from "./cache.ts";
import type { NamesRequest } from "./names-request.ts";

type Names = readonly string[];

/** Functions are rarely created or deleted. */
const FUNCTIONS_MS = 5 * 60_000;
/** Variables are often completed just after some were set. */
const VARIABLES_MS = 20_000;

/**
 * Returns the account's functions, and the logical ids of a project's template, which stand for its own functions. It sends at
 * most one request.
 *
 * Errors: those of `openSession`.
 */
export async function readFunctionNames(about: NamesRequest): Promise<Names> {
  const { request, surroundings, cacheFolder } = about;
  // Names are not values: they cost no request for the account.
  const { stage } = surroundings;
  const { account: _, ...anyAccount } = stage ?? {};
  const session = await openSession(
    { ...request, function: [], all: false },
    { ...surroundings, stage: stage && (anyAccount as typeof stage) },
  );
  if (stage !== undefined && session.project.stackName !== undefined) {
    const { readFunctionsOfStage } = await import("./stage-names.ts");
    return readFunctionsOfStage(session);
  }
  const ids = session.project.samconfig === undefined ? [] : await logicalIdsOf(session).catch(() => []);
  const cached = { folder: cacheFolder, key: keyOf("functions", session), maxAgeMs: FUNCTIONS_MS };
  const known = readCache(cached);
  if (known !== undefined && known.next === undefined) return [...ids, ...known.names];
  // One request per Tab: after some of them, even an account with many functions is known.
  const page = await readFunctionPage(session.aws, known?.next, { signal: surroundings.signal }).catch(() => undefined);
  const names = [...(known?.names ?? []), ...(page?.names ?? [])];
  if (page !== undefined) writeCache(cached, { names, next: page.next });
  return [...ids, ...names];
}

/** Returns the variables of the named function; none if several are named, or none. Errors: those of finding and reading it. */
export async function readVariableNames({ request, surroundings, cacheFolder }: NamesRequest): Promise<Names> {
  const session = await openSession(request, surroundings);
  const { functionName, logicalId, selection, stackName } = session.project;
  if (selection !== undefined || (functionName === undefined && stackName === undefined)) return [];
  const cached = {
    folder: cacheFolder,
    key: keyOf("variables", session, functionName, logicalId, stackName),
    maxAgeMs: VARIABLES_MS,
  };
  const known = readCache(cached);
  if (known !== undefined) return known.names;
  const { findFunction } = await import("../find/find.ts");
  const { snapshot } = await findFunction(session, { lookup: "ask-nothing-more" });
  const names = [...snapshot.environment.variables.keys()];
  writeCache(cached, { names, next: undefined });
  return names;
}

/** Returns the logical ids of the functions of the template. Errors: those of reading it. */
export async function readLogicalIds({ request, surroundings }: NamesRequest): Promise<Names> {
  return logicalIdsOf(await openSession(request, surroundings));
}

async function logicalIdsOf({ template }: Session): Promise<Names> {
  return [...((await template.get())?.functions.keys() ?? [])];
}

/** Returns a key for everything that determines the account and the region of the names. */
function keyOf(
  kind: string,
  { project, request, surroundings }: Session,
  ...more: readonly (string | undefined)[]
): readonly string[] {
  const { env } = surroundings;
  const variables = [
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ACCESS_KEY_ID",
    "AWS_ROLE_ARN",
  ];
  const endpoints = [request["endpoint-url"], env["AWS_ENDPOINT_URL_LAMBDA"], env["AWS_ENDPOINT_URL"], env["AWS_CONFIG_FILE"]];
  const given = [project.region, project.profile, ...variables.map((name) => env[name]), ...endpoints, ...more];
  return [kind, ...given.map((text) => text ?? "")];
}
