/** Plans a push: opens the store, reads the sources, and compares. Writes nothing. */
import { checkChoice } from "../../core/checks/check-choice.ts";
import { checkStoredPlan } from "../../core/checks/checks.ts";
import { defined } from "../../core/defined.ts";
import { markElsewhere } from "../../core/plan/copied.ts";
import { makePlan, type Plan } from "../../core/plan/plan.ts";
import { sourceNames } from "../../core/variables.ts";
import type { Finding } from "../../errors.ts";
import { openSession, type Session } from "../session.ts";
import { collectSources, combineSources, prefetchSources, reportCopiedFrom, type SourceResults } from "../sources.ts";
import type { Surroundings } from "../surroundings.ts";
import type { OpenStore } from "./open-store.ts";
import { type PushDestination, type PushRequest, sourceRequest } from "./push-request.ts";

export interface PlannedPush extends Omit<OpenStore, "current" | "check" | "findings"> {
  readonly plan: Plan;
  readonly findings: readonly Finding[];
}

/** Returns the plan for the one place that the request names. Errors: those of reading; what is wrong with the plan is a finding. */
export async function planPush(
  given: PushRequest,
  destination: PushDestination,
  local: SourceResults,
  surroundings: Surroundings,
): Promise<PlannedPush> {
  const request = sourceRequest(given, surroundings.stage);
  const { only, except, unset, literal } = request;
  const opened = await openSession(request, surroundings);
  // The template of a samconfig file is not a source here.
  const session = { ...opened, project: { ...opened.project, template: undefined } };
  reportConnection(given, session);
  if (only.length + except.length > 0) surroundings.notify({ kind: "choice", only, except });
  const prefetched = prefetchSources(session);
  const { store, current, findings: ofStore, check, ...open } = await openStore(destination, session, given);
  const results = await prefetched.shared;
  const remote = collectSources(results, request, surroundings);
  const { layers: combined, findings: ofSources } = await combineSources(remote, local, request, surroundings);
  const layers = markElsewhere(combined, store);
  surroundings.notify({ kind: "store", store, sources: sourceNames(layers) });
  reportCopiedFrom({ copiedFrom: results.flatMap((result) => result.copiedFrom ?? []) }, undefined, surroundings);
  const plan = makePlan({ current, layers, unset, literal, choice: request });
  const ofChoice = checkChoice(request, { current, layers, unset });
  const findings = [...ofStore, ...ofSources, ...ofChoice, ...checkStoredPlan(plan), ...check(plan)];
  surroundings.notify({ kind: "findings", findings });
  return { ...open, store, plan, findings };
}

async function openStore(destination: PushDestination, session: Session<PushRequest>, request: PushRequest): Promise<OpenStore> {
  if (destination.kind === "secret") return (await import("./open-secret.ts")).openSecret(destination, session, request);
  return (await import("./open-parameters.ts")).openParameters(destination, session);
}

/** Reports what a samconfig file says of the connection, as the function's heading does for other commands. */
function reportConnection({ region, profile }: PushRequest, { project, surroundings }: Session): void {
  const { samconfig } = project;
  if (samconfig === undefined) return;
  const taken = {
    ...(region === undefined ? defined({ region: samconfig.region }) : {}),
    ...(profile === undefined ? defined({ profile: samconfig.profile }) : {}),
  };
  if (Object.keys(taken).length > 0) surroundings.notify({ kind: "connection", source: samconfig.source, ...taken });
}
