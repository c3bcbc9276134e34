/**
 * What a run works on, according to its options, or to the samconfig file of a SAM project if they name neither function nor
 * stack.
 */
import { assertUnqualified } from "../apply/target.ts";
import { parseFunctionId } from "../core/arn/function-id.ts";
import { LambdaEnvError } from "../errors.ts";
import type { SamProject } from "../sources/project/samconfig.ts";
import { samconfigFileIn } from "../sources/project/samconfig-names.ts";
import { type FunctionSelection, readNaming } from "./find/selection.ts";
import type { TargetRequest } from "./request.ts";
import type { Surroundings } from "./surroundings.ts";

export interface Project {
  /** A name, an ARN, or a logical id of the stack. */
  readonly functionName: string | undefined;
  /** The function in the template; if no function is named, also the one in the stack. */
  readonly logicalId: string | undefined;
  /** Present if the options select several functions. */
  readonly selection: FunctionSelection | undefined;
  readonly stackName: string | undefined;
  readonly template: string | undefined;
  readonly region: string | undefined;
  readonly profile: string | undefined;
  /** Parameters for the next deployment. */
  readonly overrides: ReadonlyMap<string, string>;
  /** The samconfig file that some of it comes from. */
  readonly samconfig: SamProject | undefined;
}

const NO_OVERRIDES: ReadonlyMap<string, string> = new Map();

/**
 * Returns the project of the options; nothing is read where they name the function or the stack, unless they name a samconfig file too.
 *
 * Errors: USAGE, NOT_WRITABLE for a version or an alias where the command writes, and those of `readSamconfig`.
 */
export async function readProject(request: TargetRequest, surroundings: Surroundings): Promise<Project> {
  if (surroundings.writes) assertWritableNames(request);
  const typed = projectOf(request);
  const named = request["config-file"] !== undefined || request["config-env"] !== undefined;
  if (!named && (request.function.length > 0 || typed.stackName !== undefined)) return typed;
  const sam = await readSam(request, surroundings);
  if (sam === undefined && named) {
    throw new LambdaEnvError("NO_INPUT", "this folder does not have a samconfig file", { hint: "--config-file FILE" });
  }
  return sam === undefined ? typed : withSam(typed, sam);
}

/**
 * Returns the samconfig file of the template's project, which names the stack if nothing else does. Errors: those of
 * `readSamconfig`.
 */
export async function readSam(request: TargetRequest, { cwd, signal }: Surroundings): Promise<SamProject | undefined> {
  const isElsewhere = request["config-file"] !== undefined || request.template !== undefined;
  if (!isElsewhere && (await samconfigFileIn(".", cwd)) === undefined) return undefined;
  const { projectFolder, readSamconfig } = await import("../sources/project/samconfig.ts");
  return readSamconfig({
    from: samconfigPlace(request, projectFolder),
    environment: request["config-env"],
    cwd,
    signal,
  });
}

/** Returns the samconfig file that the options name, or the folder to look for one in. */
export function samconfigPlace(
  { template, "config-file": file }: TargetRequest,
  projectFolder: (template: string) => string,
): { readonly file: string } | { readonly folder: string } {
  if (file !== undefined) return { file };
  return { folder: template === undefined ? "." : projectFolder(template) };
}

/** Throws NOT_WRITABLE where a function is named with a version or an alias. */
export function assertWritableNames(request: TargetRequest): void {
  for (const name of namesIn(readNaming(request))) assertUnqualified(parseFunctionId(name));
}

function namesIn({ selection, functionName }: Pick<Project, "selection" | "functionName">): readonly string[] {
  return selection?.names ?? (functionName === undefined ? [] : [functionName]);
}

function projectOf(request: TargetRequest): Project {
  const { template, stack, region, profile } = request;
  const { selection, functionName, logicalId } = readNaming(request);
  const ids = namesIn({ selection, functionName }).map((name) => parseFunctionId(name));
  const [ofArn, another] = new Set(ids.flatMap((id) => id.region ?? []));
  if (another !== undefined) {
    throw new LambdaEnvError("USAGE", `the ARNs are in ${ofArn} and ${another}, but one run works in one region`, {
      hint: "run it once per region",
    });
  }
  if (ofArn !== undefined && region !== undefined && ofArn !== region) {
    throw new LambdaEnvError("USAGE", `--region is ${region}, but the ARN is in ${ofArn}`, { hint: "leave out --region" });
  }
  return {
    functionName,
    logicalId,
    selection,
    stackName: stack,
    template,
    region: region ?? ofArn,
    profile,
    overrides: NO_OVERRIDES,
    samconfig: undefined,
  };
}

/** Returns the typed project, completed from samconfig: typed options win. */
function withSam(typed: Project, sam: SamProject): Project {
  return {
    ...typed,
    stackName: typed.stackName ?? sam.stackName,
    template: typed.template ?? sam.template,
    region: typed.region ?? sam.region,
    profile: typed.profile ?? sam.profile,
    overrides: sam.parameterOverrides,
    samconfig: sam,
  };
}
