/** The live variables that `pull` writes of a function. */
import { checkChoice } from "../core/checks/check-choice.ts";
import { selectValues } from "../core/select.ts";
import type { Values } from "../core/variables.ts";
import { type Finding, LambdaEnvError } from "../errors.ts";
import type { FoundFunction } from "./find/open.ts";
import type { SourceRequest, TargetRequest } from "./request.ts";
import type { Session } from "./session.ts";
import { prefetchSources, readRemoteSources, readShared, type SharedSources } from "./sources.ts";

/** Which of the variables are requested. */
export interface PullRequest extends TargetRequest, SourceRequest {
  /** Leave out variables whose live value is the template's public one. */
  readonly "exclude-template": boolean;
}

export interface ChosenValues {
  readonly values: Values;
  /** What there is to say of the choice: patterns that no variable matches. */
  readonly findings: readonly Finding[];
}

/** Reads what several functions share. Errors: those of `readShared`. */
export function prefetchShared(session: Session<PullRequest>, found: readonly FoundFunction[]): Promise<SharedSources> {
  return readShared(session, found, prefetchSources(session));
}

/** Returns the selected variables of a function. Errors: USAGE for `--exclude-template` without a template; those of reading it. */
export async function chooseValues(
  session: Session<PullRequest>,
  found: FoundFunction,
  shared?: SharedSources,
): Promise<ChosenValues> {
  const { request, project } = session;
  const live = found.snapshot.environment.variables;
  const chosen = selectValues(live, request);
  const findings = checkChoice(request, { current: live });
  if (!request["exclude-template"]) return { values: chosen, findings };
  if (project.template === undefined) {
    throw new LambdaEnvError("USAGE", "--exclude-template needs the template", { hint: "add --template template.yaml" });
  }
  const { evaluated } = await readRemoteSources(session, found, shared ?? prefetchSources(session));
  const isPublic = (name: string, value: string): boolean => {
    const entry = evaluated?.result.layer.entries.get(name);
    return entry?.kind === "value" && !entry.sensitive && entry.value === value;
  };
  return { values: new Map([...chosen].filter(([name, value]) => !isPublic(name, value))), findings };
}
