/** Checks everything that a run needs, and goes on after each problem. It writes nothing. */
import { type Aws, connect } from "../../aws/connection/clients.ts";
import { watchClock } from "../../aws/diagnosis/clock.ts";
import { getCallerIdentity } from "../../aws/diagnosis/identity.ts";
import { type Attempted, fetchCredentials, ownEndpointOf, readConnectionSettings } from "../../aws/diagnosis/settings.ts";
import { defined } from "../../core/defined.ts";
import type { Check, CheckName, Diagnosis, Obstacle } from "../../core/diagnosis/facts.ts";
import { LambdaEnvError } from "../../errors.ts";
import { readProject } from "../project.ts";
import type { TargetRequest } from "../request.ts";
import { openSession, type Session } from "../session.ts";
import type { Surroundings } from "../surroundings.ts";
import { readAwsFiles } from "./aws-files.ts";
import { checkReading, checkUpdate, type ReadChecks } from "./function-checks.ts";
import { checkSettings, endpointFact } from "./settings-checks.ts";
import { tryRequest } from "./try-request.ts";

/** AWS refuses signatures that are older. */
const MAX_SKEW_MS = 5 * 60_000;

const ONLINE: readonly CheckName[] = ["identity", "clock", "function", "variables", "update"];

/** Returns what was found, in the order of the report. `twinOf` returns the variable of an option. Errors: INTERRUPTED. */
export async function diagnose(
  request: TargetRequest,
  surroundings: Surroundings,
  twinOf: (option: string) => string,
): Promise<Diagnosis> {
  const { env, cwd } = surroundings;
  const project = await tryRequest(() => readProject(request, surroundings));
  const known = "value" in project ? project.value : undefined;
  const { region, profile } = known ?? request;
  const options = { region, profile, endpointUrl: request["endpoint-url"], env, cwd, onEndpoint: () => {} };
  const [settings, files] = await Promise.all([
    readConnectionSettings(options),
    readAwsFiles(surroundings, known?.samconfig?.source),
  ]);
  const local = await checkSettings({ request, project: known, options, settings, files, twinOf, stage: surroundings.stage });
  const first: Diagnosis = "error" in project ? [{ name: "project", status: "problem", error: project.error }] : [];
  const obstacles = local.filter(({ status }) => status === "problem").map(({ name }) => name);
  if (obstacles.length > 0) return [...first, ...local, ...unknown(ONLINE, { kind: "after", checks: obstacles })];
  // The account is checked with the identity.
  const { stage: _, ...anyAccount } = surroundings;
  const session = known === undefined ? undefined : await openSession(request, anyAccount);
  const aws = session?.aws ?? connect(options);
  const opened = await tryRequest(() => openConnection(aws, local));
  if ("error" in opened) return [...first, ...afterOpening(local, opened.error)];
  const checked = opened.value;
  if (checked.some(({ status }) => status === "problem"))
    return [...first, ...checked, ...unknown(ONLINE, { kind: "after", checks: ["credentials"] })];
  return [...first, ...checked, ...(await checkOnline(aws, session, checked, surroundings))];
}

/** Returns the checks where no client could be opened: a region that cannot be one, or a setting that no check is about. */
function afterOpening(local: Diagnosis, error: LambdaEnvError): Diagnosis {
  if (error.code === "NO_REGION") {
    const checks = local.map((check): Check => (check.name === "region" ? { ...check, status: "problem", error } : check));
    return [...checks, ...unknown(ONLINE, { kind: "after", checks: ["region"] })];
  }
  const rest = unknown(ONLINE.slice(1), { kind: "after", checks: ["identity"] });
  return [...local, { name: "identity", status: "problem", error }, ...rest];
}

function unknown(names: readonly CheckName[], obstacle: Obstacle): Diagnosis {
  return names.map((name) => ({ name, status: "unknown", obstacle }));
}

/** Returns the checks with what is known once the clients are there and credentials were fetched. Errors: those of opening a client. */
async function openConnection(aws: Aws, local: Diagnosis): Promise<Diagnosis> {
  const url = await ownEndpointOf(aws);
  const fetched = await tryRequest(() => fetchCredentials(aws));
  return local.map((check): Check => {
    if (check.name === "endpoint") return check.fact === undefined ? { ...check, fact: endpointFact(url) } : check;
    if (check.name !== "credentials" || check.fact?.kind !== "credentials") return check;
    if ("error" in fetched) return { ...check, status: "problem", error: fetched.error };
    const { keyEnd, expires } = fetched.value;
    const credentials = { ...check.fact.credentials, ...defined({ keyEnd, expires: expires?.toISOString() }) };
    return { ...check, fact: { kind: "credentials", credentials } };
  });
}

async function checkOnline(
  aws: Aws,
  session: Session | undefined,
  local: Diagnosis,
  { signal, stage }: Surroundings,
): Promise<Diagnosis> {
  if (stage?.account !== undefined) {
    const { assertAccount } = await import("../stage/account.ts");
    const checked = await tryRequest(() => assertAccount(aws, { stage, signal }, session?.request));
    if ("error" in checked && checked.error.code === "ACCESS_DENIED") {
      const rest = unknown(ONLINE.slice(1), { kind: "after", checks: ["identity"] });
      return [{ name: "identity", status: "problem", error: checked.error }, ...rest];
    }
  }
  let behindMs: number | undefined;
  await watchClock(aws, (ms) => {
    behindMs = ms;
  });
  const [identity, read] = await Promise.all([
    tryRequest(() => getCallerIdentity(aws, { signal })),
    session === undefined ? undefined : checkReading(session),
  ]);
  const reading = read === undefined ? afterProject() : withoutRepetition(read, identity);
  const region = local.flatMap(({ fact }) => (fact?.kind === "region" ? [fact.region] : []))[0] ?? "";
  return [
    "error" in identity
      ? { name: "identity", status: "problem", error: identity.error }
      : { name: "identity", status: "ok", fact: { kind: "identity", ...identity.value } },
    checkClock(behindMs),
    ...reading.checks,
    await checkUpdate({ aws, reading, identity, region, signal }),
  ];
}

function afterProject(): ReadChecks {
  const after = { status: "unknown", obstacle: { kind: "after", checks: ["project"] } } as const;
  return {
    checks: [
      { name: "function", ...after },
      { name: "variables", ...after },
    ],
  };
}

/** Credentials and a region that AWS refused once are not a problem of the function as well. */
function withoutRepetition(reading: ReadChecks, identity: Attempted<unknown>): ReadChecks {
  const [first, second] = reading.checks;
  if (!("error" in identity) || first.status !== "problem") return reading;
  const { code } = first.error;
  if (code !== identity.error.code || (code !== "NO_CREDENTIALS" && code !== "NO_REGION")) return reading;
  return { checks: [{ name: "function", status: "unknown", obstacle: { kind: "after", checks: ["identity"] } }, second] };
}

function checkClock(behindMs: number | undefined): Check {
  if (behindMs === undefined) return { name: "clock", status: "unknown", obstacle: { kind: "no date" } };
  const fact = { kind: "clock", behindMs } as const;
  if (Math.abs(behindMs) <= MAX_SKEW_MS) return { name: "clock", status: "ok", fact };
  const minutes = Math.round(Math.abs(behindMs) / 60_000);
  const side = behindMs > 0 ? "behind" : "ahead of";
  const error = new LambdaEnvError("NO_CREDENTIALS", `this machine's clock is ${minutes} minutes ${side} that of AWS`, {
    hint: "set this machine's clock; date -u shows the time it has now",
  });
  return { name: "clock", status: "problem", fact, error };
}
