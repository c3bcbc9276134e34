/** The variables for a program: those of a function, or what sources would make of them. */
import { checkChoice } from "../core/checks/check-choice.ts";
import { selectValues } from "../core/select.ts";
import type { Values } from "../core/variables.ts";
import { planChange } from "./change/plan-change.ts";
import { findFunction } from "./find/find.ts";
import type { ChangeRequest } from "./request.ts";
import { openSession } from "./session.ts";
import { assertSound } from "./sources.ts";
import { namesAnySource, readGivenSources } from "./stage/given-sources.ts";
import type { Surroundings } from "./surroundings.ts";

interface ProgramValues {
  readonly functionName: string;
  readonly values: Values;
}

/**
 * Returns the live variables, or if sources are named, those that `set` would write with them.
 *
 * Errors: those of finding and reading the function and of reading the sources; INVALID_INPUT for what `set` would refuse.
 */
export async function readProgramValues(request: ChangeRequest, surroundings: Surroundings): Promise<ProgramValues> {
  const { functionName, all } = await readAll(request, surroundings);
  return { functionName, values: selectValues(all, request) };
}

interface AllValues {
  readonly functionName: string;
  readonly all: Values;
}

async function readAll(request: ChangeRequest, surroundings: Surroundings): Promise<AllValues> {
  const isChanged = namesAnySource(request, surroundings) || request.unset.length > 0 || request.prune;
  if (isChanged) return readPlanned(request, surroundings);
  const session = await openSession(request, surroundings);
  const { target, snapshot } = await findFunction(session, { lookup: "ask-nothing-more", unnamed: "one-function" });
  surroundings.notify({ kind: "target", target });
  surroundings.notify({ kind: "findings", findings: checkChoice(request, { current: snapshot.environment.variables }) });
  return { functionName: target.functionName, all: snapshot.environment.variables };
}

async function readPlanned(request: ChangeRequest, surroundings: Surroundings): Promise<AllValues> {
  const local = await readGivenSources(request, surroundings);
  const { targets } = await planChange(request, surroundings, { lookup: "ask-nothing-more", unnamed: "one-function", local });
  const findings = targets.flatMap((target) => target.findings);
  assertSound(findings, "the command was not run");
  const [planned] = targets;
  return { functionName: planned?.target.functionName ?? "", all: planned?.plan.desired ?? new Map() };
}
