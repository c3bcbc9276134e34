/** `check`: what is wrong with the live variables, by the rules, the template and the other sources. */

import { checkLive } from "../../core/rules/check-live.ts";
import { checkShared } from "../../core/rules/check-shared.ts";
import type { CheckedRun } from "../../core/rules/checked-run.ts";
import { rulesFor } from "../../core/rules/rule.ts";
import { nameChooser } from "../../core/select.ts";
import type { Finding } from "../../errors.ts";
import { namesSource } from "../../sources/index.ts";
import { child } from "../../template/read/tree.ts";
import { assertNoProblems } from "../find/problems.ts";
import { type LayeredFunction, readLayers } from "../layers.ts";
import { openSession, type Session } from "../session.ts";
import { combineSources, type SourceResults } from "../sources.ts";
import type { Surroundings } from "../surroundings.ts";
import { type Checking, type CheckRequest, type CheckSubject, findInFiles, stateSubject } from "./checking.ts";
import { readOwnFiles } from "./own-files.ts";

/** Returns what is wrong with the functions and the files. Errors: those of finding and reading; UNREADABLE variables included. */
export async function checkOnline(checking: Checking, local: SourceResults, surroundings: Surroundings): Promise<CheckedRun> {
  const { request, rules } = checking;
  const session = await openSession(request, withoutPlaced(surroundings));
  const { layered, problems, count } = await readLayers(session, local, "ask-nothing-more");
  assertNoProblems(problems, { count, claim: undefined, what: "read" });
  const template = await session.template.get();
  const hasParameters = child(template?.root, "Parameters") !== undefined;
  const files = {
    template,
    overrides: hasParameters ? await session.overrides() : new Map<string, string>(),
    envFiles: await combineSources({ layers: [], findings: [] }, local, request, surroundings),
    own: await readOwnFiles(request, surroundings),
  };
  const subjects = layered.map((one) => stateSubject(subjectOf(one, session), files));
  const chooses = nameChooser(request);
  const checked = layered.map(({ found, layers }, index) => {
    const { names = [], stated } = subjects[index] ?? {};
    const { variables } = found.snapshot.environment;
    const own = rulesFor(rules, names);
    const findings = checkLive({
      current: variables,
      layers,
      literals: stated?.withDefaults.entries ?? new Map(),
      rules: own,
      chooses,
      literal: new Set(request.literal),
      hasSources: namesSource(request),
    });
    const { functionName } = found.target;
    return {
      target: found.target,
      findings: [...found.findings.filter(isOfState), ...findings],
      functionName,
      current: variables,
      rules: own,
    };
  });
  return {
    isOffline: false,
    count: checked.length,
    rules: rules.length,
    findings: [
      ...(await findInFiles(checking, files, subjects)),
      ...checkShared(
        rules.filter(({ name }) => chooses(name)),
        checked,
      ),
    ],
    targets: checked.map(({ target, findings }) => ({ target, findings })),
  };
}

/** Callers of an alias do not see a change: that is not a mistake. */
function isOfState({ code }: Finding): boolean {
  return code === "STATE_FAILED" || code === "LAST_UPDATE_FAILED";
}

function subjectOf({ found, logicalId = found.logicalId }: LayeredFunction, { project }: Session<CheckRequest>): CheckSubject {
  const { functionName } = found.snapshot;
  const id = logicalId ?? project.logicalId;
  return {
    functionName: found.target.functionName,
    names: id === undefined ? [functionName] : [id, functionName],
    logicalId: id,
  };
}

/** Returns `surroundings` that do not report what is among the results: what is wrong with a line of a file, or with a function's state. */
function withoutPlaced(surroundings: Surroundings): Surroundings {
  const notify: Surroundings["notify"] = (event) => {
    if (event.kind !== "findings") return surroundings.notify(event);
    const findings = event.findings.filter((finding) => finding.at?.line === undefined && !isOfState(finding));
    return surroundings.notify({ ...event, findings });
  };
  // Standard input is opened when it is first looked at, and not by a copy.
  const properties = { ...Object.getOwnPropertyDescriptors(surroundings), notify: { value: notify, enumerable: true } };
  return Object.defineProperties({}, properties) as Surroundings;
}
