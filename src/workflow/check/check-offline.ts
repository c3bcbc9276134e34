/** `check --offline`: what files alone show. Nothing is requested, and no credentials are read. */
import { parseFunctionId } from "../../core/arn/function-id.ts";
import type { CheckedRun } from "../../core/rules/checked-run.ts";
import { matchNames } from "../../core/select.ts";
import { compareNames } from "../../core/variables.ts";
import { LambdaEnvError } from "../../errors.ts";
import { readTemplateFile } from "../../sources/template/template-file.ts";
import { selectFunction, type Template } from "../../template/template.ts";
import { type NamedFunctions, readNaming } from "../find/selection.ts";
import { type Project, readProject, readSam } from "../project.ts";
import { combineSources, type SourceResults } from "../sources.ts";
import type { Surroundings } from "../surroundings.ts";
import { functionsIn, namesIn } from "./check-template.ts";
import { type Checking, type CheckSubject, findInFiles, stateSubject } from "./checking.ts";
import { readOwnFiles } from "./own-files.ts";

/** Returns what is wrong with the files. Errors: USAGE if there is nothing to check; those of reading the files. */
export async function checkOffline(checking: Checking, local: SourceResults, surroundings: Surroundings): Promise<CheckedRun> {
  const { request, rules, hasSources } = checking;
  if (request.tag.length > 0) {
    throw new LambdaEnvError("USAGE", "--tag needs AWS, and --offline sends no request", {
      hint: "name the functions with --logical-id, or leave out --offline",
    });
  }
  const project = await readFilesProject(request, surroundings);
  const template = project.template === undefined ? undefined : await readTemplateFile(project.template, surroundings);
  if (template === undefined && rules.length === 0 && !hasSources) {
    throw new LambdaEnvError("USAGE", "there is nothing to check: no template, no lambda-env.toml with rules and no env file", {
      hint: "name one: --template FILE or --env FILE, or leave out --offline",
    });
  }
  const overrides = template === undefined ? project.overrides : await readOverrides(project, checking, surroundings);
  const envFiles = await combineSources({ layers: [], findings: [] }, local, request, surroundings);
  const files = { template, overrides, envFiles, own: await readOwnFiles(request, surroundings) };
  const subjects = subjectsOf(template, readNaming(request)).map((subject) => stateSubject(subject, files));
  return {
    isOffline: true,
    count: template === undefined ? 0 : subjects.length,
    rules: rules.length,
    findings: await findInFiles(checking, files, subjects),
    targets: [],
  };
}

/** Returns the project, with the template of samconfig also where functions are named: without AWS nothing else names them. */
async function readFilesProject(request: Checking["request"], surroundings: Surroundings): Promise<Project> {
  const project = await readProject(request, surroundings);
  if (project.template !== undefined || request.function.length === 0) return project;
  return { ...project, template: (await readSam(request, surroundings))?.template };
}

async function readOverrides(
  { samconfig, stackName, overrides }: Project,
  { request }: Checking,
  surroundings: Surroundings,
): Promise<ReadonlyMap<string, string>> {
  if (samconfig !== undefined || stackName !== undefined) return overrides;
  return (await readSam(request, surroundings))?.parameterOverrides ?? overrides;
}

/** Returns the functions to check: those of the template that are named, or all. Without a template, one of which nothing is known. */
function subjectsOf(template: Template | undefined, naming: NamedFunctions): readonly CheckSubject[] {
  const { selection, functionName, logicalId } = naming;
  const typed = selection?.names ?? (functionName === undefined ? [] : [functionName]);
  const names = typed.map((name) => parseFunctionId(name).functionName);
  if (template === undefined) return [{ functionName: names[0] ?? "", names, logicalId }];
  const ids = selection?.logicalIds ?? (logicalId === undefined ? [] : [logicalId]);
  const patterns = selection?.patterns ?? [];
  const isEvery = ids.length + names.length + patterns.length === 0;
  const all = functionsIn(template).toSorted((a, b) => compareNames(a.logicalId, b.logicalId));
  const chosen = new Set([
    ...ids.map((id) => selectFunction(template, id).logicalId),
    ...(ids.length > 0 ? [] : names.map((name) => logicalIdOfName(template, name))),
    ...patterns.flatMap((pattern) => matching(template, pattern)),
  ]);
  return all
    .filter((one) => isEvery || chosen.has(one.logicalId))
    .map((one) => ({ functionName: one.logicalId, names: namesIn(one), logicalId: one.logicalId }));
}

/** Returns the function of the template that is called so: by its logical id, its name, or the name that CloudFormation makes. */
function logicalIdOfName(template: Template, name: string): string {
  const all = functionsIn(template);
  const [only, another] = all;
  const [found] = [
    ...all.filter((one) => namesIn(one).includes(name)),
    ...all.filter(({ logicalId }) => name.includes(`-${logicalId}-`)),
    ...(only !== undefined && another === undefined ? [only] : []),
  ];
  if (found !== undefined) return found.logicalId;
  throw new LambdaEnvError("USAGE", `${template.source} does not say which of its functions ${name} is`, {
    hint: "--logical-id ID",
  });
}

function matching(template: Template, pattern: string): readonly string[] {
  const found = functionsIn(template).filter((one) => matchNames(pattern, namesIn(one)).length > 0);
  if (found.length > 0) return found.map(({ logicalId }) => logicalId);
  throw new LambdaEnvError("USAGE", `no function of ${template.source} matches ${pattern}`, {
    hint: "without AWS only logical ids are known, and names that the template gives: --logical-id ID",
  });
}
