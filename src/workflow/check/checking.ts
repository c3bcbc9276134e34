/** What the checks of a run share: its request, its rules, and what its sources may define. */

import { groupFindings } from "../../core/finding-groups.ts";
import { checkRuleFunctions, checkText } from "../../core/rules/check-files.ts";
import { joinPossible, type PossibleNames } from "../../core/rules/possible-names.ts";
import { type CheckedRule, rulesFor } from "../../core/rules/rule.ts";
import { nameChooser } from "../../core/select.ts";
import type { Finding, Place } from "../../errors.ts";
import type { Template } from "../../template/template.ts";
import type { ChangeRequest } from "../request.ts";
import type { SourceResults } from "../sources.ts";
import { functionsIn, namesIn, type StatedFunction, stateFunction } from "./check-template.ts";
import type { OwnFiles } from "./own-files.ts";

export interface CheckRequest extends ChangeRequest {
  /** Whether to check files only, without a request. */
  readonly offline: boolean;
}

export interface Checking {
  readonly request: CheckRequest;
  readonly rules: readonly CheckedRule[];
  /** What sources may define that are not files; undefined where it is not asked, or only a stage would say which sources there are. */
  readonly possible: PossibleNames | undefined;
  /** Whether sources other than the template are named. */
  readonly hasSources: boolean;
}

/** The files of a run, read. */
export interface CheckedFiles {
  readonly template: Template | undefined;
  /** The parameters that the project sets. */
  readonly overrides: ReadonlyMap<string, string>;
  readonly envFiles: SourceResults;
  /** What single functions have besides. */
  readonly own: readonly OwnFiles[];
}

/** A function as the files know it. */
export interface CheckSubject {
  /** As users know it. */
  readonly functionName: string;
  /** What it is called in rules. */
  readonly names: readonly string[];
  /** Absent where the template does not contain it. */
  readonly logicalId: string | undefined;
}

/** A function with what the text of the template gives it. */
export interface StatedSubject extends CheckSubject {
  readonly stated: StatedFunction | undefined;
}

export function stateSubject(subject: CheckSubject, { template, overrides }: CheckedFiles): StatedSubject {
  const { logicalId } = subject;
  const isThere = template !== undefined && logicalId !== undefined && template.functions.has(logicalId);
  return { ...subject, stated: isThere ? stateFunction(template, logicalId, overrides) : undefined };
}

/** Returns what is wrong with the files, each finding once, with the functions that it concerns unless it concerns all. */
export async function findInFiles(
  { request, rules, possible, hasSources }: Checking,
  { template, envFiles, own: ofFunctions }: CheckedFiles,
  subjects: readonly StatedSubject[],
): Promise<readonly Finding[]> {
  const chooses = nameChooser(request);
  const literal = new Set(request.literal);
  const reported = subjects.flatMap(({ functionName, names, stated }) => {
    const mine = ofFunctions.filter(({ key }) => names.includes(key));
    const own = checkText({
      ...(stated && { template: stated.template, withDefaults: stated.withDefaults }),
      // Of a function that the template does not show, nobody knows what it defines.
      isOpen: stated?.isOpen ?? template !== undefined,
      envFiles: [envFiles, ...mine.map((one) => one.envFiles)].flatMap(({ layers }) => layers),
      possible: possible && joinPossible([possible, ...mine.map((one) => one.possible)]),
      hasSources: hasSources || mine.some((one) => one.hasSources),
      rules: rulesFor(rules, names),
      chooses,
      literal,
    });
    const ofLines = mine.flatMap((one) => one.envFiles.findings);
    return [...(stated?.findings ?? []), ...ofLines, ...own].map((finding) => ({ functionName, finding }));
  });
  return [
    ...envFiles.findings,
    ...groupFindings(reported, subjects.length),
    ...(template === undefined ? [] : checkRuleFunctions(rules, functionsIn(template))),
    ...(template === undefined ? [] : await findSecrets(template, rules, subjects, reported)),
  ].filter(({ name }) => name === undefined || chooses(name));
}

/** Returns what looks like a secret in the text of the template, in what the functions get; what a rule already calls one is not repeated. */
async function findSecrets(
  template: Template,
  rules: readonly CheckedRule[],
  subjects: readonly StatedSubject[],
  reported: readonly { readonly finding: Finding }[],
): Promise<readonly Finding[]> {
  const { checkTemplateLiterals } = await import("../../template/evaluate/literals.ts");
  const rulesOf = new Map(functionsIn(template).map((one) => [one.logicalId, rulesFor(rules, namesIn(one))]));
  const isPublic = (name: string, logicalId: string): boolean => rulesOf.get(logicalId)?.get(name)?.isPublic === true;
  const isChecked = (functions: unknown): boolean =>
    functions === "" || subjects.some(({ logicalId = "" }) => String(functions).split(", ").includes(logicalId));
  const isSaid = ({ name, at }: Finding): boolean =>
    reported.some(({ finding }) => finding.code === "SECRET_IN_TEMPLATE" && finding.name === name && isSamePlace(finding.at, at));
  return checkTemplateLiterals(template, isPublic).filter((finding) => isChecked(finding.args["functions"]) && !isSaid(finding));
}

function isSamePlace(a: Place | undefined, b: Place | undefined): boolean {
  return a?.source === b?.source && a?.line === b?.line && a?.column === b?.column;
}
